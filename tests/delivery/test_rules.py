"""What a state allows, when a service may start and end, and when a case is done."""

import datetime as dt
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.policy import CHOOSABLE, END_REASONS, LONGEST_TEXT, OTHER, REPLACED
from delivery.rules import (
    ACTS,
    DAY,
    STATES,
    Act,
    Given,
    Span,
    State,
    completion_objections,
    end_objections,
    not_from_here,
    planned_objections,
    refuse_objections,
    start_objections,
    without_decision_since,
)

TODAY = dt.date(2026, 3, 4)
SPAN = Span(dt.date(2026, 3, 1), dt.date(2026, 6, 1))
DAYS = st.dates(dt.date(2025, 1, 1), dt.date(2028, 1, 1))


@pytest.mark.parametrize(("act", "state"), list(product(Act, State)))
def test_an_act_starts_exactly_where_the_table_allows(act: Act, state: State) -> None:
    found = not_from_here(act, state)

    assert bool(found) == (state not in ACTS[act][0])
    if found:
        assert found[0].code == "wrong_state"
        assert STATES[state] in found[0].sentence


def test_an_order_that_has_ended_stays_ended() -> None:
    assert all(not_from_here(act, State.ENDED) for act in Act)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (dt.date(2026, 2, 28), "before_period"),
        (dt.date(2026, 3, 1), ""),
        (dt.date(2026, 5, 31), ""),
        (dt.date(2026, 6, 1), "after_period"),
    ],
)
def test_a_service_is_planned_within_the_days_it_is_ordered_for(day: dt.date, code: str) -> None:
    assert [o.code for o in planned_objections(day, SPAN)] == ([code] if code else [])


def test_without_an_end_there_is_no_last_day() -> None:
    assert planned_objections(dt.date(2099, 1, 1), Span(SPAN.from_on, None)) == []


@given(day=DAYS)
def test_nothing_has_started_in_the_future_or_before_it_was_ordered(day: dt.date) -> None:
    ordered_on = SPAN.from_on - 4 * DAY
    given_why = start_objections(
        day, SPAN, today=TODAY, ordered_on=ordered_on, why_early="Falt hjemme."
    )
    unsaid = start_objections(day, SPAN, today=TODAY, ordered_on=ordered_on)

    assert (not given_why) == (ordered_on <= day <= TODAY)
    assert (not unsaid) == (SPAN.from_on <= day <= TODAY)
    assert len(given_why) <= 1
    assert len(unsaid) <= 1


@pytest.mark.parametrize(
    ("day", "ordered_on", "code", "field"),
    [
        (dt.date(2026, 2, 27), dt.date(2026, 2, 25), "early_reason_missing", "early_reason"),
        (dt.date(2026, 2, 24), dt.date(2026, 2, 25), "before_order", "starts_on"),
        (dt.date(2026, 2, 27), dt.date(2026, 3, 2), "before_period", "starts_on"),
        (dt.date(2026, 3, 5), dt.date(2026, 2, 25), "not_started_yet", "starts_on"),
    ],
)
def test_a_day_that_cannot_be_the_first_gets_one_sentence(
    day: dt.date, ordered_on: dt.date, code: str, field: str
) -> None:
    found = start_objections(day, SPAN, today=TODAY, ordered_on=ordered_on)

    assert [(o.code, o.field) for o in found] == [(code, field)]


@given(ends_on=DAYS)
def test_a_service_has_lasted_at_least_a_day_and_ends_no_later_than_today(
    ends_on: dt.date,
) -> None:
    started = dt.date(2026, 3, 1)
    allowed = not end_objections(ends_on, "MOVED", "", started_on=started, today=TODAY)

    assert allowed == (started < ends_on <= TODAY + DAY)


def test_an_end_has_a_reason_and_another_reason_has_words() -> None:
    for code in CHOOSABLE:
        expected = ["reason_missing"] if code == OTHER else []
        found = end_objections(TODAY, code, " ", started_on=TODAY - DAY, today=TODAY)
        assert [o.code for o in found] == expected
    assert end_objections(TODAY, OTHER, "Reist.", started_on=TODAY - DAY, today=TODAY) == []


def test_all_that_is_wrong_with_an_end_is_said_at_once() -> None:
    found = end_objections(None, "NO_SUCH", "a" * (LONGEST_TEXT + 1), started_on=TODAY, today=TODAY)

    assert [o.field for o in found] == ["ends_on", "code", "reason"]


def test_nobody_chooses_the_reason_that_the_system_gives() -> None:
    assert REPLACED in END_REASONS
    assert REPLACED not in CHOOSABLE
    found = end_objections(None, REPLACED, "", started_on=None, today=TODAY)
    assert [o.code for o in found] == ["code_missing"]


def test_what_never_began_has_no_last_day() -> None:
    assert end_objections(None, "NOT_WISHED", "", started_on=None, today=TODAY) == []


def test_a_refusal_says_why() -> None:
    assert refuse_objections("Ingen ledige plasser.") == []
    assert refuse_objections(" ")[0].code == "reason_missing"
    assert refuse_objections("a" * 100_000)[0].code == "text_too_long"


@given(valid_to=st.none() | DAYS, on=DAYS)
def test_a_service_is_without_decision_from_the_day_it_runs_to(
    valid_to: dt.date | None, on: dt.date
) -> None:
    since = without_decision_since(valid_to, on=on)

    assert since == (valid_to if valid_to is not None and on >= valid_to else None)


def test_a_case_lasts_as_long_as_what_is_granted() -> None:
    given_now = [Given("Matombringing", ended=False), Given("Trygghetsalarm", ended=True)]

    found = completion_objections(given_now, decided=True, told=True, reaches_on=None)

    assert [o.code for o in found] == ["service_open"]
    assert found[0].sentence.startswith("Matombringing")
    assert completion_objections(given_now[1:], decided=True, told=False, reaches_on=None) == []


def test_a_refusal_is_done_when_it_is_told() -> None:
    day = dt.date(2026, 3, 9)

    assert completion_objections([], decided=True, told=True, reaches_on=day) == []
    told_later = completion_objections([], decided=True, told=False, reaches_on=day)
    assert told_later[0].code == "not_told"
    assert "09.03.2026" in told_later[0].sentence
    assert "Det regnes" not in (
        completion_objections([], decided=True, told=False, reaches_on=None)[0].sentence
    )
    undecided = completion_objections([], decided=False, told=False, reaches_on=None)
    assert [o.code for o in undecided] == ["not_decided"]
