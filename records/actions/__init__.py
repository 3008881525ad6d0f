"""What can be written down and laid in: notes, what is told of them, documents."""

from records.actions.notes import correct_note, put_before_person, write_note

__all__ = [
    "correct_note",
    "put_before_person",
    "write_note",
]
