"""What is alive, what is late, and what was put aside."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from people.access import Actor
from watch.kinds import WORKS, Part
from watch.models import Alarm, Attempt, Heartbeat
from watch.rules import Beat, silent

SINCE_EVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class ParkedRow:
    """Work that was put aside, for its page; the number is a row's, and nobody's."""

    public_id: str
    label: str
    number: int
    tries: int
    fault: str
    since: dt.datetime
    let_go_reason: str


def last_beat(name: str) -> dt.datetime | None:
    """When a process was last alive, or a nudge last done."""
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()


def late(*, at: dt.datetime, watchdog: bool = True) -> dict[str, dt.datetime | None]:
    """The parts that are silent for too long, with since when; `watchdog`: that too is asked."""
    rows = Heartbeat.objects.values_list("name", "at", "begun_at")
    beats = {name: Beat(done, begun) for name, done, begun in rows}
    found: dict[str, dt.datetime | None] = dict(silent(beats, at=at))
    if not watchdog:
        found.pop(Part.WATCHDOG, None)
    return found


def alarms() -> Mapping[str, dt.datetime]:
    """What the watchdog has seen and is not over."""
    return dict(Alarm.objects.filter(over_at=None).values_list("part", "since"))


def parked(actor: Actor) -> list[ParkedRow]:
    """What was put aside in the actor's municipality, the oldest first."""
    rows = Attempt.objects.filter(
        municipality_id=actor.municipality_id, parked_at__isnull=False
    ).order_by("parked_at", "pk")
    return [
        ParkedRow(
            str(row.public_id),
            WORKS.get(row.work, row.work),
            row.row,
            row.tries,
            row.fault,
            row.parked_at or row.begun_at,
            row.let_go_reason,
        )
        for row in rows
    ]


def any_parked() -> bool:
    """Whether anything is put aside anywhere that nobody has said anything of."""
    return Attempt.objects.filter(parked_at__isnull=False, let_go_at=None).exists()
