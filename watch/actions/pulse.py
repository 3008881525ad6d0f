"""How often the clock's nudges are begun, and when each was last done. Chores: nobody's act."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from watch.kinds import AHEAD, REST, TRIES
from watch.models import Attempt, Heartbeat
from watch.rules import known

LONGEST = dt.timedelta(minutes=5)  # a nudge's hard time limit, and a little more


@transaction.atomic(durable=True)
def begin(name: str, *, run: str, at: dt.datetime) -> bool:
    """Note that a nudge is begun, before it is; False when it rests, since it kills its workers.

    What was begun and not finished has killed its worker where the same delivery (`run`) comes
    again, or where it has had its time. That is laid on the row it was at, if it was at one.
    """
    Heartbeat.objects.get_or_create(name=name)
    beat = Heartbeat.objects.select_for_update().get(name=name)
    if beat.rests_until is not None and at < beat.rests_until <= at + REST + AHEAD:
        return False
    if beat.run and beat.begun_at is not None and _is_over(beat, run, at):
        at_a_row = Attempt.objects.filter(begun_at__gte=beat.begun_at, fault="", parked_at=None)
        beat.deaths = 0 if at_a_row.exists() else beat.deaths + 1
    rests = beat.deaths >= TRIES
    beat.rests_until = at + REST if rests else None
    beat.begun_at, beat.run = at, "" if rests else run
    beat.deaths = 0 if rests else beat.deaths
    beat.save()
    return not rests


@transaction.atomic(durable=True)
def finish(name: str, *, at: dt.datetime) -> None:
    """Note that a nudge is done."""
    done = {"at": at, "run": "", "deaths": 0, "rests_until": None}
    Heartbeat.objects.filter(_older(at), name=name).update(**done)


@transaction.atomic(durable=True)
def fail(name: str) -> None:
    """Note that a nudge ended in an error: its worker lives, and it is not done."""
    Heartbeat.objects.filter(name=name).update(run="", deaths=0)


@transaction.atomic(durable=True)
def beat(name: str, *, at: dt.datetime, begun_at: dt.datetime | None = None) -> None:
    """Say that a process is alive, and since when. An older moment never overwrites a newer one,
    unless the newer is still to come: then the clock was set back, and now is now.
    """
    Heartbeat.objects.get_or_create(name=name)
    since = {} if begun_at is None else {"begun_at": begun_at}
    Heartbeat.objects.filter(_older(at), name=name).update(at=at, **since)


@transaction.atomic(durable=True)
def mind_a_clock_set_back(*, at: dt.datetime) -> None:
    """Give every part its time from now whose last sign of life is dated later than now.

    Else who is alive would be told of as silent, until it has been alive once more.
    """
    later = at + AHEAD
    Heartbeat.objects.filter(at__gt=later).update(at=at)
    Heartbeat.objects.filter(begun_at__gt=later).update(begun_at=at)


def _older(at: dt.datetime) -> Q:
    return Q(at=None) | Q(at__lt=at) | Q(at__gt=at + AHEAD)


def _is_over(beat: Heartbeat, run: str, at: dt.datetime) -> bool:
    """Whether what was begun last is certainly not going on any more."""
    begun_at = known(beat.begun_at, at)
    return beat.run == run or begun_at is None or at - begun_at > LONGEST
