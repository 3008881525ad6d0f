"""What somebody opened, and tried to, for the leader who is to say whether it was work."""

import datetime as dt
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from audit.queries import ReadRow, reads_by, reads_of, refusals_of
from cases.models import Case
from cases.words import page_label
from oversight.kinds import Pattern
from oversight.models import ReasonedAccess, Signal
from oversight.queries.facts import span_of
from oversight.queries.led import shown_to
from people.access import Actor

MOST: Final = 100
A_CASE: Final = re.compile(r"case (\d+)\b")  # as a denial says which one


@dataclass(frozen=True, slots=True)
class SeenRow:
    """One page, when it was opened, and of which case if the leader may be told.

    `refused`: it was not opened, only asked for. `hidden`: a case the leader is not told.
    """

    at: dt.datetime
    page: str
    reference: str = ""
    person_id: int | None = None  # whose case that is
    refused: bool = False
    hidden: bool = False


def seen_for(row: ReasonedAccess, *, actor: Actor) -> tuple[SeenRow, ...]:
    """What was read of the person while a reason was open, newest first."""
    looks = reads_of(
        row.person_id, since=row.from_at, until=row.to_at, staff_id=row.staff_id, limit=MOST
    )
    return _rows(looks, actor=actor)


def seen_in(row: Signal, *, actor: Actor) -> tuple[SeenRow, ...]:
    """What somebody opened on the day of a signal, newest first: of its person where it is about
    one, else of everybody; where it is about what could not be opened, what was tried.
    """
    since, until = span_of(row.on)
    if row.pattern == Pattern.REFUSED:
        tried = refusals_of(row.staff_id, since=since, until=until, limit=MOST)
        return _tried(tried, actor=actor)
    if row.person_id is None:
        looks = reads_by(row.staff_id, since=since, until=until, limit=MOST)
    else:
        looks = reads_of(row.person_id, since=since, until=until, staff_id=row.staff_id, limit=MOST)
    return _rows(looks, actor=actor)


def told_of(rows: Iterable[SeenRow]) -> list[int]:
    """Whose cases are named."""
    return sorted({row.person_id for row in rows if row.person_id})


def _tried(tried: Collection[tuple[dt.datetime, str, str]], *, actor: Actor) -> tuple[SeenRow, ...]:
    """What was asked for; of what is not there and of what is secret alike, no case."""
    named = [A_CASE.match(asked) for _at, _page, asked in tried]
    known = _told({int(one[1]) for one in named if one}, actor=actor)
    cases = [known.get(int(one[1])) if one else None for one in named]
    return tuple(
        SeenRow(
            at,
            page_label(page)[0],
            reference=case.reference if case else "",
            person_id=case.person_id if case else None,
            refused=True,
            hidden=case is None and asked.startswith("case"),
        )
        for (at, page, asked), case in zip(tried, cases, strict=True)
    )


def _told(case_ids: Collection[int], *, actor: Actor) -> dict[int, Case]:
    """Those of the cases a leader may be told of in a control."""
    cases = Case.objects.filter(municipality_id=actor.municipality_id).in_bulk(case_ids)
    people = shown_to(actor, {case.person_id for case in cases.values()})
    return {pk: case for pk, case in cases.items() if case.person_id in people}


def _rows(looks: Collection[ReadRow], *, actor: Actor) -> tuple[SeenRow, ...]:
    known = _told({look.case_id for look in looks if look.case_id}, actor=actor)
    return tuple(
        SeenRow(
            at=look.at,
            page=page_label(look.page)[0],
            reference=known[look.case_id].reference if look.case_id in known else "",
            person_id=known[look.case_id].person_id if look.case_id in known else None,
            hidden=look.case_id is not None and look.case_id not in known,
        )
        for look in looks
    )
