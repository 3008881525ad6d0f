"""Documents, letters and notes as one list with journal data, latest first."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.utils.timezone import localdate

from notifications.queries import LetterRow, letters_of_case, letters_of_person
from people.access import Actor
from records.kinds import Direction
from records.models import JournalNumber
from records.queries.documents import DocumentRow, documents_of, documents_of_person
from records.queries.notes import NoteRow, notes_of, notes_of_person


class Sort(StrEnum):
    """What a line of the list is."""

    DOCUMENT = "dokument"
    LETTER = "brev"
    NOTE = "notat"


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One line: a document, a letter or a note; labels are bokmål, marked for translation."""

    sort: Sort
    journal: str  # «12/2026»; empty for a note, and for a letter that is not posted
    day: dt.date  # received, sent, or when it happened
    at: dt.datetime  # registered: the order within a day
    label: str  # what kind
    direction: Direction | None
    party: str  # from or to whom; who signed a note
    title: str
    url: str
    status: str = ""  # of a letter
    reference: str = ""
    document: DocumentRow | None = None
    note: NoteRow | None = None
    letter: LetterRow | None = None


def papers_of_case(case_id: int, *, at: dt.datetime) -> list[PaperRow]:
    """Everything of a case, latest first. The caller has checked access to the case."""
    return _listed(documents_of(case_id), letters_of_case(case_id, at=at), notes_of(case_id))


def papers_of_person(person_id: int, *, actor: Actor, at: dt.datetime) -> list[PaperRow]:
    """Everything about a person that the actor may see. The caller has checked the person."""
    return _listed(
        documents_of_person(person_id, actor=actor),
        letters_of_person(person_id, actor=actor, at=at),
        notes_of_person(person_id, actor=actor),
    )


def _listed(
    documents: list[DocumentRow], letters: list[LetterRow], notes: list[NoteRow]
) -> list[PaperRow]:
    numbers = _letter_numbers(letters)
    rows = [_document(row) for row in documents]
    rows += [_letter(row, numbers.get(row.public_id, "")) for row in letters]
    rows += [_note(row) for row in notes]
    return sorted(rows, key=lambda row: (row.day, row.at, row.url), reverse=True)


def _letter_numbers(letters: list[LetterRow]) -> dict[str, str]:
    given = JournalNumber.objects.filter(
        letter__public_id__in=[row.public_id for row in letters]
    ).select_related("letter")
    return {str(one.letter.public_id): str(one) for one in given if one.letter}


def _document(row: DocumentRow) -> PaperRow:
    return PaperRow(
        sort=Sort.DOCUMENT,
        journal=row.journal,
        day=row.dated_on,
        at=row.added_at,
        label=row.label,
        direction=row.direction,
        party=row.party,
        title=row.title,
        url=row.url,
        reference=row.reference,
        document=row,
    )


def _letter(row: LetterRow, journal: str) -> PaperRow:
    return PaperRow(
        sort=Sort.LETTER,
        journal=journal,
        day=row.posted_on or localdate(row.queued_at),
        at=row.queued_at,
        label=row.kind,
        direction=Direction.OUT,
        party=row.recipient,
        title=row.kind,
        url=row.url,
        status=row.state_label,
        reference=row.reference,
        letter=row,
    )


def _note(row: NoteRow) -> PaperRow:
    return PaperRow(
        sort=Sort.NOTE,
        journal="",
        day=row.occurred_on,
        at=row.written_at,
        label=row.label,
        direction=None,
        party=row.signed_by,
        title=row.short,
        url=row.url,
        reference=row.reference,
        note=row,
    )
