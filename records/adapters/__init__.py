"""The world outside: where files lie, and the child process that makes them harmless."""

from records.adapters.bundle import Entry, Front, Part, case_file, listed
from records.adapters.doors import file_answer, or_not_now, saw_document, with_file
from records.adapters.harmless import Clean, UnacceptableError, made_harmless
from records.adapters.store import FileLostError, FileStore, LocalStore, StoreDownError
from records.adapters.stores import file_store
from records.adapters.virus import Clamd, ScannerDownError, VirusScanner, virus_scanner
from records.adapters.whole import case_as_pdf, history_entry, papers_with_files

__all__ = [
    "Clamd",
    "Clean",
    "Entry",
    "FileLostError",
    "FileStore",
    "Front",
    "LocalStore",
    "Part",
    "ScannerDownError",
    "StoreDownError",
    "UnacceptableError",
    "VirusScanner",
    "case_as_pdf",
    "case_file",
    "file_answer",
    "file_store",
    "history_entry",
    "listed",
    "made_harmless",
    "or_not_now",
    "papers_with_files",
    "saw_document",
    "virus_scanner",
    "with_file",
]
