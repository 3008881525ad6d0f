"""Pages of notes and documents."""

from records.views.documents import document, new_document
from records.views.notes import correct, new_note, note, put_before
from records.views.papers import papers

__all__ = ["correct", "document", "new_document", "new_note", "note", "papers", "put_before"]
