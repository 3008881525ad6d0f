"""Asks once an hour whether what must never be, is; what is found is kept until it is gone."""

import datetime as dt

from audit import trail
from people.access import Actor, everywhere, reading, use_case
from people.roles import Permission
from watch import queries
from watch.actions.pulse import beat
from watch.events import InvariantsChecked
from watch.models import Breach
from watch.rules import known

HOURLY = dt.timedelta(minutes=50)  # nudged every ten minutes: within the hour, whatever is lost
ROUND = "invariants"  # the heartbeat's name


def check(*, at: dt.datetime) -> dict[str, int]:
    """Ask everything in every municipality, if it is an hour since. A lost nudge is made up for."""
    last = known(queries.last_beat(ROUND), at)
    if last is not None and at - last < HOURLY:
        return {"broken": 0, "asked": 0}
    return {"broken": sum(len(found) for _, found in check_now(at=at)), "asked": 1}


def check_now(*, at: dt.datetime) -> list[tuple[int, list[queries.Found]]]:
    """Ask everything now, keep what was found, and give it by municipality."""
    everything = []
    for actor in everywhere():
        with reading(actor, Permission.SYSTEM, page="invariants", at=at):
            found = queries.broken(actor.municipality_id, at=at)
            changed = queries.differs(actor.municipality_id, found)
        if found or changed:
            keep({row.invariant.key: row.count for row in found}, actor=actor, at=at)
        everything.append((actor.municipality_id, found))
    beat(ROUND, at=at)
    return everything


@use_case(Permission.SYSTEM)
def keep(counts: dict[str, int], *, actor: Actor, at: dt.datetime) -> int:
    """Keep what a check found, and that what it no longer finds is over; how many are broken."""
    here = Breach.objects.filter(municipality_id=actor.municipality_id, over_at=None)
    before = {row.invariant: row for row in here.select_for_update()}
    for key, count in counts.items():
        if key in before:
            before[key].count, before[key].seen_at = count, at
            before[key].save(update_fields=["count", "seen_at"])
        else:
            Breach.objects.create(
                municipality_id=actor.municipality_id,
                invariant=key,
                count=count,
                since=at,
                seen_at=at,
            )
    gone = before.keys() - counts.keys()
    here.filter(invariant__in=gone).update(over_at=at)
    trail.record(InvariantsChecked(broken=len(counts), keys=sorted(counts)), actor=actor, at=at)
    return len(counts)
