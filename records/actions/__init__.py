"""What can be written down and laid in: notes, what is told of them, documents, the inbox."""

from records.actions.documents import add_document
from records.actions.doubles import discard_double, keep_double
from records.actions.inbox import (
    describe_document,
    link_document,
    receive_document,
    receive_scan,
    take_in_scans,
    undo_link,
)
from records.actions.letters import number_letter, number_letters
from records.actions.notes import correct_note, put_before_person, sign_note, write_note

__all__ = [
    "add_document",
    "correct_note",
    "describe_document",
    "discard_double",
    "keep_double",
    "link_document",
    "number_letter",
    "number_letters",
    "put_before_person",
    "receive_document",
    "receive_scan",
    "sign_note",
    "take_in_scans",
    "undo_link",
    "write_note",
]
