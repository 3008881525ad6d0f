"""Reads of notes and documents."""

from records.queries.documents import (
    DocumentRow,
    discarded,
    document_row,
    documents_of,
    find_document,
    inbox,
    inbox_count,
    kinds_held,
)
from records.queries.doubles import First, Place, first_of, firsts
from records.queries.mandates import Unproven, unproven
from records.queries.notes import NoteRow, find_note, note_row, notes_of, notes_of_person
from records.queries.papers import PaperRow, Sort, papers_of_case, papers_of_person
from records.queries.subject import Subject, subject_of, subject_of_case, subject_of_person
from records.queries.targets import Target, targets
from records.queries.tasks import TASK, tasks_for

__all__ = [
    "TASK",
    "DocumentRow",
    "First",
    "NoteRow",
    "PaperRow",
    "Place",
    "Sort",
    "Subject",
    "Target",
    "Unproven",
    "discarded",
    "document_row",
    "documents_of",
    "find_document",
    "find_note",
    "first_of",
    "firsts",
    "inbox",
    "inbox_count",
    "kinds_held",
    "note_row",
    "notes_of",
    "notes_of_person",
    "papers_of_case",
    "papers_of_person",
    "subject_of",
    "subject_of_case",
    "subject_of_person",
    "targets",
    "tasks_for",
    "unproven",
]
