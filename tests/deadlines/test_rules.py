"""The law's calendar: by hand, by a slow oracle, and against another's list of holidays."""

from collections.abc import Callable, Set
from datetime import UTC, date, datetime, timedelta

import holidays as others
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deadlines.kinds import (
    Calendar,
    Kind,
    Term,
    TermUnit,
    row_of,
)
from deadlines.rules import (
    OSLO,
    due_at,
    due_on,
    easter_sunday,
    holiday_name,
    holidays,
    is_day_off,
    months_after,
    next_working_day,
    unmoved,
    working_days_after,
)

FOUR_WEEKS = Term(4, TermUnit.WEEKS, Calendar.LAW_149)
THREE_WEEKS = Term(3, TermUnit.WEEKS, Calendar.LAW_149)
ONE_MONTH = Term(1, TermUnit.MONTHS)
MONTH_BY_LAW = Term(1, TermUnit.MONTHS, Calendar.LAW_149)
TODAY = date(2026, 11, 21)


def _day(text: str) -> date:
    return date.fromisoformat(text)


# --- known answers ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "start", "last"),
    [
        # the vectors of the fact sheet
        (FOUR_WEEKS, "2026-11-23", "2026-12-21"),
        (FOUR_WEEKS, "2026-11-27", "2026-12-28"),
        (FOUR_WEEKS, "2027-02-25", "2027-03-30"),
        (FOUR_WEEKS, "2027-04-17", "2027-05-18"),
        (ONE_MONTH, "2026-10-31", "2026-11-30"),
        (ONE_MONTH, "2027-01-31", "2027-02-28"),
        (MONTH_BY_LAW, "2027-01-31", "2027-03-01"),
        # four weeks, counted on a calendar
        (FOUR_WEEKS, "2026-11-21", "2026-12-21"),  # Saturday 19 December moves
        (FOUR_WEEKS, "2026-11-22", "2026-12-21"),  # Sunday 20 December moves
        (FOUR_WEEKS, "2026-11-26", "2026-12-24"),  # Christmas Eve is a working day
        (FOUR_WEEKS, "2026-11-28", "2026-12-28"),  # 26 December, Saturday and holiday
        (FOUR_WEEKS, "2026-12-03", "2026-12-31"),  # New Year's Eve is a working day
        (FOUR_WEEKS, "2026-12-04", "2027-01-04"),  # Friday 1 January, then a weekend
        (FOUR_WEEKS, "2027-02-24", "2027-03-24"),  # Wednesday before Easter
        (FOUR_WEEKS, "2027-02-26", "2027-03-30"),  # Good Friday
        (FOUR_WEEKS, "2027-03-01", "2027-03-30"),  # Easter Monday
        (FOUR_WEEKS, "2027-04-08", "2027-05-07"),  # Ascension Day, a Thursday
        (FOUR_WEEKS, "2027-04-03", "2027-05-03"),  # Saturday 1 May
        (FOUR_WEEKS, "2026-04-03", "2026-05-04"),  # Friday 1 May 2026
        (FOUR_WEEKS, "2026-04-19", "2026-05-18"),  # Sunday 17 May 2026
        (FOUR_WEEKS, "2028-04-03", "2028-05-02"),  # Monday 1 May 2028
        (FOUR_WEEKS, "2025-04-19", "2025-05-19"),  # Saturday 17 May 2025
        (FOUR_WEEKS, "2024-02-29", "2024-04-02"),  # Maundy Thursday 28 March 2024
        (FOUR_WEEKS, "2024-02-01", "2024-02-29"),  # the leap day itself
        (FOUR_WEEKS, "2023-12-04", "2024-01-02"),  # Monday 1 January 2024
        # three weeks
        (THREE_WEEKS, "2026-11-23", "2026-12-14"),
        (THREE_WEEKS, "2026-12-04", "2026-12-28"),  # 25 December, a Friday
        (THREE_WEEKS, "2026-12-11", "2027-01-04"),  # 1 January, a Friday
        (THREE_WEEKS, "2027-03-04", "2027-03-30"),  # Maundy Thursday
        (THREE_WEEKS, "2027-04-15", "2027-05-07"),  # Ascension Day
        # a month, as the municipality's own duty: never extended
        (ONE_MONTH, "2026-11-21", "2026-12-21"),
        (ONE_MONTH, "2026-11-25", "2026-12-25"),  # stays on Christmas Day
        (ONE_MONTH, "2026-12-31", "2027-01-31"),  # stays on a Sunday
        (ONE_MONTH, "2024-01-31", "2024-02-29"),
        (ONE_MONTH, "2024-01-30", "2024-02-29"),
        (ONE_MONTH, "2024-01-29", "2024-02-29"),
        (ONE_MONTH, "2023-01-29", "2023-02-28"),
        (ONE_MONTH, "2026-02-28", "2026-03-28"),  # not the month's last day
        (ONE_MONTH, "2026-05-31", "2026-06-30"),
        (Term(12, TermUnit.MONTHS), "2024-02-29", "2025-02-28"),
        (Term(12, TermUnit.MONTHS), "2026-11-21", "2027-11-21"),
        # days
        (Term(10, TermUnit.DAYS), "2026-11-20", "2026-11-30"),
        (Term(21, TermUnit.DAYS), "2026-11-18", "2026-12-09"),
        (Term(7, TermUnit.DAYS), "2026-12-28", "2027-01-04"),
        (Term(14, TermUnit.DAYS), "2028-02-20", "2028-03-05"),
        (Term(90, TermUnit.DAYS), "2026-11-03", "2027-02-01"),
        (Term(10, TermUnit.DAYS, Calendar.LAW_149), "2026-12-15", "2026-12-28"),
        # days before
        (Term(28, TermUnit.DAYS_BEFORE), "2027-01-31", "2027-01-03"),
        (Term(14, TermUnit.DAYS_BEFORE), "2027-01-31", "2027-01-17"),
        (Term(30, TermUnit.DAYS_BEFORE), "2028-03-30", "2028-02-29"),
        # working days
        (Term(1, TermUnit.WORKING_DAYS), "2026-11-20", "2026-11-23"),  # Friday
        (Term(1, TermUnit.WORKING_DAYS), "2026-11-21", "2026-11-23"),  # Saturday
        (Term(1, TermUnit.WORKING_DAYS), "2026-11-22", "2026-11-23"),  # Sunday
        (Term(1, TermUnit.WORKING_DAYS), "2026-12-24", "2026-12-28"),
        (Term(1, TermUnit.WORKING_DAYS), "2027-03-24", "2027-03-30"),
        (Term(5, TermUnit.WORKING_DAYS), "2027-03-22", "2027-04-01"),
        (Term(0, TermUnit.DATE), "2026-12-18", "2026-12-18"),
    ],
)
def test_a_term_ends_on_the_day_counted_by_hand(term: Term, start: str, last: str) -> None:
    assert due_on(term, _day(start)) == _day(last)


