"""Which task comes next («Gi meg neste»): by what the law loses if it is left, and in words why."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from audit.words import Filled, filled, mark

OVERDUE: Final = mark("Du fikk denne fordi fristen gikk ut {day}: {what}.")
TODAY: Final = mark("Du fikk denne fordi fristen er i dag: {what}.")
TOMORROW: Final = mark("Du fikk denne fordi fristen er i morgen: {what}.")
LATER: Final = mark("Du fikk denne fordi den har minst tid igjen: {what} innen {day}.")
HELP_NOW: Final = mark("Du fikk denne fordi noen trenger hjelp nå.")
UNDATED: Final = mark("Du fikk denne fordi den er eldst av dem uten frist.")


# In line: of the law with at most so many days left, and at last (None) every other clock.
GROUPS: Final = (-1, 1, None)
UNDATED_GROUP: Final = len(GROUPS)


@dataclass(frozen=True, slots=True)
class Clock:
    """One deadline that runs in the task's case, or the task's own day (`of_law` false)."""

    what: str  # its label
    due_on: dt.date
    days: int  # its whole length, at least one
    of_law: bool
    weight: int  # of the consequence, at least one


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task nobody has. One of no case has only its own clock."""

    case_id: int | None
    kind: str
    key: str
    help_now: bool
    urgent: bool
    clocks: tuple[Clock, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A task that was free when it was asked for, with the case's version then, and why it."""

    case_id: int | None  # with its version; neither, for a task of no case
    version: int | None
    person_id: int | None  # whom it names
    kind: str
    key: str
    why: Filled
    due_on: dt.date | None = None  # the task's own day


Risk = tuple[bool, int, Fraction, bool, dt.date, int, str, str]


def risk(task: Waiting, *, on: dt.date) -> Risk:
    """Where the task stands in line: the least comes first, and no two are the same.

    First where somebody needs help now; then by `pressure`; those without a day last.
    """
    first = worst(task, on=on)
    group, left = pressure(first, on=on) if first else (UNDATED_GROUP, Fraction())
    due = first.due_on if first else dt.date.max
    case = task.case_id or 0
    return not task.help_now, group, left, not task.urgent, due, case, task.kind, task.key


def pressure(clock: Clock, *, on: dt.date) -> tuple[int, Fraction]:
    """How a clock presses; less is more. It rises with each day that is left.

    First of the law what has passed, then what ends today or tomorrow: no target of the house's
    own comes before. Then all the rest, those with least time left of all they had first. In each,
    the harder consequence before.
    """
    days = (clock.due_on - on).days
    length, weight = max(1, clock.days), max(1, clock.weight)
    left = Fraction(days * weight, length) if days < 0 else Fraction(days, length * weight)
    group = next(n for n, last in enumerate(GROUPS) if _fits(clock, days, last))
    return group, left


def _fits(clock: Clock, days: int, last: int | None) -> bool:
    return last is None or (clock.of_law and days <= last)


def worst(task: Waiting, *, on: dt.date) -> Clock | None:
    """The clock that presses most; none for a task without a day."""
    found: Sequence[Clock] = sorted(
        task.clocks, key=lambda clock: (*pressure(clock, on=on), clock.due_on, clock.what)
    )
    return found[0] if found else None


def why(task: Waiting, *, on: dt.date) -> Filled:
    """Why this one came first, in a sentence."""
    clock = worst(task, on=on)
    if task.help_now:
        return filled(HELP_NOW)
    if clock is None:
        return filled(UNDATED)
    days = (clock.due_on - on).days
    day = f"{clock.due_on:%d.%m.%Y}"
    if days < 0:
        return filled(OVERDUE, day=day, what=clock.what)
    if days <= 1:
        return filled(TOMORROW if days else TODAY, what=clock.what)
    return filled(LATER, what=clock.what, day=day)
