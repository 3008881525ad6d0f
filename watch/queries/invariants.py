"""Asks whether what must never be, is."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection
from django.utils.timezone import localdate

from people.access import Actor
from watch.kinds import INVARIANTS, Invariant
from watch.models import Breach

SHOWN = 20  # ids told by the command; the rest is a number


@dataclass(frozen=True, slots=True)
class Found:
    """The rows that break one invariant; ids, for whoever looks into the database."""

    invariant: Invariant
    count: int
    ids: tuple[int, ...]


def broken(municipality_id: int, *, at: dt.datetime, keys: Collection[str] = ()) -> list[Found]:
    """Every invariant that does not hold in a municipality; `keys`: of these alone.

    Asked inside `reading`: the wall shows this municipality, and no other.
    """
    found = []
    for row in INVARIANTS.values():
        if not keys or row.key in keys:
            ids = _ids(row, municipality_id, at)
            if ids:
                found.append(Found(row, len(ids), tuple(ids[:SHOWN])))
    return found


@dataclass(frozen=True, slots=True)
class BreachRow:
    """One invariant of a municipality for its page: since when it is broken, if it is."""

    invariant: Invariant
    count: int = 0
    since: dt.datetime | None = None


def breaches(actor: Actor) -> list[BreachRow]:
    """What the last check found in the actor's municipality; nothing where all is well."""
    rows = Breach.objects.filter(municipality_id=actor.municipality_id, over_at=None)
    return [
        BreachRow(INVARIANTS[row.invariant], row.count, row.since)
        for row in rows.order_by("since", "invariant")
        if row.invariant in INVARIANTS
    ]


def any_breach() -> bool:
    """Whether anything is broken anywhere."""
    return Breach.objects.filter(over_at=None).exists()


def _ids(row: Invariant, municipality_id: int, at: dt.datetime) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(row.sql, {"here": municipality_id, "at": at, "on": localdate(at)})
        return [pk for (pk,) in cursor.fetchall()]


def differs(municipality_id: int, found: list[Found]) -> bool:
    """Whether this is something else than the last check found."""
    open_ = Breach.objects.filter(municipality_id=municipality_id, over_at=None)
    return set(open_.values_list("invariant", flat=True)) != {row.invariant.key for row in found}