@pytest.mark.parametrize(
    ("year", "easter"),
    [
        (1818, "1818-03-22"),  # the earliest there can be
        (1943, "1943-04-25"),  # and the latest
        (1961, "1961-04-02"),
        (2000, "2000-04-23"),
        (2008, "2008-03-23"),
        (2011, "2011-04-24"),
        (2019, "2019-04-21"),
        (2024, "2024-03-31"),
        (2025, "2025-04-20"),
        (2026, "2026-04-05"),
        (2027, "2027-03-28"),
        (2028, "2028-04-16"),
        (2038, "2038-04-25"),
        (2049, "2049-04-18"),
        (2285, "2285-03-22"),
    ],
)
def test_easter_falls_where_the_almanac_says(year: int, easter: str) -> None:
    assert easter_sunday(year) == _day(easter)


@pytest.mark.parametrize("year", range(2020, 2061))
def test_the_holidays_are_those_of_an_independent_list(year: int) -> None:
    theirs = others.country_holidays("NO", years=year, language="no")

    assert holidays(year) == {day for day in theirs if day.year == year}


def test_every_day_off_for_forty_years_is_the_same_by_both_lists() -> None:
    theirs = others.country_holidays("NO", years=range(2020, 2061), language="no")
    day = date(2020, 1, 1)
    while day.year < 2061:
        assert is_day_off(day) == (day.weekday() >= 5 or day in theirs), day
        day += timedelta(days=1)


def test_christmas_eve_and_new_years_eve_are_working_days() -> None:
    assert not is_day_off(date(2026, 12, 24))
    assert not is_day_off(date(2026, 12, 31))


def test_holidays_that_meet_are_one_day_off() -> None:
    assert holiday_name(date(2027, 5, 17)) == "2. pinsedag"  # and 17 May
    assert holiday_name(date(2008, 5, 1)) == "Kristi himmelfartsdag"  # and 1 May
    assert len(holidays(2026)) == 12
    assert len(holidays(2027)) == 11


def test_a_day_that_is_no_holiday_has_no_name() -> None:
    assert holiday_name(date(2026, 12, 25)) == "1. juledag"
    assert holiday_name(date(2026, 12, 24)) is None


# --- properties -------------------------------------------------------------------------

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
COUNTED = st.builds(
    Term,
    st.integers(1, 60),
    st.sampled_from([TermUnit.DAYS, TermUnit.WEEKS, TermUnit.MONTHS, TermUnit.WORKING_DAYS]),
    st.sampled_from(Calendar),
)


def _off(day: date) -> bool:
    return day.weekday() >= 5 or day in others.country_holidays("NO", years=day.year)


def _walk(start: date, number: int, counts: Callable[[date], bool]) -> date:
    """Walk the calendar a day at a time, as with a finger, until `number` days counted."""
    day = start
    while number > 0:
        day += timedelta(days=1)
        number -= counts(day)
    return day


