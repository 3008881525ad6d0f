"""Pages of notes and documents."""

from records.views.documents import describe, document, new_document
from records.views.inbox import (
    discard_double,
    inbox,
    keep_double,
    link_document,
    undo_link,
)
from records.views.notes import correct, new_note, note, put_before
from records.views.papers import papers

__all__ = [
    "correct",
    "describe",
    "discard_double",
    "document",
    "inbox",
    "keep_double",
    "link_document",
    "new_document",
    "new_note",
    "note",
    "papers",
    "put_before",
    "undo_link",
]
