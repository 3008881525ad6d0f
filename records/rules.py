"""Rules of notes and documents: what is missing, and what may not stand there."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from audit.words import filled, mark
from people.refusals import Objection
from people.rules import unwritable
from records.kinds import Direction, DocumentKind, NoteKind, PutBefore

LONGEST_NOTE: Final = 20_000
LONGEST_LINE: Final = 200
LONGEST_NAME: Final = 120
LONGEST_BACK: Final = timedelta(days=366 * 100)  # an older paper is a slip of the year
FORM: Final = "notat"  # what the draft of a new note is called
SHORTENED: Final = 200  # characters of a note in a list


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A note as it was typed, through whichever door."""

    kind: NoteKind
    occurred_on: date
    text: str
    occurred_time: time | None = None
    informant: str = ""
    put_before: PutBefore | None = None
    put_before_on: date | None = None
    put_before_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What is said about a document, through whichever door."""

    kind: DocumentKind
    dated_on: date
    title: str
    direction: Direction = Direction.IN
    party: str = ""
    file_name: str = ""


def tidy(text: str) -> str:
    """The text with plain line ends, composed letters and no blanks around it."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()


def note_objections(written: Written, *, on: date) -> list[Objection]:
    """What is missing in a note, in the order of the page. Nothing has happened after `on`."""
    found = _happened(written.occurred_on, on=on, field="occurred_on")
    found += _text("text", written.text, LONGEST_NOTE, missing=mark("Skriv notatet."))
    if written.kind is not NoteKind.INFORMATION:
        found += _text("informant", written.informant, LONGEST_LINE)
        if written.put_before is None and not written.put_before_note.strip():
            return found
        sentence = mark(
            "Bare opplysninger fra andre forelegges personen. Velg det som slags notat."
        )
        return [Objection(sentence, "not_information", "kind"), *found]
    asked = mark("Skriv hvem opplysningene kommer fra.")
    found += _text("informant", written.informant, LONGEST_LINE, missing=asked)
    if written.put_before is None:
        sentence = mark("Velg om opplysningene er forelagt personen.")
        return [*found, Objection(sentence, "put_before_missing", "put_before")]
    return found + put_before_objections(written, on=on)


def put_before_objections(written: Written, *, on: date) -> list[Objection]:
    """What is missing where it is told that information was put before the person, or not.

    Source: forvaltningsloven § 17: what others have told of the party is put before them, with
    exceptions that must be given a reason.
    """
    missing = ""
    if written.put_before is PutBefore.NOT_NEEDED:
        missing = mark("Skriv hvorfor opplysningene ikke forelegges personen.")
    found = _text("put_before_note", written.put_before_note, LONGEST_NOTE, missing=missing)
    if written.put_before is not PutBefore.YES:
        return found
    if written.put_before_on is None:
        sentence = mark("Velg dagen opplysningene ble forelagt personen.")
        return [Objection(sentence, "day_missing", "put_before_on"), *found]
    if written.put_before_on < written.occurred_on:
        sentence = mark("Opplysningene kan ikke være forelagt før de ble gitt.")
        return [Objection(sentence, "before_it_was_told", "put_before_on"), *found]
    return _happened(written.put_before_on, on=on, field="put_before_on") + found


def document_objections(described: Described, *, on: date) -> list[Objection]:
    """What is missing in what is said of a document, in the order of the page."""
    found = title_objections(described)
    whom = {
        Direction.IN: mark("Skriv hvem dokumentet er fra."),
        Direction.OUT: mark("Skriv hvem dokumentet er til."),
    }
    found += _text("party", described.party, LONGEST_LINE, missing=whom[described.direction])
    return found + _happened(described.dated_on, on=on, field="dated_on")


def title_objections(described: Described) -> list[Objection]:
    """What is wrong with the title."""
    return _text("title", described.title, LONGEST_LINE, missing=mark("Skriv en tittel."))


def file_name(given: str) -> str:
    """A file's name without its path, and without signs that hide or turn what it says.

    «..\\..\\Brev\\u202efdp.exe» becomes «Brevfdp.exe». Never used as a path; only shown.
    """
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    seen = "".join(c for c in name if c == " " or unicodedata.category(c)[0] in "LNPSM")
    plain = re.sub(r'[<>:"|?*]', "", " ".join(seen.split())).strip(". ")
    if len(plain) <= LONGEST_NAME:
        return plain
    stem, dot, suffix = plain.rpartition(".")
    if not dot or len(suffix) > 10:
        return plain[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(suffix) - 1]}.{suffix}"


def shortened(text: str) -> str:
    """The beginning of a note, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= SHORTENED else f"{line[:SHORTENED].rsplit(' ', 1)[0]} …"


def _happened(day: date, *, on: date, field: str) -> list[Objection]:
    if day > on:
        return [Objection(mark("Datoen kan ikke være fram i tid."), "in_the_future", field)]
    if day < on - LONGEST_BACK:
        return [Objection(mark("Datoen er for langt tilbake. Sjekk året."), "too_old", field)]
    return []


def _text(field: str, text: str, longest: int, *, missing: str = "") -> list[Objection]:
    if missing and not text.strip():
        return [Objection(missing, f"{field}_missing", field)]
    found = []
    if len(text) > longest:
        sentence = filled(
            "Teksten har {length} tegn. Kort den ned til {longest}.",
            length=len(text),
            longest=longest,
        )
        found.append(Objection(sentence, "too_long", field))
    if odd := unwritable(text):
        sign = odd[0] if odd[0].isprintable() else f"U+{ord(odd[0]):04X}"
        sentence = filled("Tegnet «{sign}» kan ikke brukes her. Skriv det med ord.", sign=sign)
        found.append(Objection(sentence, "unwritable", field))
    return found


def draft_form(act: str, note: object) -> str:
    """What the draft of an act on a note is called."""
    return f"{FORM}/{act}/{note}"
