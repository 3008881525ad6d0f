"""How many somebody looks up: counted at each look, from the record, and stopped at the limit."""

import datetime as dt
from typing import Final, Protocol

from django.db.models import Max
from django.utils.timezone import localdate, make_aware

from audit import reads
from audit.words import filled
from people.access.actor import Actor
from people.models import Stop
from people.policy import SENTENCES, WINDOWS, Limit, PaceRow, pace_for
from people.refusals import TooMany


class OwnWork(Protocol):
    """Whom of some persons (ids) the actor has in their own name."""

    def __call__(self, person_ids: set[int], *, actor: Actor) -> set[int]: ...


_OWN_WORK: Final[list[OwnWork]] = []


def tell_own_work(own_work: OwnWork) -> None:
    """Let the app that knows say whom of some persons somebody has in their own name."""
    _OWN_WORK.append(own_work)


def keep_pace(actor: Actor, at: dt.datetime) -> None:
    """Raise TooMany where this look is one more than the role may (`people.policy`).

    Looks of the same person at the same time are counted one after the other.
    """
    if actor.staff_id is None:
        return
    pace = pace_for((grant.role for grant in actor.grants), on=localdate(at))
    reads.take_turns(actor.staff_id)
    over = _over(pace, reads.counted(actor.staff_id, _since(at)), actor, at)
    if over is None:
        return
    again = Stop.objects.filter(staff_id=actor.staff_id, opened_at__gte=midnight(at))
    opened_at = again.aggregate(last=Max("opened_at"))["last"]
    if opened_at is not None:
        over = _over(
            pace, reads.counted(actor.staff_id, _since(at, opened_at)), actor, at, opened_at
        )
    if over is not None:
        most = pace.most[over]
        raise TooMany(filled(SENTENCES[over], most=most), limit=over, most=most)


def _since(at: dt.datetime, opened_at: dt.datetime | None = None) -> reads.Since:
    """From when on looks count: the windows, but not before a leader opened again."""
    day, hour, minutes = midnight(at), at - WINDOWS[Limit.HOUR], at - WINDOWS[Limit.NUMBERS]
    if opened_at is not None:
        day, hour, minutes = (max(opened_at, since) for since in (day, hour, minutes))
    return reads.Since(day, hour, minutes)


def _over(
    pace: PaceRow,
    counted: reads.Counted,
    actor: Actor,
    at: dt.datetime,
    opened_at: dt.datetime | None = None,
) -> Limit | None:
    """The first limit that is passed. What costs more to count is counted where it may matter."""
    since, staff_id = _since(at, opened_at), actor.staff()
    if counted.numbers > pace.most[Limit.NUMBERS]:
        return Limit.NUMBERS
    if counted.hour > pace.most[Limit.HOUR]:
        return Limit.HOUR
    if counted.day > pace.most[Limit.DAY]:
        others = reads.opened(staff_id, since=since.day)
        for own_work in _OWN_WORK if pace.own_is_free else ():
            others -= own_work(others, actor=actor)
        if len(others) > pace.most[Limit.DAY]:
            return Limit.DAY
    if counted.listed > pace.most[Limit.LISTED]:
        shown = reads.listed(staff_id, since=since.hour)
        return Limit.LISTED if shown > pace.most[Limit.LISTED] else None
    return None


def note_stop(stopped: TooMany, *, actor: Actor, at: dt.datetime) -> None:
    """Write that somebody was stopped; once a day and limit, until a leader has opened again."""
    Stop.objects.bulk_create(
        [
            Stop(
                municipality_id=actor.municipality_id,
                staff_id=actor.staff(),
                unit_id=actor.acting_unit_id,
                limit=stopped.limit,
                most=stopped.most,
                on=localdate(at),
                at=at,
            )
        ],
        ignore_conflicts=True,
    )


def midnight(at: dt.datetime) -> dt.datetime:
    """When the day of `at` began."""
    return make_aware(dt.datetime.combine(localdate(at), dt.time.min))
