"""Writing a decision: nothing typed again, nothing kept that cannot stand in a letter."""

import datetime as dt
from typing import Any

import pytest

from assessments import actions as assessing
from assessments.models import Recommendation
from audit.models import Entry
from cases.actions import save_draft, take_case
from cases.models import Case, Draft
from cases.stages import Stage, Track
from decisions import actions
from people.adapters import MissingPrecondition
from people.refusals import AccessDenied, Stale
from people.roles import Permission, Role, may
from tests import given
from tests.decisions.acts import (
    events,
    refused,
    save,
    save_line,
    submit,
    the,
    the_line,
    written,
)

pytestmark = pytest.mark.django_db
HOME = "helsetjenester_i_hjemmet"
DAY = dt.timedelta(days=1)


# Draft


def test_the_need_was_assessed_on_the_day_of_the_visit(town: given.Town, now: dt.datetime) -> None:
    service = "trygghetsalarm"
    case = given.an_assessed_case(town, services=[service], completed=False)
    visit = {"visit_on": now.date() - 6 * DAY}
    who: dict[str, Any] = {"actor": town.assessor, "at": now}
    assessing.save_assessment(case.pk, n=1, version=1, content=visit, scores={}, notes={}, **who)
    given.complete_the_assessment(case, actor=town.assessor)
    assessing.save_recommendation(case.pk, version=0, proposal=given.a_proposal(service), **who)
    assessing.submit_recommendation(case.pk, version=1, **who)
    take_case(case.pk, actor=town.officer, at=now)

    actions.draft_decision(case.pk, actor=town.officer, at=now)

    assert "Behovet ble kartlagt 26.02.2026." in the(case).facts