def _slowly(term: Term, start: date) -> date:
    match term.unit:
        case TermUnit.DAYS:
            last = _walk(start, term.length, lambda day: True)
        case TermUnit.WEEKS:
            last = _walk(start, term.length, lambda day: day.weekday() == start.weekday())
        case TermUnit.MONTHS:
            last = _walk(start, term.length, lambda day: day.day == 1)
            while last.day < start.day and (last + timedelta(days=1)).day != 1:
                last += timedelta(days=1)
        case _:
            last = _walk(start, term.length, lambda day: not _off(day))
    if term.calendar is Calendar.LAW_149 and _off(last):
        last = _walk(last, 1, lambda day: not _off(day))
    return last


@given(
    st.builds(
        Term,
        st.integers(1, 20),
        st.sampled_from([TermUnit.DAYS, TermUnit.WEEKS, TermUnit.MONTHS, TermUnit.WORKING_DAYS]),
        st.sampled_from(Calendar),
    ),
    DAYS,
)
def test_counting_agrees_with_a_finger_on_the_calendar(term: Term, start: date) -> None:
    assert due_on(term, start) == _slowly(term, start)


@given(COUNTED, DAYS)
def test_under_the_law_a_deadline_never_falls_on_a_day_off(term: Term, start: date) -> None:
    by_law = Term(term.length, term.unit, Calendar.LAW_149)

    assert not is_day_off(due_on(by_law, start))


@given(COUNTED, DAYS)
def test_the_municipality_never_gets_longer_than_the_days_counted(term: Term, start: date) -> None:
    own = Term(term.length, term.unit, Calendar.UNEXTENDED)

    assert (
        due_on(own, start)
        == unmoved(own, start)
        <= due_on(Term(term.length, term.unit, Calendar.LAW_149), start)
    )


@given(COUNTED, DAYS, st.integers(0, 400))
def test_a_later_start_never_gives_an_earlier_deadline(term: Term, start: date, wait: int) -> None:
    later = start + timedelta(days=wait)

    assert due_on(term, start) <= due_on(term, later)


@given(COUNTED, DAYS)
def test_a_longer_term_never_ends_earlier(term: Term, start: date) -> None:
    longer = Term(term.length + 1, term.unit, term.calendar)

    assert due_on(term, start) <= due_on(longer, start)


@given(COUNTED, DAYS)
def test_the_start_day_is_not_counted(term: Term, start: date) -> None:
    assert due_on(term, start) > start


@given(COUNTED, DAYS, st.frozensets(DAYS, max_size=20))
def test_other_holidays_may_be_asked(term: Term, start: date, days: frozenset[date]) -> None:
    def calendar(year: int) -> Set[date]:
        return {day for day in days if day.year == year}

    by_law = Term(term.length, term.unit, Calendar.LAW_149)
    last = due_on(by_law, start, calendar)

    assert last.weekday() < 5
    assert last not in days


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 200))
def test_months_keep_the_day_number_or_take_the_last_of_the_month(start: date, months: int) -> None:
    end = months_after(start, months)

    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == start.day or (end + timedelta(days=1)).day == 1
    assert end.day <= start.day


@given(DAYS, st.integers(1, 40))
def test_working_days_are_counted_one_by_one(day: date, number: int) -> None:
    assert working_days_after(day, number) == next_working_day(working_days_after(day, number - 1))
    assert working_days_after(day, 0) == day


# --- moments ----------------------------------------------------------------------------


def test_an_order_is_confirmed_by_noon_in_oslo_the_next_working_day() -> None:
    term = row_of(Kind.ORDER_CONFIRMATION, on=TODAY).term
    friday_evening = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)

    assert due_at(term, friday_evening) == datetime(2026, 11, 23, 12, tzinfo=OSLO)


def test_just_after_midnight_in_oslo_is_already_the_next_day() -> None:
    term = row_of(Kind.ORDER_CONFIRMATION, on=TODAY).term
    half_past_midnight = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # Monday 00.30 in Oslo

    assert due_at(term, half_past_midnight) == datetime(2026, 11, 24, 12, tzinfo=OSLO)


def test_hours_run_by_the_clock_over_the_night_when_the_clocks_change() -> None:
    started = datetime(2026, 10, 24, 12, tzinfo=OSLO)

    ends = due_at(Term(24, TermUnit.CLOCK_HOURS), started.astimezone(UTC))

    assert ends == datetime(2026, 10, 25, 11, tzinfo=OSLO)  # 24 hours, one of them twice


def test_a_term_of_days_ends_with_the_day() -> None:
    assert due_at(FOUR_WEEKS, datetime(2026, 11, 23, 12, tzinfo=UTC)) is None


def test_a_term_of_hours_has_no_last_day() -> None:
    with pytest.raises(ValueError, match="moment"):
        due_on(Term(24, TermUnit.CLOCK_HOURS), TODAY)
