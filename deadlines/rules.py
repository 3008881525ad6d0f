"""How a deadline is computed: the calendar of the law, and the words that explain it."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from audit.words import Filled, filled, mark
from deadlines.kinds import Calendar, KindRow, Term, TermUnit, version_of

OSLO: Final = ZoneInfo("Europe/Oslo")
SATURDAY: Final = 5

_FIXED: Final = (
    (1, 1, mark("1. nyttårsdag")),
    (5, 1, mark("1. mai")),
    (5, 17, mark("17. mai")),
    (12, 25, mark("1. juledag")),
    (12, 26, mark("2. juledag")),
)
_FROM_EASTER: Final = (
    (-3, mark("skjærtorsdag")),
    (-2, mark("langfredag")),
    (0, mark("1. påskedag")),
    (1, mark("2. påskedag")),
    (39, mark("Kristi himmelfartsdag")),
    (49, mark("1. pinsedag")),
    (50, mark("2. pinsedag")),
)
_WEEKDAYS: Final = (
    mark("mandag"),
    mark("tirsdag"),
    mark("onsdag"),
    mark("torsdag"),
    mark("fredag"),
    mark("lørdag"),
    mark("søndag"),
)
_DAYS: Final = (mark("{n} dag"), mark("{n} dager"))
_LENGTHS: Final = {
    TermUnit.DAYS: _DAYS,
    TermUnit.DAYS_BEFORE: _DAYS,
    TermUnit.WEEKS: (mark("{n} uke"), mark("{n} uker")),
    TermUnit.MONTHS: (mark("{n} måned"), mark("{n} måneder")),
    TermUnit.CLOCK_HOURS: (mark("{n} time"), mark("{n} timer")),
    TermUnit.WORKING_DAYS: (mark("neste virkedag"), mark("{n} virkedager")),
}

Holidays = Callable[[int], Set[date]]  # the public holidays of a year


def easter_sunday(year: int) -> date:
    """Easter Sunday by the Gregorian calendar (Meeus, Jones and Butcher), from 1583."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leaps, leap_rest = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moon + 15) % 30
    quarter, quarter_rest = divmod(rest, 4)
    weekday = (32 + 2 * leap_rest + 2 * quarter - epact - quarter_rest) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def holidays(year: int) -> frozenset[date]:
    """Norway's public holidays that year. 24 and 31 December are working days."""
    return frozenset(_named(year))


def holiday_name(day: date) -> str | None:
    """The holiday's name, or None on another day."""
    return _named(day.year).get(day)


def is_day_off(day: date, holidays: Holidays = holidays) -> bool:
    """Whether the day is a Saturday, a Sunday or a public holiday."""
    return day.weekday() >= SATURDAY or day in holidays(day.year)


def next_working_day(day: date, holidays: Holidays = holidays) -> date:
    """The first working day after `day`."""
    return working_days_after(day, 1, holidays)


def working_days_after(day: date, number: int, holidays: Holidays = holidays) -> date:
    """The `number`-th working day after `day`, which itself is not counted."""
    while number > 0:
        day += timedelta(days=1)
        number -= not is_day_off(day, holidays)
    return day


def unmoved(term: Term, start: date, holidays: Holidays = holidays) -> date:
    """The last day as counted, before any move for days off.

    The start day is not counted. Weeks end on the same weekday, months on the same day
    number, or on the month's last day if it has no such. DAYS_BEFORE counts back from
    `start`, DATE is `start`. Raises ValueError for CLOCK_HOURS: see `due_at`.

    Source: domstolloven § 148.
    """
    match term.unit:
        case TermUnit.DAYS:
            return start + timedelta(days=term.length)
        case TermUnit.WEEKS:
            return start + timedelta(weeks=term.length)
        case TermUnit.MONTHS:
            return months_after(start, term.length)
        case TermUnit.WORKING_DAYS:
            return working_days_after(start, term.length, holidays)
        case TermUnit.DAYS_BEFORE:
            return start - timedelta(days=term.length)
        case TermUnit.DATE:
            return start
        case TermUnit.CLOCK_HOURS:
            raise ValueError("a term of hours ends at a moment, not on a day")


