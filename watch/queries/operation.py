"""What «Drift» shows, and the one sentence of it that stands on every page of those responsible."""

import datetime as dt
from dataclasses import dataclass

from people.access import Actor
from people.refusals import NotFound
from people.roles import ROLES, Permission
from watch.kinds import INVARIANTS, PARTS, SHOWN_WITH, TO_READ, Part
from watch.queries.invariants import BreachRow, breaches
from watch.queries.pulse import ParkedRow, alarms, last_beat, late, parked


@dataclass(frozen=True, slots=True)
class Silent:
    """A part that does not do what it is for: its name, what that means, and since when."""

    label: str
    means: str
    since: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Operation:
    """The page: what is silent, what is wrong, what was put aside; how much was asked, and when."""

    silent: list[Silent]
    # With where to go, for who may open it; for who may not, the labels of the roles that mend it.
    breaches: list[tuple[BreachRow, str, list[str]]]
    parked: list[ParkedRow]
    may_settle: bool
    invariants: int
    checked_at: dt.datetime | None


def operation(actor: Actor, *, at: dt.datetime) -> Operation:
    """Everything the page shows, for the actor's municipality."""
    return Operation(
        silent=_silent(at),
        breaches=[(row, *_where(row.invariant.url, actor)) for row in breaches(actor)],
        parked=parked(actor),
        may_settle=actor.may(Permission.ADMINISTER),
        invariants=len(INVARIANTS),
        checked_at=last_beat(Part.INVARIANTS),
    )


def trouble(actor: Actor, *, at: dt.datetime) -> list[str]:
    """What stands still or is wrong, by name; nothing where all is well."""
    silent = _silent(at)
    # Where nothing has ever run there is nothing to miss: the watchdog and /readyz say so.
    names = [row.label for row in silent] if any(row.since for row in silent) else []
    names += [PARTS[Part.INVARIANTS].label] if breaches(actor) else []
    waits = any(not row.let_go_reason for row in parked(actor))
    return names + ([PARTS[Part.PARKED].label] if waits else [])


def parked_row(attempt_id: str, actor: Actor) -> ParkedRow:
    """One that was put aside. Raises NotFound."""
    for row in parked(actor):
        if row.public_id == attempt_id:
            return row
    raise NotFound


def _silent(at: dt.datetime) -> list[Silent]:
    """Asked of the heartbeats themselves: a dead watchdog keeps no alarm."""
    found = late(at=at)
    if Part.SETTINGS in (seen := alarms()):
        found[Part.SETTINGS] = seen[Part.SETTINGS]
    return [Silent(PARTS[part].label, PARTS[part].means, since) for part, since in found.items()]


def _where(url: str, actor: Actor) -> tuple[str, list[str]]:
    if not url or actor.may(SHOWN_WITH[url]):
        return url, []
    needed = SHOWN_WITH[url]
    return "", [] if needed in TO_READ else [
        one.label for one in ROLES.values() if needed in one.permissions
    ]
