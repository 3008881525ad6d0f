"""Looks that are unlike work, for the leader who is to ask why."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import QuerySet

from audit.words import filled, mark
from cases.queries import Scope, branch, staff_names, unit_names
from oversight.kinds import (
    FOLLOW_SIGNAL_TASK,
    JUDGEMENTS,
    SIGNAL_TASK,
    SIGNALS,
    TOLD,
    Judgement,
    Pattern,
    Told,
)
from oversight.models import Signal
from oversight.queries.led import led_by, shown_to
from oversight.queries.seen import SeenRow, seen_in
from people.access import Actor
from people.refusals import NotFound
from people.rules import list_name

NO_SUCH: Final = mark("Vi finner ikke innsynet. Se listen over uvanlige innsyn.")
SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class SignalRow:
    """One of them. `person` is empty where the leader may not know whom, or it is nobody alone."""

    public_id: str
    by: str
    unit: str
    sentence: str
    on: dt.date
    found_at: dt.datetime
    of_one: bool  # about one person
    person_id: int | None
    person: str
    stopped: bool
    due_on: dt.date
    outcome: str
    note: str
    judged_by: str
    judged_at: dt.datetime | None
    follow_up_on: dt.date | None  # until when it is to be followed up
    told: str  # whether whom it concerns was told; empty until it is followed up
    followed_up_note: str
    followed_up_by: str
    followed_up_at: dt.datetime | None
    seen: tuple[SeenRow, ...] = ()  # what was opened; on its own page only

    @property
    def url(self) -> str:
        """The page where it is judged."""
        return f"/innsyn/uvanlig/{self.public_id}/"


def signals(*, actor: Actor, on: dt.date) -> tuple[SignalRow, ...]:
    """Those of the units one leads, what waits first, then the latest; never of oneself."""
    found = _led(actor).order_by("judged_at", "-on", "-pk")
    waiting = list(found.filter(outcome="")[:SHOWN])
    judged = list(found.exclude(outcome="").order_by("-judged_at")[: SHOWN - len(waiting)])
    return _rows(waiting + judged, actor=actor, on=on)


def signal(public_id: str, *, actor: Actor, on: dt.date) -> SignalRow:
    """One with what was opened. Raises NotFound for another leader's, and for one's own."""
    row = find_signal(public_id, actor=actor)
    return replace(_rows([row], actor=actor, on=on)[0], seen=seen_in(row, actor=actor))


def find_signal(public_id: str, *, actor: Actor, locked: bool = False) -> Signal:
    """The row, for one of those the leader may judge. Raises NotFound."""
    try:
        rows = _led(actor).filter(public_id=uuid.UUID(str(public_id)))
    except ValueError:
        raise NotFound(NO_SUCH) from None
    found = (rows.select_for_update(of=("self",)) if locked else rows).first()
    if found is None:
        raise NotFound(NO_SUCH)
    return found


def open_signals(scope: Scope) -> QuerySet[Any, dict[str, Any]]:
    """Those nobody has judged yet. They name nobody."""
    return branch(
        _led(scope.actor).filter(outcome=""),
        kind=SIGNAL_TASK,
        key="public_id",
        case=None,
        person=None,
        unit="unit_id",
        holder="leader_id",
        due="due_on",
    )


def open_signal_follow_ups(scope: Scope) -> QuerySet[Any, dict[str, Any]]:
    """Those somebody said are to be followed up, and nobody has. They name nobody."""
    return branch(
        _led(scope.actor).filter(follow_up_on__isnull=False, followed_up_at=None),
        kind=FOLLOW_SIGNAL_TASK,
        key="public_id",
        case=None,
        person=None,
        unit="unit_id",
        holder="leader_id",
        due="follow_up_on",
    )


def signals_in(keys: Collection[str], *, actor: Actor) -> dict[str, tuple[str, dt.date, str]]:
    """Of the signals with these keys: who, the day, and what is unlike work."""
    found = list(_led(actor).filter(public_id__in=keys))
    names = staff_names({row.staff_id for row in found})
    return {
        str(row.public_id): (
            names.get(row.staff_id, ""),
            row.on,
            filled(SIGNALS[Pattern(row.pattern)], n=row.number),
        )
        for row in found
    }


def _led(actor: Actor) -> QuerySet[Signal]:
    return Signal.objects.filter(led_by(actor)).exclude(staff_id=actor.staff_id)


def _rows(found: list[Signal], *, actor: Actor, on: dt.date) -> tuple[SignalRow, ...]:
    who = ("staff_id", "judged_by_id", "followed_up_by_id")
    staff = staff_names({getattr(row, name) for row in found for name in who} - {None})
    units = unit_names({row.unit_id for row in found if row.unit_id}, on=on)
    people = shown_to(actor, {row.person_id for row in found if row.person_id})
    return tuple(_row(row, staff, units, people.get(row.person_id or 0)) for row in found)


def _row(row: Signal, staff: Any, units: Any, person: Any) -> SignalRow:
    return SignalRow(
        public_id=str(row.public_id),
        by=staff.get(row.staff_id, ""),
        unit=units.get(row.unit_id or 0, ""),
        sentence=filled(SIGNALS[Pattern(row.pattern)], n=row.number),
        on=row.on,
        found_at=row.found_at,
        of_one=row.person_id is not None,
        person_id=person.pk if person else None,
        person=list_name(person.family_name, person.given_name) if person else "",
        stopped=row.pattern == Pattern.STOPPED,
        due_on=row.due_on,
        outcome=JUDGEMENTS[Judgement(row.outcome)] if row.outcome else "",
        note=row.note,
        judged_by=staff.get(row.judged_by_id or 0, ""),
        judged_at=row.judged_at,
        follow_up_on=row.follow_up_on,
        told=TOLD[Told(row.person_told)] if row.person_told else "",
        followed_up_note=row.followed_up_note,
        followed_up_by=staff.get(row.followed_up_by_id or 0, ""),
        followed_up_at=row.followed_up_at,
    )
