"""«Skriv ut saken»: the whole case on paper, in the order it came about."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from audit.words import mark
from desk.queries.history import HistoryRow, events_in, history
from desk.queries.overview import Overview, overview
from desk.queries.parts import Part, Said, parts_of_case, present, signed
from desk.queries.services import ServicesPage, services_page
from people.access import Actor
from records.kinds import Direction, PutBefore
from records.queries import DocumentRow, NoteRow, documents_of, notes_of

TOGETHER: Final = 5_000  # events


@dataclass(frozen=True, slots=True)
class PrintedCase:
    """The whole page."""

    page: Overview
    services: ServicesPage
    parts: tuple[Part, ...]  # kartlegging, utprøving, hjelp uten vedtak, innstilling, vedtak, notes
    documents: tuple[Part, ...]  # what each is; the files are given for themselves
    events: tuple[HistoryRow, ...]  # oldest first; the latest TOGETHER of them
    happened: int  # how many there are in all


def printed_case(case_id: int, *, actor: Actor, at: dt.datetime) -> PrintedCase:
    """What is finished and sent of a case the caller may open; what is being written stays out."""
    page = overview(case_id, actor=actor, at=at)
    found = history(case_id, reference=page.case.reference, size=TOGETHER)
    return PrintedCase(
        page=page,
        services=services_page(case_id, actor=actor, at=at),
        parts=(
            *parts_of_case(case_id, actor=actor, on=localdate(at)),
            *(_note(n, note) for n, note in enumerate(reversed(notes_of(case_id)), start=1)),
        ),
        documents=_documents(documents_of(case_id)),
        events=tuple(replace(event, url="", link="") for event in reversed(found.events)),
        happened=events_in(case_id),
    )


def _note(n: int, note: NoteRow) -> Part:
    """A signed note with its corrections beside it."""
    put_before = _(note.put_before_label) if note.put_before_label else ""
    if note.put_before_on:
        put_before += f", {note.put_before_on:%d.%m.%Y}"
    said = [
        (mark("Når skjedde det?"), _moment(note)),
        (mark("Tekst"), note.text),
        (mark("Hvem kommer opplysningene fra?"), note.informant),
        (mark("Er opplysningene forelagt personen?"), put_before),
        (
            mark("Personen sa") if note.put_before == PutBefore.YES else mark("Begrunnelse"),
            note.put_before_note,
        ),
    ]
    corrected = (
        Said(_("Rettet av %(who)s") % {"who": signed(one.signed_by, one.written_at)}, one.text)
        for one in note.corrections
    )
    return Part(
        key=f"notat{n}",
        title=f"{_('Notat')}: {_(note.label)}",
        by=signed(", ".join(part for part in (note.signed_by, note.unit) if part), note.written_at),
        said=(*present(said), *corrected),
        on=note.occurred_on,
    )


def _moment(note: NoteRow) -> str:
    clock = f" kl. {note.occurred_time:%H.%M}" if note.occurred_time else ""
    return f"{note.occurred_on:%d.%m.%Y}{clock}"


def _documents(rows: Sequence[DocumentRow]) -> tuple[Part, ...]:
    """The documents of the case, oldest first."""
    kept = []
    for row in reversed(rows):
        towards = mark("Til") if row.direction is Direction.OUT else mark("Fra")
        said = ((mark("Dato"), f"{row.dated_on:%d.%m.%Y}"), (towards, row.party))
        title = f"{row.journal} {row.title}".strip()
        kept.append(Part(row.public_id, title, _(row.label), present(said), row.dated_on))
    return tuple(kept)
