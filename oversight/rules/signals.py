"""Looks that are unlike work: each pattern a small question to the facts, in one table.

None of them says that somebody has done wrong. Each says why their leader is to ask.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from oversight.kinds import Pattern
from oversight.policy import SignalPolicy


@dataclass(frozen=True, slots=True)
class Visit:
    """What is known of one member of staff's looks at one person on one day."""

    staff_id: int
    person_id: int
    unit_id: int | None
    first_at: dt.datetime
    times: tuple[dt.datetime, ...]  # by the clock of the place
    own: bool = False  # given in their own name, or written about that day
    unit: bool = False  # their unit works on it, or has an order
    wrote: bool = False  # of them that day, in no case, and nobody else had anything to do with it
    reasoned: bool = False  # said why themselves: another control
    inspects: bool = False  # control is the work
    shifts: bool = False  # works round the clock
    ended_days: int | None = None  # since it was theirs, in their own name
    namesakes: int | None = None  # of the same family name here, where it is the person's too
    same_address: bool = False
    colleagues: bool = False  # the person has worked in the same unit
    closed_days: int | None = None  # since the last case ended; none while one is open
    dead_days: int | None = None
    protected: bool = False

    @property
    def distant(self) -> bool:
        """Whether nothing was theirs to do, though their unit may have had it."""
        return not (self.own or self.reasoned)

    @property
    def stranger(self) -> bool:
        """Whether neither they nor their unit had anything to do there."""
        return self.distant and not self.unit and not self.inspects

    @property
    def idle(self) -> bool:
        """Whether they did not even write of who called. Everybody calls: who has no case any more,
        or who asks about somebody who has died; to write it down and answer is the work of who
        takes it. It excuses no look at one's own family, neighbour or colleague, though.
        """
        return self.stranger and not self.wrote


@dataclass(frozen=True, slots=True)
class Day:
    """What is known of all one member of staff looked up on one day."""

    staff_id: int
    unit_id: int | None
    strangers: int = 0  # different persons they had nothing to do with
    in_an_hour: int = 0  # of them, the most within one hour
    numbers: int = 0  # identity numbers asked for
    unknown: int = 0  # of them, nobody's here
    refused: int = 0  # attempts to open what they may not see
    exports: int = 0  # taken out as files or on paper
    reasons: int = 0  # given in the last so many days
    stopped: int = 0  # the limit that stopped them; 0: none did
    answers: bool = False  # answers the telephone, and opens whoever calls


@dataclass(frozen=True, slots=True)
class Crowd:
    """Those who had nothing to do with a person, and looked the same day; the first of them."""

    person_id: int
    staff_id: int
    unit_id: int | None
    staff: int


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern that holds: about whom, and the number its sentence tells."""

    pattern: Pattern
    staff_id: int
    unit_id: int | None
    person_id: int | None
    number: int


Asked = Callable[[Visit, SignalPolicy], int | None]
AskedOfDay = Callable[[Day, SignalPolicy], int | None]


def _same_name(visit: Visit, policy: SignalPolicy) -> int | None:
    few = visit.namesakes is not None and visit.namesakes <= policy.rare_name
    return 0 if few and visit.distant else None


def _same_address(visit: Visit, _policy: SignalPolicy) -> int | None:
    return 0 if visit.same_address and visit.distant else None


def _colleague(visit: Visit, _policy: SignalPolicy) -> int | None:
    return 0 if visit.colleagues and visit.distant else None


def _at_night(visit: Visit, policy: SignalPolicy) -> int | None:
    if visit.shifts or not visit.stranger:
        return None
    late = (at.hour for at in visit.times if not policy.day_from <= at.hour < policy.day_to)
    return next(late, None)


def _after(visit: Visit, policy: SignalPolicy) -> int | None:
    days = visit.ended_days
    return days if days is not None and days > policy.grace_days and visit.idle else None


def _closed(visit: Visit, policy: SignalPolicy) -> int | None:
    days = visit.closed_days
    return days if days is not None and days > policy.closed_days and visit.idle else None


def _dead(visit: Visit, policy: SignalPolicy) -> int | None:
    days = visit.dead_days
    if visit.inspects or visit.wrote or not visit.distant:
        return None
    return days if days is not None and days > policy.dead_days else None


def _protected(visit: Visit, _policy: SignalPolicy) -> int | None:
    return 0 if visit.protected and visit.stranger else None


def _many(day: Day, policy: SignalPolicy) -> int | None:
    most = policy.hour_answering if day.answers else policy.hour
    return day.in_an_hour if day.in_an_hour >= most else None


def _strangers(day: Day, policy: SignalPolicy) -> int | None:
    most = policy.strangers_answering if day.answers else policy.strangers
    return day.strangers if day.strangers >= most else None


def _numbers(day: Day, policy: SignalPolicy) -> int | None:
    walks = day.unknown >= policy.numbers and day.unknown * 2 >= day.numbers
    return day.unknown if walks else None


def _refused(day: Day, policy: SignalPolicy) -> int | None:
    return day.refused if day.refused >= policy.refused else None


def _exports(day: Day, policy: SignalPolicy) -> int | None:
    return day.exports if day.exports >= policy.exports else None


def _reasons(day: Day, policy: SignalPolicy) -> int | None:
    return day.reasons if day.reasons > policy.reasons else None


def _stopped(day: Day, _policy: SignalPolicy) -> int | None:
    return day.stopped or None


# Of one person, what says most is told; the others of the same visit are the same question.
PATTERNS: Final[dict[Pattern, Asked]] = {
    Pattern.PROTECTED: _protected,
    Pattern.SAME_ADDRESS: _same_address,
    Pattern.SAME_NAME: _same_name,
    Pattern.COLLEAGUE: _colleague,
    Pattern.AFTER: _after,
    Pattern.DEAD: _dead,
    Pattern.CLOSED: _closed,
    Pattern.NIGHT: _at_night,
}
OF_DAYS: Final[dict[Pattern, AskedOfDay]] = {
    Pattern.STOPPED: _stopped,
    Pattern.MANY: _many,
    Pattern.STRANGERS: _strangers,
    Pattern.NUMBERS: _numbers,
    Pattern.REFUSED: _refused,
    Pattern.EXPORTS: _exports,
    Pattern.REASONS: _reasons,
}


def found_in(
    visits: Iterable[Visit],
    days: Iterable[Day],
    crowds: Iterable[Crowd],
    policy: SignalPolicy,
) -> list[Found]:
    """The patterns that hold in a day's looks: one of each visit, all of each day."""
    found = []
    for visit in visits:
        told = ((pattern, asked(visit, policy)) for pattern, asked in PATTERNS.items())
        first = next(((pattern, n) for pattern, n in told if n is not None), None)
        if first is not None:
            about = (visit.staff_id, visit.unit_id, visit.person_id)
            found.append(Found(first[0], *about, first[1]))
    for day in days:
        for pattern, asked in OF_DAYS.items():
            n = asked(day, policy)
            if n is not None:
                found.append(Found(pattern, day.staff_id, day.unit_id, None, n))
    found += [
        Found(Pattern.CROWD, crowd.staff_id, crowd.unit_id, crowd.person_id, crowd.staff)
        for crowd in crowds
        if crowd.staff >= policy.crowd
    ]
    return found


def busiest(moments: Sequence[dt.datetime], *, within: dt.timedelta) -> int:
    """The most of `moments` (in order) that lie within such a time of each other."""
    most = first = 0
    for last, at in enumerate(moments):
        while at - moments[first] >= within:
            first += 1
        most = max(most, last - first + 1)
    return most
