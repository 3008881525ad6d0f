"""The world outside: where files lie, and the child process that makes them harmless."""

from records.adapters.bundle import Entry, Front, Part, case_file
from records.adapters.doors import file_answer, saw_document, with_file
from records.adapters.harmless import Clean, UnacceptableError, made_harmless
from records.adapters.store import FileLostError, FileStore, LocalStore, file_store

__all__ = [
    "Clean",
    "Entry",
    "FileLostError",
    "FileStore",
    "Front",
    "LocalStore",
    "Part",
    "UnacceptableError",
    "case_file",
    "file_answer",
    "file_store",
    "made_harmless",
    "saw_document",
    "with_file",
]
