"""A case's documents, letters and notes as one PDF: front, contents, and everything by day."""

import atexit
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Final

import pikepdf
from PIL import Image

from notifications.adapters import Typesetter, unprintable

TEMPLATE: Final = Path(__file__).parent.parent / "templates" / "records" / "papers.typ"
A4: Final = (595, 842)
EDGE: Final = 40  # points around a picture
WIDTHS: Final = (0, 0, 0, 2, 5)  # of the contents
STAMPED_AT_ONCE: Final = 300  # sheets
PDF: Final = "application/pdf"


@dataclass(frozen=True, slots=True)
class Part:
    """A signed text of a note: what it corrects, or what the person said, are parts too.

    `facts`: what is short, beside its label, above the text.
    """

    head: str
    text: str
    signed: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the contents, with the file or the words that stand behind it."""

    day: str
    number: str
    label: str
    title: str
    party: str
    facts: tuple[tuple[str, str], ...] = ()
    parts: tuple[Part, ...] = ()
    body: bytes = b""  # a PDF or a picture; without it, the sheet with the words
    media_type: str = PDF


@dataclass(frozen=True, slots=True)
class Front:
    """The first sheet, in the reader's words. Nothing that tells where a protected person lives."""

    title: str
    author: str
    lang: str
    facts: tuple[tuple[str, str], ...]
    contents: str
    heads: tuple[str, ...]  # of a case: sheet, date, number, kind, title
    foot: str
    sheet_of: tuple[str, str]  # «Side», «av»


def case_file(front: Front, entries: Sequence[Entry], *, on: date) -> bytes:
    """The whole file; each entry begins on a new sheet, the contents say which.

    Raises TypesettingError when a sheet cannot be set.
    """
    files = [_opened(front, entry, on) for entry in entries]
    counts = [len(file.pages) for file in files]
    ahead = len(_front(front, entries, [999] * len(entries), on).pages)
    starts = [ahead + 1 + sum(counts[:n]) for n in range(len(counts))]
    together = pikepdf.new()
    for file in (_front(front, entries, starts, on), *files):
        together.pages.extend(file.pages)
    _stamp(together, front, on)
    with together.open_outline() as outline:
        outline.root.extend(
            pikepdf.OutlineItem(f"{entry.day} {entry.title}"[:120], start - 1)
            for entry, start in zip(entries, starts, strict=True)
        )
    written = BytesIO()
    together.save(written, deterministic_id=True)
    return written.getvalue()


def listed(
    front: Front,
    rows: Sequence[Sequence[str]],
    *,
    parts: Sequence[Part],
    widths: Sequence[int],
    on: date,
) -> bytes:
    """A list on sheets of its own: the front's words, then `parts`, then the rows as a table.

    `widths`: of the columns, as shares; 0 as wide as its content. Raises TypesettingError.
    """
    table = [list(front.heads), *rows]
    together = _sheet(front, front.title, front.facts, parts, table, on, widths=widths)
    _stamp(together, front, on)
    written = BytesIO()
    together.save(written, deterministic_id=True)
    return written.getvalue()


def _opened(front: Front, entry: Entry, on: date) -> pikepdf.Pdf:
    if not entry.body:
        return _sheet(front, entry.title, entry.facts, entry.parts, [], on)
    if entry.media_type == PDF:
        return pikepdf.open(BytesIO(entry.body))
    return _picture(entry.body)


def _front(front: Front, entries: Sequence[Entry], starts: Sequence[int], on: date) -> pikepdf.Pdf:
    rows = [list(front.heads)]
    for entry, start in zip(entries, starts, strict=True):
        told = f"{entry.title} – {entry.party}" if entry.party else entry.title
        rows.append([str(start), entry.day, entry.number, entry.label, told])
    return _sheet(front, front.title, front.facts, (), rows, on)


def _sheet(
    front: Front,
    title: str,
    facts: Sequence[tuple[str, str]],
    parts: Sequence[Part],
    rows: Sequence[Sequence[str]],
    on: date,
    *,
    widths: Sequence[int] = WIDTHS,
) -> pikepdf.Pdf:
    return _set(
        {
            "sheet": "words",
            "title": _shown(title),
            "author": front.author,
            "lang": front.lang,
            "facts": [[_shown(label), _shown(value)] for label, value in facts],
            "parts": [
                {
                    "head": _shown(p.head),
                    "facts": [[_shown(label), _shown(value)] for label, value in p.facts],
                    "text": _shown(p.text),
                    "signed": _shown(p.signed),
                }
                for p in parts
            ],
            "contents": front.contents,
            "widths": list(widths),
            "rows": [[_shown(cell) for cell in row] for row in rows],
        },
        on,
    )


def _stamp(together: pikepdf.Pdf, front: Front, on: date) -> None:
    """The case, the sheet and who printed it, at the foot of every sheet."""
    of = len(together.pages)
    for first in range(1, of + 1, STAMPED_AT_ONCE):
        last = min(first + STAMPED_AT_ONCE - 1, of)
        data = {"from": first, "to": last, "of": of, "foot": front.foot, "words": front.sheet_of}
        stamps = _set(
            {"sheet": "stamp", "title": front.title, "author": front.author, "lang": front.lang}
            | data,
            on,
        )
        for n, stamp in enumerate(stamps.pages):
            together.pages[first - 1 + n].add_overlay(stamp, None)


def _picture(body: bytes) -> pikepdf.Pdf:
    """A picture on a sheet of its own, as large as it goes."""
    drawn = BytesIO()
    with Image.open(BytesIO(body)) as picture:
        picture.convert("RGB").save(drawn, "PDF")
    sheet = pikepdf.new()
    page = sheet.add_blank_page(page_size=A4)
    with pikepdf.open(drawn) as single:
        page.add_overlay(single.pages[0], pikepdf.Rectangle(EDGE, EDGE, A4[0] - EDGE, A4[1] - EDGE))
    return sheet


def _set(data: Mapping[str, object], on: date) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(papers.pdf(data, on=on)))


def _shown(text: str) -> str:
    """The text with a code for each sign the font does not have, so that none goes unseen."""
    for sign in unprintable(text):
        text = text.replace(sign, f"[U+{ord(sign):04X}]")
    return text


_SPECIMEN: Final[Mapping[str, object]] = {
    "sheet": "words",
    "title": "Sak",
    "author": "Kommune",
    "lang": "nb",
    "facts": [["Født", "14.03.1942"]],
    "parts": [
        {
            "head": "Notat",
            "facts": [["Dato", "1.1."]],
            "text": "Ett avsnitt.\n\nEtt til.",
            "signed": "Kari Lie",
        }
    ],
    "contents": "Innhold",
    "widths": [0, 0, 0, 2, 5],
    "rows": [["Side", "Dato", "Nummer", "Slag", "Tittel"], ["2", "1.1.", "–", "Notat", "A"]],
}

# A log of looks has thousands of lines; a letter has a page or two.
papers = Typesetter(TEMPLATE.read_text("utf-8"), specimen=_SPECIMEN, seconds=30)
os.register_at_fork(after_in_child=papers.forget)
atexit.register(papers.close)