def test_the_draft_says_what_the_case_knows_and_nothing_is_typed_again(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    told = Recommendation.objects.get(case=case)

    answer = actions.draft_decision(case.pk, version=case.version, actor=town.officer, at=now)

    decision, line = the(case), the_line(case)
    assert (answer["n"], answer["version"]) == (1, 1)
    assert decision.persons_view == f"Klare morgenstellet selv.\n\n{told.persons_view}"
    assert decision.goal == told.goal
    assert decision.evaluate_on == told.evaluate_on
    assert told.professional_assessment in decision.considerations
    assert told.why_not_lower in decision.considerations
    assert f"{now:%d.%m.%Y}" in decision.facts
    assert "nr. 6 bokstav a" in decision.rules
    assert (line.service_key, line.outcome, line.quantity, line.per) == (
        HOME,
        "GRANTED",
        210,
        "week",
    )
    assert line.from_on == told.services.get().from_on
    assert line.legal_basis == "hol_3_2_nr_6_a"
    assert events(case).count("DecisionDrafted") == 1


def test_a_service_nobody_recommended_stands_in_the_draft_without_an_outcome(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    case.services.create(service_key="stottekontakt")

    actions.draft_decision(case.pk, actor=town.officer, at=now)

    assert [(x.service_key, x.outcome) for x in the(case).lines.order_by("position")] == [
        (HOME, "GRANTED"),
        ("stottekontakt", ""),
    ]


def test_a_recommended_refusal_is_a_proposed_refusal(town: given.Town, now: dt.datetime) -> None:
    case = given.a_case_to_decide(town, refuse=True)

    actions.draft_decision(case.pk, actor=town.officer, at=now)

    assert the_line(case).outcome == "REFUSED"


def test_the_letter_speaks_the_persons_language(town: given.Town, now: dt.datetime) -> None:
    person = given.a_person(town.municipality, language="nn")
    case = given.a_case_to_decide(town, person=person)

    actions.draft_decision(case.pk, actor=town.officer, at=now)

    assert the(case).language == "nn"
    assert "helsetenester i heimen" in the(case).rules


def test_whoever_begins_on_a_case_nobody_has_taken_is_responsible(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.a_recommended_case(town, track=Track.OTHER, services=["stottekontakt"])
    assert case.responsible is None

    actions.draft_decision(case.pk, version=case.version, actor=town.officer, at=now)

    case.refresh_from_db()
    assert case.responsible_id == town.officer.staff_id
    assert case.queue_owner_id is None


def test_a_second_draft_says_who_has_begun(town: given.Town, drafted: Case) -> None:
    refusal = refused(actions.draft_decision, drafted.pk, actor=town.approver, at=given.NOW)

    assert refusal.code == "already_drafted"
    assert "Nina Moe har allerede begynt" in str(refusal)


@pytest.mark.parametrize("stage", [s for s in Stage if s is not Stage.DECISION])
def test_decisions_are_written_at_their_stage_only(
    town: given.Town, stage: Stage, now: dt.datetime
) -> None:
    case = given.a_case(town, stage=stage, unit=town.office, responsible=town.officer)

    assert (
        refused(actions.draft_decision, case.pk, actor=town.officer, at=now).code == "wrong_stage"
    )


def test_without_a_recommendation_there_is_no_draft(town: given.Town, now: dt.datetime) -> None:
    case = given.a_case(town, stage=Stage.DECISION, unit=town.office, responsible=town.officer)

    refusal = refused(actions.draft_decision, case.pk, actor=town.officer, at=now)

    assert refusal.code == "no_recommendation"


@pytest.mark.parametrize("role", list(Role))
def test_only_deciders_write_and_only_approvers_approve(role: Role, town: given.Town) -> None:
    """Every role against every use case; the guard answers before anything is looked up."""
    actor = town.by_role().get(role) or given.staff(role, town.office)
    kept: dict[str, Any] = {"actor": actor, "at": given.NOW}
    acts: dict[Any, dict[str, Any]] = {
        actions.draft_decision: {},
        actions.save_decision: {"typed": {}},
        actions.renew_draft: {"version": 1},
        actions.submit_decision: {"version": 1},
        actions.submit_and_issue: {"version": 1},
        actions.issue_decision: {"version": 1},
        actions.take_back_decision: {"version": 1},
        actions.return_recommendation: {"code": "FACTS", "reason": "x"},
        actions.see_part: {"part": "vedtak", "version": 1},
        actions.approve_decision: {"version": 1},
        actions.approve_and_issue: {"version": 1},
        actions.return_decision: {"version": 1, "code": "FACTS", "reason": "x"},
    }
    for act, more in acts.items():
        permission: Permission = act.permission
        with pytest.raises(Exception) as caught:  # noqa: PT011 - which one is asserted below
            act(999_999, **more, **kept)
        denied = isinstance(caught.value, AccessDenied) and "ikke tilgang til å gjøre" in str(
            caught.value
        )
        assert denied is not may(role, permission), act


# Save


def test_saving_keeps_what_is_typed_and_leaves_the_rest(town: given.Town, drafted: Case) -> None:
    before = the(drafted)

    after = save(drafted, town.officer, facts="Ola bor alene.")

    assert after.facts == "Ola bor alene."
    assert after.goal == before.goal
    assert after.version == before.version + 1
    said = Entry.objects.filter(event="DecisionSaved").values_list("data", flat=True)
    assert [data["changed"] for data in said if data["version"] == after.version] == [["facts"]]


def test_a_save_that_says_nothing_new_changes_nothing(town: given.Town, drafted: Case) -> None:
    before = the(drafted)

    after = save(drafted, town.officer, facts=before.facts)

    assert after.version == before.version


def test_lines_are_changed_added_and_taken_out_in_one_save(town: given.Town, drafted: Case) -> None:
    line = the_line(drafted)

    save(
        drafted,
        town.officer,
        lines=[
            {"service_key": "stottekontakt"},
            {"id": str(line.public_id), "quantity": "5", "night": True, "helpers": 2},
        ],
    )

    added, changed = the(drafted).lines.order_by("position")
    assert (added.service_key, added.outcome, added.legal_basis) == (
        "stottekontakt",
        "",
        "hol_3_2_nr_6_b",
    )
    assert (changed.pk, changed.quantity, changed.helpers, changed.night) == (line.pk, 300, 2, True)
    save(drafted, town.officer, lines=[{"id": str(line.public_id)}])
    assert the(drafted).lines.get().pk == line.pk


def test_another_legal_basis_brings_its_own_rules(town: given.Town, now: dt.datetime) -> None:
    case = given.a_case_to_decide(town, services=("trygghetsalarm",))
    given.a_drafted_decision(town, case)

    save_line(case, town.officer, legal_basis="lokalt_tilbud")

    assert "kommunens egne regler" in the(case).rules


BAD_ON_A_LINE: list[tuple[dict[str, Any], str]] = [
    ({"quantity": "mye"}, "quantity"),
    ({"quantity": "200"}, "quantity"),
    ({"helpers": 9}, "helpers"),
    ({"per": "fortnight"}, "per"),
    ({"outcome": "MAYBE"}, "outcome"),
    ({"legal_basis": "grunnloven"}, "legal_basis"),
    ({"unit_performing": "ingen-slik-enhet"}, "unit_performing"),
    ({"to_on": dt.date(2026, 1, 1)}, "to_on"),
    ({"reason": "Fordi 😀"}, "reason"),
    ({"important": "Hund 🐕"}, "important"),
    ({"applied": "x " * 80}, "applied"),
]
BAD: list[tuple[dict[str, Any], str]] = [
    ({"considerations": "Bra 😀"}, "considerations"),
    ({"facts": "Tegn\x07"}, "facts"),
    ({"persons_view": "x " * 50_000}, "persons_view"),
    ({"language": "de"}, "language"),
    ({"lines": [{"service_key": "finnes_ikke"}]}, "lines.0.service_key"),
    ({"lines": [{"id": "00000000-0000-4000-8000-000000000000"}]}, "lines.0.id"),
]


def test_what_cannot_be_kept_is_refused_at_its_field_and_nothing_is_kept(
    town: given.Town, drafted: Case
) -> None:
    for typed, field in BAD_ON_A_LINE:
        refusal = refused(save_line, drafted, town.officer, **typed)
        assert [o.field for o in refusal.objections] == [f"lines.0.{field}"], typed


def test_texts_no_letter_can_hold_and_unknown_things_are_refused_at_their_fields(
    town: given.Town, drafted: Case
) -> None:
    for typed, field in BAD:
        refusal = refused(save, drafted, town.officer, **typed)
        assert refusal.objections[0].field == field, typed


def test_all_that_cannot_be_kept_is_said_at_once(town: given.Town, drafted: Case) -> None:
    line = {"id": str(the_line(drafted).public_id), "quantity": "mye", "reason": "😀"}

    refusal = refused(save, drafted, town.officer, goal="😀", lines=[line])

    assert {o.field for o in refusal.objections} == {
        "goal",
        "lines.0.quantity",
        "lines.0.reason",
    }


def test_somebody_elses_save_is_not_overwritten(town: given.Town, drafted: Case) -> None:
    read = the(drafted).version
    save(drafted, town.approver, goal="Et annet mål.")

    with pytest.raises(Stale) as caught:
        actions.save_decision(
            drafted.pk, version=read, typed={"goal": "Mitt mål."}, actor=town.officer, at=given.NOW
        )

    assert "Eva Lind lagret en endring kl. 10.00" in str(caught.value)
    assert the(drafted).goal == "Et annet mål."


def test_the_first_save_makes_the_draft_and_a_later_one_must_say_which_it_read(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    actions.save_decision(case.pk, typed={"goal": "Målet."}, actor=town.officer, at=now)
    before = written()

    with pytest.raises(MissingPrecondition):
        actions.save_decision(case.pk, typed={"goal": "Et til."}, actor=town.officer, at=now)

    assert the(case).goal == "Målet."
    assert the_line(case).service_key == HOME
    assert written() == before


def test_what_was_being_typed_is_forgotten_once_saved(
    town: given.Town, drafted: Case, now: dt.datetime
) -> None:
    save_draft(
        "vedtak", fields={"goal": "x"}, reference=drafted.reference, actor=town.officer, at=now
    )

    save(drafted, town.officer, goal="y")

    assert not Draft.objects.exists()


def test_an_edit_takes_the_submission_away(town: given.Town, drafted: Case) -> None:
    submitted = submit(drafted, town.officer)

    edited = save(drafted, town.officer, goal="Nytt mål.")

    assert submitted.submitted_at is not None
    assert (edited.submitted_at, edited.decided_by) == (None, None)


def test_a_recommendation_sent_again_can_be_fetched_anew(
    town: given.Town, drafted: Case, now: dt.datetime
) -> None:
    actions.return_recommendation(
        drafted.pk, code="EXTENT", reason="Begrunn omfanget.", actor=town.officer, at=now
    )
    told = Recommendation.objects.get(case=drafted)
    told.goal = "Klare trappen."
    told.save()
    given.recommend_again(drafted, actor=town.assessor)
    Case.objects.filter(pk=drafted.pk).update(stage=Stage.DECISION)
    unit = the_line(drafted).unit_performing

    actions.renew_draft(drafted.pk, version=the(drafted).version, actor=town.officer, at=now)

    assert the(drafted).goal == "Klare trappen."
    assert the_line(drafted).unit_performing == unit
    assert events(drafted).count("DecisionRenewed") == 1