def due_on(term: Term, start: date, holidays: Holidays = holidays) -> date:
    """The last day to act when `term` runs from `start` (see `unmoved`).

    Under § 149 a last day that is a Saturday, a Sunday or a holiday moves on to the next
    working day; the municipality's own duties are not extended.

    Sources: domstolloven §§ 148 and 149.
    """
    last = unmoved(term, start, holidays)
    if term.calendar is Calendar.LAW_149:
        while is_day_off(last, holidays):
            last += timedelta(days=1)
    return last


def due_at(term: Term, started_at: datetime, holidays: Holidays = holidays) -> datetime | None:
    """The moment a term ends that ends at a clock time in Oslo; None if it ends with a day.

    Hours run by the clock, also over the night when the clocks change.
    """
    if term.unit is TermUnit.CLOCK_HOURS:
        return started_at + timedelta(hours=term.length)
    if term.until is None:
        return None
    local = started_at.astimezone(OSLO)
    return until_on(term, due_on(term, date(local.year, local.month, local.day), holidays))


def until_on(term: Term, last: date) -> datetime | None:
    """The moment on the last day when the term ends in Oslo; None if it is the whole day."""
    return None if term.until is None else datetime.combine(last, term.until, tzinfo=OSLO)


def months_after(start: date, months: int) -> date:
    """The same day number that many months on, or the month's last day if it has none."""
    years, month = divmod(start.month - 1 + months, 12)
    first_of_next = date(start.year + years + (month == 11), (month + 1) % 12 + 1, 1)
    last = first_of_next - timedelta(days=1)
    return last.replace(day=min(start.day, last.day))


@dataclass(frozen=True, slots=True)
class Computation:
    """How one deadline came to be: enough to show it, and to prove it years later."""

    rule: str  # kinds.version_of
    trigger: str
    starts_on: date
    length: int
    unit: TermUnit
    calendar: Calendar
    counted_on: date  # before any move
    due_on: date
    until: str  # "12.00", or empty for the whole day
    moved_over: tuple[date, ...]  # the days off it moved past
    legal_basis: str
    set_by_hand: bool = False


def compute(row: KindRow, starts_on: date, *, set_on: date | None = None) -> Computation:
    """Compute a deadline of this kind from that day; `set_on` is a day the officer chose.

    Raises ValueError with a Norwegian sentence if the kind's day may not be chosen, or
    the chosen one lies too early.
    """
    if set_on is not None:
        _check_choice(row, starts_on, set_on)
    counted = unmoved(row.term, starts_on) if set_on is None else set_on
    due = due_on(row.term, starts_on) if set_on is None else set_on
    return Computation(
        rule=version_of(row),
        trigger=row.trigger,
        starts_on=starts_on,
        length=row.term.length,
        unit=row.term.unit,
        calendar=row.term.calendar,
        counted_on=counted,
        due_on=due,
        until="" if row.term.until is None else f"{row.term.until:%H.%M}",
        moved_over=tuple(counted + timedelta(days=n) for n in range((due - counted).days)),
        legal_basis=row.legal_basis,
        set_by_hand=set_on is not None,
    )


def as_basis(computation: Computation) -> dict[str, object]:
    """The computation as it is stored (JSON), to be read back by `from_basis`."""
    return {
        "rule": computation.rule,
        "trigger": computation.trigger,
        "starts_on": computation.starts_on.isoformat(),
        "length": computation.length,
        "unit": computation.unit.value,
        "calendar": computation.calendar.value,
        "counted_on": computation.counted_on.isoformat(),
        "due_on": computation.due_on.isoformat(),
        "until": computation.until,
        "moved_over": [day.isoformat() for day in computation.moved_over],
        "legal_basis": computation.legal_basis,
        "set_by_hand": computation.set_by_hand,
    }


