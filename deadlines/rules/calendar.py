"""The calendar of the law: holidays, working days, and where a term ends."""

from collections.abc import Callable, Set
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from deadlines.kinds import HOLIDAYS, Calendar, Holiday, Term, TermUnit

OSLO: Final = ZoneInfo("Europe/Oslo")
SATURDAY: Final = 5
MONTHS_IN: Final = {TermUnit.MONTHS: 1, TermUnit.YEARS: 12}

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


def holidays_of(table: tuple[Holiday, ...]) -> Holidays:
    """The holidays by another table: what they were, or are to become."""
    return cache(lambda year: frozenset(_names(table, year)))


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
    number, or on the month's last day if it has no such, years likewise. DAYS_BEFORE counts
    back from `start`; DATE and AT_ONCE are `start`. Raises ValueError
    for CLOCK_HOURS: see `due_at`.

    Source: domstolloven § 148.
    """
    match term.unit:
        case TermUnit.DAYS:
            return start + timedelta(days=term.length)
        case TermUnit.WEEKS:
            return start + timedelta(weeks=term.length)
        case TermUnit.MONTHS | TermUnit.YEARS:
            return months_after(start, term.length * MONTHS_IN[term.unit])
        case TermUnit.WORKING_DAYS:
            return working_days_after(start, term.length, holidays)
        case TermUnit.DAYS_BEFORE:
            return start - timedelta(days=term.length)
        case TermUnit.DATE | TermUnit.AT_ONCE:
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
        # In UTC: Python adds hours to the clock on the wall, which skips one and has one twice.
        return started_at.astimezone(UTC) + timedelta(hours=term.length)
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


@cache
def _named(year: int) -> dict[date, str]:
    return _names(HOLIDAYS, year)


def _names(table: tuple[Holiday, ...], year: int) -> dict[date, str]:
    """The holidays of a year with their names; where two meet, the last one's name."""
    return {
        easter_sunday(year) + timedelta(days=one.from_easter)
        if one.from_easter is not None
        else date(year, one.month, one.day): one.name
        for one in table
        if one.since <= year and (one.until is None or year < one.until)
    }
