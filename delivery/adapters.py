"""The files an import is read from: bytes nobody has checked, turned into cells or into faults."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from audit.words import filled, mark
from delivery.rules import FILES, Fault, Row

MOST_BYTES: Final = 200_000_000  # of one file


@dataclass(frozen=True, slots=True)
class Sheets:
    """The rows of every file by its name, and what could not be read: whose it is, nobody knows."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_folder(folder: Path) -> Sheets:
    """Read the files of an import from a folder; one that is not there is empty.

    UTF-8 with or without BOM, separated by semicolon or comma, the first line names the columns.
    """
    sheets = Sheets()
    for name in FILES:
        path = folder / name
        if path.is_file():
            sheets.rows[name] = list(_rows(name, path, sheets.faults))
    if not sheets.rows:
        sheets.faults.append(
            Fault("", 0, "", mark("Mappen har ingen av filene som kan leses inn."))
        )
    return sheets


def _rows(name: str, path: Path, faults: list[Fault]) -> Iterator[Row]:
    text = _text(name, path, faults)
    if text is None:
        return
    first = text.split("\n", 1)[0]
    separator = ";" if first.count(";") >= first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    csv.field_size_limit(MOST_BYTES)
    try:
        head = [cell.strip().casefold() for cell in next(reader, [])]
        if wrong := _head(name, head):
            faults += wrong
            return
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield from _row(name, line, head, cells, faults)
            line = reader.line_num + 1
    except csv.Error:
        sentence = mark("Anførselstegnene går ikke opp. Resten av filen er ikke lest.")
        faults.append(Fault(name, reader.line_num, "", sentence))


def _text(name: str, path: Path, faults: list[Fault]) -> str | None:
    if path.stat().st_size > MOST_BYTES:
        faults.append(Fault(name, 0, "", mark("Filen er for stor. Del den i flere.")))
        return None
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        faults.append(
            Fault(name, line, "", mark("Filen er ikke UTF-8. Lagre den på nytt som UTF-8."))
        )
        return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        faults.append(Fault(name, line, "", mark("Filen har tegn som ikke hører hjemme i tekst.")))
        return None
    return text


def _head(name: str, head: Sequence[str]) -> list[Fault]:
    known = {column.name: column for column in FILES[name]}
    found = [
        Fault(name, 1, column, mark("Kolonnen finnes ikke i malen."))
        for column in head
        if column not in known
    ]
    found += [
        Fault(name, 1, column, mark("Kolonnen står to ganger."))
        for column in dict.fromkeys(head)
        if head.count(column) > 1
    ]
    return found + [
        Fault(name, 1, column.name, mark("Kolonnen mangler."))
        for column in known.values()
        if column.required and column.name not in head
    ]


def _row(
    name: str, line: int, head: Sequence[str], cells: Sequence[str], faults: list[Fault]
) -> Iterator[Row]:
    """The row; none where the cells do not match: nobody knows which is missing, or whose it is."""
    if len(cells) != len(head):
        sentence = filled(
            "Raden har {n} celler, men filen har {m} kolonner.", n=len(cells), m=len(head)
        )
        faults.append(Fault(name, line, "", sentence))
        return
    yield Row(name, line, {c: cell.strip() for c, cell in zip(head, cells, strict=True)})
