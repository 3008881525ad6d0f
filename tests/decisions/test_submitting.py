"""Deciding: every objection at once, two persons where policy asks, prices never guessed."""

import datetime as dt

import pytest

from cases.models import Case, CaseAccess
from cases.stages import Stage, Track
from decisions import actions
from decisions.models import DecisionVersion
from people.models import Resident
from people.roles import Role
from tests import given
from tests.decisions.acts import (
    a_price,
    also,
    another_account,
    events,
    issue,
    refused,
    save,
    save_line,
    submit,
    the,
    the_line,
)

pytestmark = pytest.mark.django_db
HOME = "helsetjenester_i_hjemmet"
DAY = dt.timedelta(days=1)


# Submit


def test_submitting_copies_what_policy_asks_and_keeps_what_was_said(
    town: given.Town, drafted: Case
) -> None:
    decision = submit(drafted, town.officer)

    assert decision.submitted_at == given.NOW
    assert decision.decided_by_id == town.officer.staff_id
    assert decision.deciding_unit == town.office
    assert decision.recommended_by_id == town.assessor.staff_id
    assert decision.recommending_unit == town.assessment
    assert (decision.two_persons_required, decision.two_units_required) == (True, True)
    assert not decision.approval_required
    assert drafted.stage == Stage.DECISION
    kept = DecisionVersion.objects.get()
    assert (kept.version, kept.content["goal"]) == (decision.version, decision.goal)
    assert events(drafted).count("DecisionSubmitted") == 1


def test_a_refusal_goes_to_approval(town: given.Town, drafted: Case) -> None:
    save_line(drafted, town.officer, outcome="REFUSED", reason="Du klarer det selv.")

    decision = submit(drafted, town.officer)

    assert decision.approval_required
    assert drafted.stage == Stage.APPROVAL
    assert events(drafted).count("DecisionSubmitted") == 1


def test_every_objection_is_said_at_once_and_nothing_is_kept(
    town: given.Town, drafted: Case
) -> None:
    refusal = refused(
        actions.submit_decision,
        drafted.pk,
        version=the(drafted).version,
        typed={
            "considerations": "",
            "evaluate_on": None,
            "lines": [{"id": str(the_line(drafted).public_id), "unit_performing": ""}],
        },
        actor=town.officer,
        at=given.NOW,
    )

    assert [o.field for o in refusal.objections] == [
        "lines.0.unit_performing",
        "considerations",
        "evaluate_on",
    ]
    assert the(drafted).considerations


def test_a_service_taken_out_still_needs_its_answer(town: given.Town, case: Case) -> None:
    case.services.create(service_key="stottekontakt")
    given.a_drafted_decision(town, case)
    save(case, town.officer, lines=[{"id": str(the_line(case).public_id)}])

    refusal = refused(submit, case, town.officer)

    assert (refusal.code, refusal.objections[0].field) == ("service_unanswered", "add_service")


def test_the_recommender_cannot_decide_where_policy_asks_for_two_and_hears_who_can(
    town: given.Town, drafted: Case
) -> None:
    both = also(town.assessor, Role.DECISION_OFFICER, town.office)

    refusal = refused(submit, drafted, both)

    assert refusal.code == "own_recommendation"
    assert "Disse kan: Eva Lind, Nina Moe." in str(refusal)


@pytest.mark.asvs("V2.3.5")
def test_another_account_of_the_recommender_is_the_same_person(
    town: given.Town, drafted: Case
) -> None:
    both = also(town.assessor, Role.DECISION_OFFICER, town.office)
    second = another_account(both)

    assert refused(submit, drafted, second).code == "own_recommendation"


def test_deciding_alone_with_a_reason_is_recorded_for_control(
    town: given.Town, drafted: Case
) -> None:
    both = also(town.assessor, Role.DECISION_OFFICER, town.office)
    save(drafted, both, alone_reason="Alene på vakt, og personen trenger hjelp i kveld.")

    submit(drafted, both)

    assert events(drafted).count("DecisionSubmittedAlone") == 1
    assert issue(drafted, both).issued_at is not None
    assert "DecisionIssuedAlone" in events(drafted)


