"""What somebody opened, and tried to, for the leader who is to say whether it was work."""

import datetime as dt
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


@dataclass(frozen=True, slots=True)
class SeenRow:
    """One page, when it was opened, and of which case if the leader may be told.

    `refused`: it was not opened, only asked for.
    """

    at: dt.datetime
    page: str
    reference: str = ""
    person_id: int | None = None  # whose case that is
    refused: bool = False


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
        return tuple(SeenRow(at, page_label(page)[0], refused=True) for at, page in tried)
    if row.person_id is None:
        looks = reads_by(row.staff_id, since=since, until=until, limit=MOST)
    else:
        looks = reads_of(row.person_id, since=since, until=until, staff_id=row.staff_id, limit=MOST)
    return _rows(looks, actor=actor)


def told_of(rows: Iterable[SeenRow]) -> list[int]:
    """Whose cases are named."""
    return sorted({row.person_id for row in rows if row.person_id})


def _rows(looks: Collection[ReadRow], *, actor: Actor) -> tuple[SeenRow, ...]:
    cases = Case.objects.in_bulk({look.case_id for look in looks if look.case_id})
    people = shown_to(actor, {case.person_id for case in cases.values()})
    known = {pk: case for pk, case in cases.items() if case.person_id in people}
    return tuple(
        SeenRow(
            at=look.at,
            page=page_label(look.page)[0],
            reference=known[look.case_id].reference if look.case_id in known else "",
            person_id=known[look.case_id].person_id if look.case_id in known else None,
        )
        for look in looks
    )
