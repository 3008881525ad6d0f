"""The law's calendar as a finger on a wall calendar: slow, and made of nothing of the product's.

Easter is found by the moon's age as the tables of the computus give it, and every day is walked.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache

DAY = timedelta(days=1)
SUNDAY = 6


@cache
def easter(year: int) -> date:
    """The Sunday after the first full moon from 21 March, by the age of the church's moon."""
    golden = year % 19 + 1
    century = year // 100 + 1
    solar = 3 * century // 4 - 12
    lunar = (8 * century + 5) // 25 - 5
    epact = (11 * golden + 20 + lunar - solar) % 30
    if epact == 24 or (epact == 25 and golden > 11):
        epact += 1
    full = date(year, 3, 1) + timedelta(days=44 - epact - 1)
    if full < date(year, 3, 21):
        full += 30 * DAY
    day = full + DAY
    while day.weekday() != SUNDAY:
        day += DAY
    return day


@cache
def closed(year: int) -> frozenset[date]:
    """The days of a year when nothing is open: weekends, and what the statutes name."""
    sunday = easter(year)
    named = {sunday + n * DAY for n in (-3, -2, 0, 1, 39, 49, 50)}
    named |= {date(year, *when) for when in ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26))}
    every = (date(year, 1, 1) + n * DAY for n in range(366))
    weekends = {day for day in every if day.year == year and day.isoweekday() in {6, 7}}
    return frozenset(named | weekends)


def is_closed(day: date) -> bool:
    """Whether the day is a Saturday, a Sunday or a holiday."""
    return day in closed(day.year)


def walk(start: date, number: int, counts: Callable[[date], bool] = lambda day: True) -> date:
    """Go a day at a time until `number` of the days counted."""
    day = start
    while number > 0:
        day += DAY
        if counts(day):
            number -= 1
    return day


def months(start: date, number: int) -> date:
    """Turn that many leaves, then go to the day number, or as far as the leaf has days."""
    day = walk(start, number, lambda each: each.day == 1)
    if number == 0:
        return start
    while day.day < start.day and (day + DAY).month == day.month:
        day += DAY
    return day


def last_day(length: int, unit: str, start: date) -> date:
    """The last day of a term before any move."""
    match unit:
        case "DAYS":
            return walk(start, length)
        case "WEEKS":
            return walk(start, length, lambda day: day.weekday() == start.weekday())
        case "MONTHS":
            return months(start, length)
        case "YEARS":
            return months(start, 12 * length)
        case "WORKING_DAYS":
            return walk(start, length, lambda day: not is_closed(day))
        case "DAYS_BEFORE":
            day = start
            for _ in range(length):
                day -= DAY
            return day
        case _:
            return start


def moved(day: date) -> date:
    """The day, or when it is closed, the first open day after it (domstolloven § 149)."""
    while is_closed(day):
        day += DAY
    return day


def with_pauses(due: date, pauses: Iterable[tuple[date, date]]) -> date:
    """The last day when the clock stood in each [from, to): what was left then is left after."""
    for stopped, again in pauses:
        left = 0
        day = stopped
        while day < due:
            day += DAY
            left += 1
        while day > due:
            day -= DAY
            left -= 1
        due = again
        while left > 0:
            due += DAY
            left -= 1
        while left < 0:
            due -= DAY
            left += 1
    return due


def hours_after(start: datetime, number: int) -> datetime:
    """As many strokes of a clock that nobody turns."""
    moment = start.astimezone(UTC)
    for _ in range(number):
        moment += timedelta(minutes=60)
    return moment


def turns(year: int) -> tuple[datetime, datetime]:
    """When the clocks are turned that year: 01.00 UTC on the last Sundays of March and October."""
    sundays = []
    for month in (3, 10):
        day = date(year, month, 31)
        while day.weekday() != SUNDAY:
            day -= DAY
        sundays.append(datetime(day.year, day.month, day.day, 1, tzinfo=UTC))
    return sundays[0], sundays[1]


def wall_clock(moment: datetime) -> str:
    """What the clock on the wall in Oslo shows: an hour ahead in winter, two in summer."""
    spring, autumn = turns(moment.year)
    shown = moment.astimezone(UTC) + timedelta(hours=2 if spring <= moment < autumn else 1)
    return f"{shown:%Y-%m-%d %H:%M}"
