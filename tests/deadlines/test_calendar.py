"""Every term against a slow oracle, 2020–2060, and the days where calendars go wrong, by hand."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from deadlines.kinds import HOLIDAYS, KINDS, Act, Calendar, Holiday, Term, TermUnit
from deadlines.rules import (
    OSLO,
    as_basis,
    compute,
    due_at,
    due_on,
    easter_sunday,
    holidays_of,
    is_day_off,
    replay,
)
from tests.deadlines import slow
from tests.given.ledgers import Line

LAW, OWN = Calendar.LAW_149, Calendar.UNEXTENDED
D, W, M, Y = TermUnit.DAYS, TermUnit.WEEKS, TermUnit.MONTHS, TermUnit.YEARS
WORK, BEFORE = TermUnit.WORKING_DAYS, TermUnit.DAYS_BEFORE
COUNTED = (D, W, M, Y, WORK, BEFORE)
LONGEST = {D: 120, W: 26, M: 24, Y: 5, WORK: 40, BEFORE: 120}
FIRST, LAST = date(2020, 1, 1), date(2060, 12, 31)
CASES = 100_000


def day(text: str) -> date:
    return date.fromisoformat(text)


# Each counted on a printed calendar. Easter's shapes: the earliest of these years (25 March 2035),
# the latest (25 April 2038), on the night the clocks change (2024, 2027), 17 May on Whit Sunday
# (2043, and on Whit Monday in 2027).
@pytest.mark.parametrize(
    ("length", "unit", "calendar", "start", "last"),
    [
        # the fact sheet's
        (4, W, LAW, "2026-11-23", "2026-12-21"),
        (4, W, LAW, "2026-11-27", "2026-12-28"),
        (4, W, LAW, "2027-02-25", "2027-03-30"),
        (4, W, LAW, "2027-04-17", "2027-05-18"),
        (1, M, OWN, "2026-10-31", "2026-11-30"),
        (1, M, OWN, "2027-01-31", "2027-02-28"),
        (1, M, LAW, "2027-01-31", "2027-03-01"),
        # Easter in March, early: 25 March 2035
        (4, W, LAW, "2035-02-22", "2035-03-27"),  # Maundy Thursday 22 March
        (4, W, LAW, "2035-02-21", "2035-03-21"),  # the Wednesday before is open
        (3, W, LAW, "2035-03-05", "2035-03-27"),  # Easter Monday 26 March
        (4, W, LAW, "2035-04-05", "2035-05-04"),  # Ascension Day 3 May
        (4, W, LAW, "2035-04-16", "2035-05-15"),  # Whit Monday 14 May
        # Easter late: 25 April 2038, so 17 May stands alone and Whit comes in June
        (4, W, LAW, "2038-03-25", "2038-04-27"),  # Maundy Thursday 22 April
        (3, W, LAW, "2038-04-05", "2038-04-27"),  # Easter Monday 26 April
        (4, W, LAW, "2038-05-06", "2038-06-04"),  # Ascension Day 3 June
        (4, W, LAW, "2038-05-17", "2038-06-15"),  # Whit Monday 14 June
        (4, W, LAW, "2038-04-19", "2038-05-18"),  # 17 May, a Monday
        # Easter on the night the clocks change: 31 March 2024 and 28 March 2027
        (1, W, LAW, "2024-03-24", "2024-04-02"),
        (1, D, LAW, "2024-03-30", "2024-04-02"),
        (1, WORK, OWN, "2024-03-27", "2024-04-02"),
        (1, D, OWN, "2027-03-27", "2027-03-28"),
        (2, D, OWN, "2027-03-27", "2027-03-29"),
        # Whit Sunday on 17 May 2043; Whit Monday is the 18th
        (4, W, LAW, "2043-04-19", "2043-05-19"),
        (4, W, LAW, "2043-04-20", "2043-05-19"),
        # Ascension Day a week before 17 May
        (4, W, LAW, "2040-04-12", "2040-05-11"),  # Ascension Day 10 May 2040
        (4, W, LAW, "2029-04-12", "2029-05-11"),  # Ascension Day 10 May 2029
        # 16 and 17 May both off before a Monday: 2026 (Saturday, Sunday)
        (4, W, LAW, "2026-04-18", "2026-05-18"),
        (4, W, LAW, "2026-04-16", "2026-05-15"),  # the day after Ascension Day is open
        # leap days
        (1, D, OWN, "2024-02-28", "2024-02-29"),
        (1, D, OWN, "2023-02-28", "2023-03-01"),
        (1, Y, OWN, "2024-02-29", "2025-02-28"),
        (4, Y, OWN, "2024-02-29", "2028-02-29"),
        (18, Y, OWN, "2008-02-29", "2026-02-28"),
        (1, M, OWN, "2028-01-31", "2028-02-29"),
        (1, M, OWN, "2028-02-29", "2028-03-29"),
        (28, BEFORE, OWN, "2028-03-28", "2028-02-29"),
        (30, BEFORE, OWN, "2027-03-30", "2027-02-28"),
        # months that have no such day
        (1, M, OWN, "2026-03-31", "2026-04-30"),
        (1, M, OWN, "2026-08-31", "2026-09-30"),
        (1, M, OWN, "2026-12-30", "2027-01-30"),
        (2, M, OWN, "2026-12-31", "2027-02-28"),
        (2, M, OWN, "2027-12-31", "2028-02-29"),
        (6, M, OWN, "2026-08-31", "2027-02-28"),
        (1, M, LAW, "2026-12-31", "2027-02-01"),  # 31 January 2027 is a Sunday
        # year ends
        (1, M, OWN, "2026-12-01", "2027-01-01"),
        (1, M, LAW, "2026-12-01", "2027-01-04"),  # Friday 1 January, then the weekend
        (3, W, LAW, "2027-12-04", "2027-12-27"),  # Saturday 25 December 2027
        (3, W, LAW, "2028-12-05", "2028-12-27"),  # Tuesday 26 December 2028
        (3, W, LAW, "2029-12-04", "2029-12-27"),  # 25 and 26 December mid-week
        (1, WORK, OWN, "2026-12-23", "2026-12-24"),
        (1, WORK, OWN, "2026-12-31", "2027-01-04"),
        (5, WORK, OWN, "2026-12-28", "2027-01-05"),
        (7, D, OWN, "2026-12-29", "2027-01-05"),
        (14, BEFORE, OWN, "2027-01-10", "2026-12-27"),
        (1, Y, OWN, "2026-12-31", "2027-12-31"),
        # working days over Easter and the May holidays
        (3, WORK, OWN, "2027-03-24", "2027-04-01"),
        (1, WORK, OWN, "2027-05-14", "2027-05-18"),
        (2, WORK, OWN, "2026-05-13", "2026-05-18"),  # Ascension Day 14 May
        (10, WORK, OWN, "2026-03-30", "2026-04-16"),
        # weeks over the turned clocks keep their weekday
        (1, W, OWN, "2027-03-25", "2027-04-01"),
        (1, W, OWN, "2027-10-28", "2027-11-04"),
        (90, D, OWN, "2027-02-01", "2027-05-02"),
    ],
)
def test_the_last_day_is_the_one_counted_on_paper(
    length: int, unit: TermUnit, calendar: Calendar, start: str, last: str
) -> None:
    assert due_on(Term(length, unit, calendar), day(start)) == day(last)


@pytest.mark.parametrize(
    ("hours", "start", "end"),
    [  # what the wall clock in Oslo shows
        (24, "2027-03-27 12:00", "2027-03-28 13:00"),  # an hour is left out in the night
        (24, "2027-10-30 12:00", "2027-10-31 11:00"),  # an hour comes twice
        (24, "2026-11-20 23:30", "2026-11-21 23:30"),
        (72, "2026-12-31 18:00", "2027-01-03 18:00"),
        (24, "2028-02-28 09:15", "2028-02-29 09:15"),
        (24, "2027-02-28 09:15", "2027-03-01 09:15"),
        (1, "2027-03-28 01:59", "2027-03-28 03:59"),  # 02.xx is never shown
    ],
)
def test_hours_are_the_clocks_own(hours: int, start: str, end: str) -> None:
    began = datetime.fromisoformat(start).replace(tzinfo=OSLO)

    ends = due_at(Term(hours, TermUnit.CLOCK_HOURS), began)

    assert ends is not None
    assert f"{ends.astimezone(OSLO):%Y-%m-%d %H:%M}" == end


def test_easter_and_the_days_off_are_those_of_the_oracle_for_forty_one_years() -> None:
    shapes = set()
    for year in range(2020, 2061):
        assert easter_sunday(year) == slow.easter(year)
        shapes.add((slow.easter(year).month, slow.easter(year).day))
    assert {(3, 25), (4, 25), (3, 28), (3, 31)} <= shapes
    at = FIRST
    while at <= LAST:
        assert is_day_off(at) == slow.is_closed(at), at
        at += slow.DAY


def test_a_new_holiday_counts_from_its_year_and_an_old_one_until_its_own() -> None:
    table: tuple[Holiday, ...] = (*HOLIDAYS, Holiday(name="ny", month=12, day=24, since=2027))
    table = tuple(one for one in table if one.name != "1. mai")
    table = (*table, Holiday(name="1. mai", month=5, day=1, until=2028))
    days = holidays_of(table)

    four = Term(4, W, LAW)
    assert due_on(four, day("2026-11-26"), days) == day("2026-12-24")
    assert due_on(four, day("2027-11-26"), days) == day("2027-12-27")
    assert due_on(four, day("2026-04-03"), days) == day("2026-05-04")
    assert due_on(four, day("2028-04-03"), days) == day("2028-05-01")


def test_only_what_is_counted_in_days_and_never_moved_may_stand() -> None:
    # the balance of a pause is in days, so no other term could get them back
    for row in KINDS:
        if row.pausable:
            assert (row.term.unit, row.term.calendar) == (D, OWN)


def _days_near_trouble(chance: random.Random) -> date:
    """Any day of the forty-one years, every second time one near where calendars go wrong."""
    year = chance.randint(2020, 2060)
    if chance.random() < 0.5:
        return date(year, 1, 1) + timedelta(days=chance.randrange(365))
    near = chance.choice(
        (
            slow.easter(year),
            slow.easter(year) + timedelta(days=39),
            slow.easter(year) + timedelta(days=50),
            date(year, 2, 28),
            date(year, 5, 1),
            date(year, 5, 17),
            date(year, 12, 25),
            date(year, 12, 31),
            slow.turns(year)[0].date(),
            slow.turns(year)[1].date(),
            date(year, chance.choice((1, 3, 5, 7, 8, 10, 12)), 31),
        )
    )
    return near + timedelta(days=chance.randint(-35, 3))


def _term(chance: random.Random) -> Term:
    unit = chance.choice(COUNTED)
    return Term(chance.randint(1, LONGEST[unit]), unit, chance.choice((LAW, OWN)))


def _pauses(chance: random.Random, start: date) -> list[tuple[date, date]]:
    """None, one or several pauses, one after another; also when the last day has passed."""
    found = []
    at = start
    for _ in range(chance.choice((0, 0, 1, 1, 2, 3))):
        stopped = at + timedelta(days=chance.randint(0, 20))
        at = stopped + timedelta(days=chance.randint(0, 40))
        found.append((stopped, at))
    return found


def agree(number: int, seed: int) -> Counter[str]:
    """Compare so many random terms with the oracle; how many of each sort there were."""
    chance = random.Random(seed)  # noqa: S311 - the same cases each time, nothing secret
    seen: Counter[str] = Counter()
    row = next(row for row in KINDS if row.pausable)
    for _ in range(number):
        start = _days_near_trouble(chance)
        sort = chance.random()
        if sort < 0.1:
            _hours_agree(chance, start)
            seen["hours"] += 1
        elif sort < 0.3:
            pauses = _pauses(chance, start)
            computed = compute(row, start)
            acts = [Line(Act.OPENED, start, basis=as_basis(computed))]
            for stopped, again in pauses:
                acts += [Line(Act.PAUSED, stopped), Line(Act.RESUMED, again)]
            want = slow.with_pauses(slow.last_day(row.term.length, "DAYS", start), pauses)
            assert replay(acts).due_on == want, (start, pauses)
            seen["pauses"] += 1
        else:
            term = _term(chance)
            want = slow.last_day(term.length, term.unit.value, start)
            if term.calendar is LAW:
                want = slow.moved(want)
            assert due_on(term, start) == want, (term, start)
            seen[term.unit.value.lower()] += 1
    return seen


def _hours_agree(chance: random.Random, start: date) -> None:
    spring, autumn = slow.turns(start.year)
    near = chance.choice((spring, autumn, datetime(start.year, start.month, start.day, tzinfo=UTC)))
    began = near - timedelta(minutes=chance.randrange(60 * 80))
    hours = chance.randint(1, 96)
    ends = due_at(Term(hours, TermUnit.CLOCK_HOURS), began.astimezone(chance.choice((UTC, OSLO))))
    assert ends == slow.hours_after(began, hours)
    assert ends is not None
    assert f"{ends.astimezone(OSLO):%Y-%m-%d %H:%M}" == slow.wall_clock(ends), began


def test_random_terms_agree_with_the_oracle() -> None:
    assert sum(agree(2_000, seed=5).values()) == 2_000


@pytest.mark.proof
def test_a_hundred_thousand_terms_agree_with_the_oracle(figure: Callable[[str], None]) -> None:
    seen = agree(CASES, seed=2026)

    assert sum(seen.values()) == CASES
    sorts = ", ".join(f"{n} {what}" for what, n in sorted(seen.items()))
    figure(f"deadlines: {CASES} terms 2020–2060 equal to the slow oracle's ({sorts})")
