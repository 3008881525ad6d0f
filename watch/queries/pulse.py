"""What is alive, what is late, and what was put aside."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from people.access import Actor
from people.models import RoleGrant
from people.roles import Role
from watch.kinds import WAITS, WORKS, Part
from watch.models import Alarm, Attempt, Breach, Heartbeat
from watch.rules import Beat, silent

AGAIN = dt.timedelta(minutes=15)  # the least time from one mail of an alarm to the next


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
    found: dict[str, dt.datetime | None] = dict(
        silent(beats, at=at, patience=dt.timedelta(seconds=settings.WATCH_PATIENCE_SECONDS))
    )
    if not watchdog:
        found.pop(Part.WATCHDOG, None)
    return found


def alarms() -> Mapping[str, dt.datetime]:
    """What the watchdog has seen and is not over."""
    return dict(Alarm.objects.filter(over_at=None).values_list("part", "since"))


def to_tell(*, at: dt.datetime) -> Q:
    """Alarms nobody is told of, or told that they are over; and those to which more may have come.

    A filter for other queries.
    """
    rested = Q(told_at__lte=at - AGAIN) | Q(told_at__gt=at)  # after `at`: the clock was set back
    more = Q(part__in=[Part.INVARIANTS, Part.PARKED], over_at=None) & rested
    return Q(told_at=None) | Q(over_at__isnull=False, over_told_at=None) | more


def rows_of(part: str) -> list[str]:
    """What an alarm is of, one name for each row, everywhere; nothing where it is of no rows."""
    if part == Part.INVARIANTS:
        open_ = Breach.objects.filter(over_at=None)
        return [str(pk) for pk in open_.order_by("pk").values_list("pk", flat=True)]
    if part == Part.PARKED:
        return [f"{pk} {at:%Y%m%dT%H%M%S}" for pk, at in _parked().values_list("pk", "parked_at")]
    return []


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
    return _parked().exists()


def _parked() -> QuerySet[Attempt]:
    return Attempt.objects.filter(parked_at__isnull=False, let_go_at=None).order_by("pk")


def put_aside(work: str) -> Exists:
    """Whether that work with a row, of a municipality, is parked: for a query that takes the first
    so many, so that those nobody tries any longer do not keep the rest out of it for ever.
    """
    return Exists(
        Attempt.objects.filter(
            municipality=OuterRef("municipality_id"),
            work=work,
            row=OuterRef("pk"),
            parked_at__isnull=False,
        )
    )


def willing_first(rows: Sequence[int], work: str, actor: Actor, *, at: dt.datetime) -> list[int]:
    """The rows in their order, without those that are parked; what went wrong before comes last.

    After an error a row waits, longer each time: what fails for all alike is mended before they
    have used up their tries.
    """
    begun = Attempt.objects.filter(municipality_id=actor.municipality_id, work=work)
    tries: dict[int, int] = {}
    not_now = set()
    for row in begun.filter(row__in=rows):
        tries[row.row] = row.tries
        rests = row.fault and at - row.begun_at < WAITS[min(row.tries, len(WAITS)) - 1]
        if row.parked_at or rests:
            not_now.add(row.row)
    left = [row for row in rows if row not in not_now]
    return sorted(left, key=lambda row: tries.get(row, 0))


def addresses(*, at: dt.datetime) -> list[str]:
    """Who is told by mail when something stands still: the administrators, and operations."""
    on = localdate(at)
    theirs = (
        RoleGrant.objects.filter(
            role=Role.SYSTEM_ADMINISTRATOR, valid_from__lte=on, valid_to__gt=on, revoked_at=None
        )
        .filter(Q(staff__left_on=None) | Q(staff__left_on__gt=on))
        .exclude(staff__email="")
        .values_list("staff__email", flat=True)
    )
    return sorted({*settings.ALARM_EMAIL, *theirs})
