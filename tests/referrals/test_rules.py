"""What may be given without a decision, on what ground, and how long one has waited."""

import datetime as dt
from typing import Any

import pytest

from cases.rules import TWO_WEEKS, Period, needs_vedtak
from cases.service_types import SERVICE_TYPES, VEDTAK_RULES, Basis, VedtakRule, service_type
from referrals.kinds import Ground
from referrals.policy import GRADES, PROPOSED
from referrals.rules import (
    HelpPlan,
    by_urgency,
    days_together,
    decision_needed,
    ground_of,
    start_by,
    waited,
)

DAY = dt.timedelta(days=1)
TODAY = dt.date(2026, 3, 4)
LENGTHS = (None, 1, TWO_WEEKS - 1, TWO_WEEKS, TWO_WEEKS + 1, 60, 366)
EVERY = [(service, basis) for service in SERVICE_TYPES for basis in service.bases]
# What pbrl § 2-7 names, counted by hand: everything else is given without, whatever the length.
NAMED = {
    Basis.HOL_3_2_NR_6_A,
    Basis.HOL_3_2_NR_6_B,
    Basis.HOL_3_2_NR_6_C,
    Basis.HOL_3_6_NR_1,
    Basis.HOL_3_6_NR_2,
    Basis.HOL_3_6_NR_3,
    Basis.HOL_3_8,
}


def test_there_is_a_ground_exactly_where_no_decision_is_needed() -> None:
    """Every service by paragraph by length by whether it is a part of something granted."""
    for service, basis in EVERY:
        for days in LENGTHS:
            for part in (False, True):
                ground = ground_of(service, basis, days, part_of_granted=part)
                needed = needs_vedtak(service, days, basis, part_of_granted=part)
                assert (ground is None) == needed, (service.key, basis, days, part)
                if ground is Ground.SHORT:
                    assert days is not None
                    assert days <= TWO_WEEKS
                    assert basis in NAMED
                if ground in {Ground.NOT_REQUIRED, Ground.LOW_THRESHOLD}:
                    assert basis not in NAMED
                if ground is Ground.PART_OF_GRANTED:
                    assert part
                    assert service.vedtak is VedtakRule.PART_OF_ANOTHER


def test_no_plan_over_two_weeks_goes_around_the_law() -> None:
    for service, basis in EVERY:
        if basis in NAMED and service.vedtak is not VedtakRule.PART_OF_ANOTHER:
            assert ground_of(service, basis, TWO_WEEKS + 1) is None
            assert ground_of(service, basis, None) is None
        if VedtakRule.ALWAYS in (VEDTAK_RULES[basis], service.vedtak):
            assert all(ground_of(service, basis, days) is None for days in LENGTHS)


@pytest.mark.parametrize(
    ("key", "basis", "days", "ground"),
    [
        ("helsetjenester_i_hjemmet", Basis.HOL_3_2_NR_6_A, 14, Ground.SHORT),
        ("helsetjenester_i_hjemmet", Basis.HOL_3_2_NR_6_A, 15, None),
        ("ergoterapi", Basis.HOL_3_2_NR_5, 90, Ground.NOT_REQUIRED),
        ("hjelpemidler", Basis.HOL_3_2_NR_5, None, Ground.NOT_REQUIRED),
        ("hverdagsrehabilitering", Basis.HOL_3_2_NR_5, 42, Ground.NOT_REQUIRED),
        ("hverdagsrehabilitering", Basis.HOL_3_2_NR_6_A, 42, None),
        ("frisklivssentral", Basis.HOL_3_3, 84, Ground.LOW_THRESHOLD),
        ("langtidsopphold_institusjon", Basis.HOL_3_2_A, 1, None),
    ],
)
def test_known_answers(key: str, basis: Basis, days: int | None, ground: Ground | None) -> None:
    assert ground_of(service_type(key, on=TODAY), basis, days) is ground


def a_plan(**changes: Any) -> HelpPlan:
    facts: dict[str, Any] = {
        "service": service_type("helsetjenester_i_hjemmet", on=TODAY),
        "basis": Basis.HOL_3_2_NR_6_A,
        "starts_on": TODAY,
        "planned_end_on": TODAY + 14 * DAY,
        "why": "Sårstell etter operasjon.",
        "told": "Ola på telefon",
        "told_of_rights": True,
        "consent": "PERSON",
    }
    return HelpPlan(**{**facts, **changes})


def codes(plan: HelpPlan, **more: Any) -> list[str]:
    facts: dict[str, Any] = {"earlier": [], "part_of_granted": False, "not_before": TODAY}
    return [o.code for o in plan.objections(**{**facts, **more})]


def test_a_plan_is_refused_with_everything_that_is_missing() -> None:
    assert codes(a_plan()) == []
    assert codes(a_plan(why=" ", told="", told_of_rights=False, consent="")) == [
        "why_missing",
        "consent_missing",
        "told_missing",
        "rights_not_told",
    ]
    assert codes(a_plan(starts_on=TODAY - DAY)) == ["starts_too_early"]
    assert codes(a_plan(planned_end_on=TODAY)) == ["ends_before_start"]
    assert codes(a_plan(planned_end_on=TODAY + 15 * DAY)) == ["decision_needed"]
    aids = service_type("hjelpemidler", on=TODAY)
    loan = a_plan(service=aids, basis=Basis.HOL_3_2_NR_5, planned_end_on=TODAY + 366 * DAY)
    assert codes(loan) == []
    forever = a_plan(service=aids, basis=Basis.HOL_3_2_NR_5, planned_end_on=TODAY + 367 * DAY)
    assert codes(forever) == ["plan_too_long"]


def test_what_was_given_before_counts_together_and_the_sentence_says_what_to_do() -> None:
    service = service_type("helsetjenester_i_hjemmet", on=TODAY)
    week = Period(TODAY, TODAY + 7 * DAY)
    before = [Period(TODAY - 20 * DAY, TODAY - 12 * DAY)]

    assert days_together(week, before) == 15
    assert decision_needed(service, service.bases[0], week) is None
    needed = decision_needed(service, service.bases[0], week, earlier=before)
    assert needed is not None
    assert "15 dager" in needed.sentence
    assert "kartlegging" in needed.sentence
    overlapping = [Period(TODAY - 3 * DAY, TODAY + 3 * DAY)]
    assert days_together(week, overlapping) == 10  # a day counts once


def test_who_follows_the_key_is_what_is_given_as_rehabilitation() -> None:
    assert {service.key for service in SERVICE_TYPES if by_urgency(service)} == {
        "ergoterapi",
        "fysioterapi",
        "hjelpemidler",
        "hverdagsrehabilitering",
        "rehabilitering_utenfor_institusjon",
    }


def test_the_proposed_key_has_each_grade_once_and_says_that_nobody_has_decided_it() -> None:
    assert tuple(row.grade for row in PROPOSED) == GRADES
    assert sorted(row.longest_days for row in PROPOSED) == [row.longest_days for row in PROPOSED]
    assert all("må vedtas" in row.decided_by and row.source for row in PROPOSED)


def test_a_wait_counts_days_from_the_first_contact_against_the_key() -> None:
    assert start_by(TODAY, 14) == dt.date(2026, 3, 18)
    last = waited(TODAY, on=dt.date(2026, 3, 18), longest=14)
    assert (last.days, last.over) == (14, 0)
    assert waited(TODAY, on=dt.date(2026, 3, 20), longest=14).over == 2
    assert waited(TODAY, on=dt.date(2026, 3, 20), longest=None).over == 0
    assert waited(TODAY, on=TODAY - DAY, longest=14).days == 0