def from_basis(basis: Mapping[str, Any]) -> Computation:
    """The computation that `as_basis` stored."""
    return Computation(
        rule=basis["rule"],
        trigger=basis["trigger"],
        starts_on=date.fromisoformat(basis["starts_on"]),
        length=basis["length"],
        unit=TermUnit(basis["unit"]),
        calendar=Calendar(basis["calendar"]),
        counted_on=date.fromisoformat(basis["counted_on"]),
        due_on=date.fromisoformat(basis["due_on"]),
        until=basis["until"],
        moved_over=tuple(date.fromisoformat(day) for day in basis["moved_over"]),
        legal_basis=basis["legal_basis"],
        set_by_hand=basis["set_by_hand"],
    )


def explain(computation: Computation) -> tuple[str, ...]:
    """The sentences of «Slik er fristen regnet ut», from start to last day."""
    return (
        filled(
            "{trigger}: {day}.", trigger=computation.trigger, day=long_day(computation.starts_on)
        ),
        _length_text(computation),
        _last_day_text(computation),
    )


def remaining(last: date, today: date) -> tuple[str, str]:
    """How long is left, as the status says it, and its colour: «2 dager over», danger."""
    days = (last - today).days
    if days == 0:
        return mark("I dag"), "warning"
    if days > 0:
        return filled("{days} igjen", days=_counted(days, TermUnit.DAYS)), "neutral"
    return filled("{days} over", days=_counted(-days, TermUnit.DAYS)), "danger"


def long_day(day: date) -> Filled:
    """A day with its weekday: «mandag 28.12.2026»."""
    return filled("{weekday} {day}", weekday=_WEEKDAYS[day.weekday()], day=f"{day:%d.%m.%Y}")


def _length_text(computation: Computation) -> str:
    law = computation.legal_basis
    unit = computation.unit
    if computation.set_by_hand or unit is TermUnit.DATE:
        return filled("Dagen er satt i saken ({law}).", law=law)
    length = _counted(computation.length, unit)
    match unit:
        case TermUnit.WORKING_DAYS if computation.until:
            return filled(
                "Fristen er {length} kl. {clock} ({law}).",
                length=length,
                clock=computation.until,
                law=law,
            )
        case TermUnit.WORKING_DAYS | TermUnit.CLOCK_HOURS:
            return filled("Fristen er {length} ({law}).", length=length, law=law)
        case TermUnit.DAYS_BEFORE:
            return filled("Fristen er {length} før ({law}).", length=length, law=law)
        case _:
            return filled(
                "Fristen er {length} ({law}). Dagen den løper fra, regnes ikke med.",
                length=length,
                law=law,
            )


def _last_day_text(computation: Computation) -> str:
    counted, due = computation.counted_on, computation.due_on
    if counted != due:
        return filled(
            "Siste dag ville vært {day}. Fristen flyttes til første virkedag, {due}"
            " (domstolloven § 149).",
            day=_day_off(counted),
            due=long_day(due),
        )
    if is_day_off(due) and computation.calendar is Calendar.UNEXTENDED:
        return filled("Siste dag er {day}. Fristen flyttes ikke.", day=_day_off(due))
    return filled("Siste dag er {day}.", day=long_day(due))


def _day_off(day: date) -> str:
    name = holiday_name(day)
    return filled("{day} ({name})", day=long_day(day), name=name) if name else long_day(day)


def _counted(number: int, unit: TermUnit) -> Filled:
    one, many = _LENGTHS[unit]
    return filled(one if number == 1 else many, n=number)


def _check_choice(row: KindRow, starts_on: date, set_on: date) -> None:
    if not row.set_in_case:
        raise ValueError(mark("Denne fristen følger av regelen og kan ikke settes for hånd."))
    least = Term(row.minimum or 0, row.term.unit)
    if set_on < unmoved(least, starts_on):
        raise ValueError(mark("Fristen er satt for tidlig. Velg en senere dag."))


@cache
def _named(year: int) -> dict[date, str]:
    """The holidays of a year with their names; where two meet, the movable one's name."""
    easter = easter_sunday(year)
    return {date(year, month, day): name for month, day, name in _FIXED} | {
        easter + timedelta(days=days): name for days, name in _FROM_EASTER
    }


def draft_form(act: str, about: object) -> str:
    """What the draft of an act on a deadline or a task is called."""
    return f"frist/{act}/{about}"
