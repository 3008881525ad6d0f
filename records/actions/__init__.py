"""What can be written down and laid in: notes, what is told of them, documents."""

from records.actions.documents import add_document, receive_document
from records.actions.notes import correct_note, put_before_person, write_note

__all__ = [
    "add_document",
    "correct_note",
    "put_before_person",
    "receive_document",
    "write_note",
]
