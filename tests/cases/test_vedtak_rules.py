"""When a formal decision (enkeltvedtak) is needed, and how long may be tried without one."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cases.rules import Period, days_tried, needs_vedtak, trial_refused
from cases.service_types import (
    SERVICE_TYPES,
    VEDTAK_RULES,
    Basis,
    ServiceType,
    service_type,
)

TODAY = date(2026, 11, 21)
HOME_HEALTH = service_type("helsetjenester_i_hjemmet", on=TODAY)
PRACTICAL = service_type("praktisk_bistand_daglige_gjoremal", on=TODAY)
ALARM = service_type("trygghetsalarm", on=TODAY)
DISPENSER = service_type("elektronisk_medisineringsstotte", on=TODAY)
GPS = service_type("lokaliseringsteknologi", on=TODAY)
REHABILITATION = service_type("hverdagsrehabilitering", on=TODAY)
LONG_STAY = service_type("langtidsopphold_institusjon", on=TODAY)


@pytest.mark.parametrize(
    "basis",
    [
        Basis.HOL_3_2_NR_6_A,
        Basis.HOL_3_2_NR_6_B,
        Basis.HOL_3_2_NR_6_C,
        Basis.HOL_3_6_NR_1,
        Basis.HOL_3_6_NR_2,
        Basis.HOL_3_6_NR_3,
        Basis.HOL_3_8,
    ],
)
def test_two_weeks_is_not_longer_than_two_weeks_and_a_day_more_is(basis: Basis) -> None:
    assert not needs_vedtak(HOME_HEALTH, 1, basis)
    assert not needs_vedtak(HOME_HEALTH, 14, basis)
    assert needs_vedtak(HOME_HEALTH, 15, basis)


def test_a_service_without_a_planned_end_counts_as_longer() -> None:
    assert needs_vedtak(PRACTICAL, None, Basis.HOL_3_2_NR_6_B)


def test_a_long_stay_always_needs_a_decision() -> None:
    assert needs_vedtak(LONG_STAY, 1, Basis.HOL_3_2_A)
    assert needs_vedtak(LONG_STAY, 1, Basis.HOL_3_2_NR_6_C)


@pytest.mark.parametrize(
    "basis",
    [
        Basis.HOL_3_2_NR_4,
        Basis.HOL_3_2_NR_5,
        Basis.HOL_3_2_NR_7,
        Basis.HOL_3_3,
        Basis.LOCAL,
    ],
)
def test_other_help_needs_none_however_long(basis: Basis) -> None:
    assert not needs_vedtak(REHABILITATION, 400, basis)
    assert not needs_vedtak(REHABILITATION, None, basis)


def test_rehabilitation_with_home_health_in_it_follows_home_health() -> None:
    assert needs_vedtak(REHABILITATION, 28, Basis.HOL_3_2_NR_6_A)


def test_location_technology_without_competence_always_needs_one() -> None:
    assert needs_vedtak(GPS, 3, Basis.PBRL_4_6_A)
    assert not needs_vedtak(GPS, 3, Basis.HOL_3_2_NR_6_A)


def test_an_alarm_as_a_local_offer_needs_none_but_as_home_help_it_does() -> None:
    assert not needs_vedtak(ALARM, None, Basis.LOCAL)
    assert needs_vedtak(ALARM, None, Basis.HOL_3_2_NR_6_B)


def test_a_part_of_a_granted_service_needs_no_decision_of_its_own() -> None:
    assert not needs_vedtak(DISPENSER, None, Basis.HOL_3_2_NR_6_A, part_of_granted=True)
    assert needs_vedtak(DISPENSER, None, Basis.HOL_3_2_NR_6_A)
    assert needs_vedtak(HOME_HEALTH, None, Basis.HOL_3_2_NR_6_A, part_of_granted=True)


@given(st.sampled_from(SERVICE_TYPES), st.sampled_from(list(VEDTAK_RULES)), st.integers(0, 400))
def test_a_longer_service_never_needs_less(service: ServiceType, basis: Basis, days: int) -> None:
    assert needs_vedtak(service, days, basis) <= needs_vedtak(service, days + 1, basis)
    assert needs_vedtak(service, days, basis) <= needs_vedtak(service, None, basis)


# --- trials -----------------------------------------------------------------------------


def _trial(days: int | None, *, starts_on: date = TODAY) -> Period:
    return Period(starts_on, None if days is None else starts_on + timedelta(days=days))


def test_a_trial_of_two_weeks_may_start_without_a_decision() -> None:
    assert trial_refused(HOME_HEALTH, Basis.HOL_3_2_NR_6_A, _trial(14)) is None


def test_a_trial_of_fifteen_days_may_not() -> None:
    refusal = trial_refused(HOME_HEALTH, Basis.HOL_3_2_NR_6_A, _trial(15))

    assert refusal == (
        "Tiltaket forventes å vare over to uker. Da må det fattes vedtak før det starter."
    )


def test_a_trial_without_an_end_is_refused_with_what_to_do() -> None:
    refusal = trial_refused(HOME_HEALTH, Basis.HOL_3_2_NR_6_A, _trial(None))

    assert refusal is not None
    assert "sluttdato" in refusal


def test_a_second_trial_of_the_same_measure_counts_together_with_the_first() -> None:
    first = _trial(7, starts_on=TODAY - timedelta(days=30))

    allowed = trial_refused(HOME_HEALTH, Basis.HOL_3_2_NR_6_A, _trial(7), earlier=[first])
    refused = trial_refused(HOME_HEALTH, Basis.HOL_3_2_NR_6_A, _trial(8), earlier=[first])

    assert allowed is None
    assert refused is not None
    assert "prøvd ut før" in refused


def test_days_that_two_trials_share_are_counted_once() -> None:
    overlapping = _trial(10, starts_on=TODAY - timedelta(days=5))

    assert days_tried([overlapping, _trial(9)]) == 14
    assert (
        trial_refused(HOME_HEALTH, Basis.HOL_3_2_NR_6_A, _trial(9), earlier=[overlapping]) is None
    )


def test_rehabilitation_may_be_tried_for_six_weeks() -> None:
    assert trial_refused(REHABILITATION, Basis.HOL_3_2_NR_5, _trial(42)) is None


def test_a_long_stay_is_never_tried_without_a_decision() -> None:
    refusal = trial_refused(LONG_STAY, Basis.HOL_3_2_A, _trial(1))

    assert refusal is not None
    assert "alltid" in refusal


def test_a_period_that_ends_before_it_starts_covers_no_days() -> None:
    assert days_tried([_trial(-3)]) == 0
    assert days_tried([]) == 0


@given(st.lists(st.integers(1, 30), max_size=4), st.integers(1, 30))
def test_trials_one_after_the_other_are_refused_exactly_when_their_sum_is_over_two_weeks(
    before: list[int], now: int
) -> None:
    assume(sum(before) < 300)
    earlier = [
        _trial(n, starts_on=TODAY - timedelta(days=400 - 40 * i)) for i, n in enumerate(before)
    ]

    refusal = trial_refused(HOME_HEALTH, Basis.HOL_3_2_NR_6_A, _trial(now), earlier=earlier)

    assert (refusal is not None) == (sum(before) + now > 14)