def test_a_long_stay_is_never_decided_alone_and_always_approved(town: given.Town) -> None:
    case = given.a_case_to_decide(
        town, services=("langtidsopphold_institusjon",), track=Track.OTHER
    )
    both = also(town.other_caseworker, Role.DECISION_OFFICER, town.office)
    given.a_drafted_decision(town, case, unit=town.nursing_home)
    save(case, both, alone_reason="Haster.")

    assert refused(submit, case, both).code == "own_recommendation"
    assert submit(case, town.officer).approval_required


def test_on_the_other_track_one_may_grant_what_they_recommended(town: given.Town) -> None:
    case = given.a_case_to_decide(town, services=("dagopphold_institusjon",), track=Track.OTHER)
    both = also(town.other_caseworker, Role.DECISION_OFFICER, town.office)
    given.a_drafted_decision(town, case)

    decision = submit(case, both)

    assert not decision.two_persons_required
    assert events(case).count("DecisionSubmitted") == 1


def test_a_decider_outside_the_units_that_decide_is_refused(
    town: given.Town, drafted: Case
) -> None:
    elsewhere = given.staff(Role.DECISION_OFFICER, town.office_team)
    CaseAccess.objects.create(
        case=drafted, staff_id=elsewhere.staff_id, ground="x", from_at=given.NOW
    )

    assert refused(submit, drafted, elsewhere).code == "unit_does_not_decide"


def test_a_child_needs_its_best_interest_said(town: given.Town) -> None:
    child = given.a_person(town.municipality, born_on=dt.date(2012, 6, 24))
    case = given.a_case_to_decide(town, person=child)
    given.a_drafted_decision(town, case)

    assert refused(submit, case, town.officer).code == "childs_interest_missing"
    save(case, town.officer, childs_interest="Barnet vil bo hjemme, og er hørt.")
    assert submit(case, town.officer).submitted_at is not None


def test_a_dead_person_gets_no_decision(town: given.Town, drafted: Case) -> None:
    Resident.objects.filter(pk=drafted.person_id).update(died_on=given.NOW.date())

    assert refused(submit, drafted, town.officer).code == "person_dead"


# What it costs


def test_a_local_price_nobody_has_entered_is_refused_and_never_guessed(town: given.Town) -> None:
    case = given.a_case_to_decide(town, services=("praktisk_bistand_daglige_gjoremal",))
    given.a_drafted_decision(town, case)

    refusal = refused(submit, case, town.officer)

    assert refusal.code == "fee_unknown"
    assert "blir ikke gjettet" in str(refusal)


def test_the_municipalitys_own_price_is_said_with_the_national_cap(town: given.Town) -> None:
    a_price(town, "praktisk_bistand_daglige_gjoremal", 345_00, "time")
    case = given.a_case_to_decide(town, services=("praktisk_bistand_daglige_gjoremal",))
    given.a_drafted_decision(town, case)

    submit(case, town.officer)

    line = the_line(case)
    assert (line.fee_ore, line.fee_per) == (345_00, "time")
    assert line.fee_text.startswith("Du betaler 345 kroner per time.")
    assert "245 kroner i måneden" in line.fee_text


def test_a_price_of_nothing_is_a_price_and_said_plainly(town: given.Town) -> None:
    a_price(town, "trygghetsalarm", 0, "måned")
    case = given.a_case_to_decide(town, services=("trygghetsalarm",))
    given.a_drafted_decision(town, case)

    submit(case, town.officer)

    assert the_line(case).fee_text == "Du betaler ikke egenandel. Tjenesten koster deg 0 kroner."


def test_last_years_price_is_not_this_years(town: given.Town) -> None:
    a_price(town, "trygghetsalarm", 300_00, "måned", valid_to=dt.date(2026, 1, 1))
    case = given.a_case_to_decide(town, services=("trygghetsalarm",))
    given.a_drafted_decision(town, case)

    assert refused(submit, case, town.officer).code == "fee_unknown"


def test_a_price_that_changes_after_submit_stops_the_letter(town: given.Town) -> None:
    price = a_price(town, "trygghetsalarm", 300_00, "måned")
    case = given.a_case_to_decide(town, services=("trygghetsalarm",))
    given.a_drafted_decision(town, case)
    submit(case, town.officer)
    price.amount_ore = 310_00
    price.save()

    refusal = refused(issue, case, town.officer)

    assert refusal.code == "law_changed"
