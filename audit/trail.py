"""Writes what was done. Only actions call it, inside the act's own transaction."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Protocol

from audit.events import Event
from audit.models import Denial, Entry


class Who(Protocol):
    """What the trail needs to know of whoever acts."""

    @property
    def municipality_id(self) -> int | None: ...
    @property
    def staff_id(self) -> int | None: ...
    @property
    def acting_role(self) -> str: ...
    @property
    def acting_unit_id(self) -> int | None: ...


def record(event: Event, *, actor: Who, at: dt.datetime) -> None:
    """Write `event` in the current transaction; it stands or falls with the act."""
    record_all([event], actor=actor, at=at)


def record_all(events: Iterable[Event], *, actor: Who, at: dt.datetime) -> None:
    """Write several events of one act, each its own entry, in one go."""
    Entry.objects.bulk_create([_entry(event, actor, at) for event in events])


def _entry(event: Event, actor: Who, at: dt.datetime) -> Entry:
    return Entry(
        at=at,
        id=uuid.uuid4(),
        municipality_id=actor.municipality_id,
        event=type(event).__name__,
        data=event.data(),
        staff_id=actor.staff_id,
        role=actor.acting_role,
        unit_id=actor.acting_unit_id,
        case_id=event.case_id,
        person_id=event.person_id,
    )


def deny(what: str, *, actor: Who, at: dt.datetime) -> None:
    """Write that `actor` was refused `what` (a permission or a kind of thing, never a name)."""
    Denial.objects.create(
        at=at,
        id=uuid.uuid4(),
        municipality_id=actor.municipality_id,
        staff_id=actor.staff_id,
        what=what[:200],
    )
