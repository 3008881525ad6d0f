"""Kartlegging: started once for an application, filled in page by page, locked when completed."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from assessments import actions
from assessments.models import Assessment, Score, StepSave
from audit.models import Entry
from cases.actions import save_draft
from cases.models import Case, Draft
from cases.stages import Stage, Track
from people.access import Actor
from people.refusals import AccessDenied, NotFound, Refused, Stale
from people.roles import ROLES, Permission, Role
from tests import given

pytestmark = pytest.mark.django_db
EVERYTHING: dict[str, Any] = {
    "participants": "Ola og datteren",
    "consent": "YES",
    "capacity": "YES",
    "what_matters": "Klare morgenstellet selv.",
}


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    """A case with an open kartlegging, n = 1, version 1."""
    return given.an_assessed_case(town, completed=False)


def written() -> tuple[int, ...]:
    """How much there is of everything an act could write."""
    return (
        Assessment.objects.count(),
        Score.objects.count(),
        StepSave.objects.count(),
        Entry.objects.count(),
        sum(Assessment.objects.values_list("version", flat=True)),
        sum(Case.objects.values_list("version", flat=True)),
    )


def save(case: Case, actor: Actor, at: dt.datetime, **changes: Any) -> dict[str, Any]:
    found = Assessment.objects.filter(application__links__case=case).latest("n")
    facts = {"n": found.n, "version": found.version, "content": {}, "scores": {}, "notes": {}}
    return actions.save_assessment(case.pk, **{**facts, **changes}, actor=actor, at=at)


# Start


def test_starting_moves_the_case_and_gives_the_application_its_first_version(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.a_case(town, unit=town.assessment)
    given.an_application(case)

    answer = actions.start_assessment(case.pk, version=1, actor=town.assessor, at=now)

    case.refresh_from_db()
    assert (answer["n"], answer["version"], answer["completed"]) == (1, 1, False)
    assert case.stage == Stage.ASSESSMENT
    assert case.responsible_id == town.assessor.staff_id
    assert Entry.objects.filter(event="AssessmentStarted", case_id=case.pk).count() == 1


def test_a_case_in_anothers_hands_stays_there_when_somebody_starts(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.a_case(town, unit=town.assessment, responsible=town.caseworker)
    given.an_application(case)

    actions.start_assessment(case.pk, actor=town.assessor, at=now)

    case.refresh_from_db()
    assert case.responsible_id == town.caseworker.staff_id


def test_a_case_in_another_units_queue_changes_hands_by_handover_only(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.a_case(town)  # in the intake team's queue, registered by the caseworker
    given.an_application(case)

    with pytest.raises(AccessDenied):
        actions.start_assessment(case.pk, actor=town.assessor, at=now)
    actions.start_assessment(case.pk, actor=town.caseworker, at=now)

    case.refresh_from_db()
    assert case.responsible_id == town.caseworker.staff_id  # it lay in their own unit's queue


def test_the_cases_of_one_application_share_one_open_assessment(
    town: given.Town, now: dt.datetime
) -> None:
    person = given.a_person(town.municipality)
    quick = given.a_case(town, person=person, services=("trygghetsalarm",))
    slow = given.a_case(town, person=person, services=("bpa",), track=Track.OTHER)
    given.an_application(quick, slow)

    first = actions.start_assessment(quick.pk, actor=town.caseworker, at=now)
    slow.refresh_from_db()
    assert slow.stage == Stage.RECEIVED  # begins on its own step
    second = actions.start_assessment(slow.pk, actor=town.other_caseworker, at=now)

    assert first["n"] == second["n"] == 1
    assert Assessment.objects.count() == 1


def test_what_is_completed_is_relied_on_when_a_sibling_starts_later(
    town: given.Town, now: dt.datetime
) -> None:
    person = given.a_person(town.municipality)
    quick = given.a_case(town, person=person, services=("trygghetsalarm",))
    slow = given.a_case(town, person=person, services=("bpa",), track=Track.OTHER)
    given.an_application(quick, slow)
    actions.start_assessment(quick.pk, actor=town.caseworker, at=now)
    given.complete_the_assessment(quick, actor=town.caseworker)

    answer = actions.start_assessment(slow.pk, actor=town.other_caseworker, at=now)

    assert (answer["n"], answer["completed"]) == (1, True)
    shared = Entry.objects.get(event="AssessmentStarted", case_id=slow.pk)
    assert shared.data["shared"] is True


def test_a_case_that_is_not_received_is_not_started_again(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    before = written()

    with pytest.raises(Refused, match="Under kartlegging") as refusal:
        actions.start_assessment(case.pk, actor=town.assessor, at=now)

    assert refusal.value.code == "wrong_stage"
    assert written() == before


def test_a_start_on_an_old_reading_of_the_case_is_refused(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.a_case(town)
    given.an_application(case)
    before = written()

    with pytest.raises(Stale):
        actions.start_assessment(case.pk, version=7, actor=town.caseworker, at=now)

    assert written() == before


def test_a_case_without_an_application_cannot_be_assessed(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.a_case(town)
    before = written()

    with pytest.raises(Refused, match="Registrer søknaden"):
        actions.start_assessment(case.pk, actor=town.caseworker, at=now)

    assert written() == before


# Fill in


def test_a_page_is_saved_without_touching_the_others(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    save(case, town.assessor, now, content={"participants": "Ola"}, scores={"spise": 3})
    answer = save(
        case, town.assessor, now, content={"risk": "Fall"}, notes={"spise": "Skjærer opp"}
    )

    found = Assessment.objects.get()
    assert (found.participants, found.risk, answer["version"]) == ("Ola", "Fall", 3)
    score = found.scores.get()
    assert (score.variable, score.value, score.note) == ("spise", 3, "Skjærer opp")
    changed = Entry.objects.filter(event="AssessmentSaved").order_by("at", "id").last()
    assert changed is not None
    assert "Fall" not in str(changed.data)


def test_a_score_can_be_taken_away_and_a_note_waits_for_its_score(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    save(case, town.assessor, now, scores={"spise": 3, "syn": 9})
    save(case, town.assessor, now, scores={"spise": None}, notes={"toalett": "Spør datteren"})

    assert set(Score.objects.values_list("variable", "value", "note")) == {
        ("syn", 9, ""),
        ("toalett", None, "Spør datteren"),
    }


def test_saving_what_already_stands_there_writes_nothing(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    save(case, town.assessor, now, content={"participants": "Ola"}, scores={"spise": 3})
    before = written()

    save(case, town.assessor, now, content={"participants": " Ola "}, scores={"spise": 3})

    assert written() == before


def test_the_draft_of_the_page_is_forgotten_when_the_page_is_saved(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    save_draft(
        "kartlegging/1/risiko",
        fields={"risk": "F"},
        reference=case.reference,
        actor=town.assessor,
        at=now,
    )

    save(case, town.assessor, now, content={"risk": "Fall"}, step="risiko")

    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"scores": {"spise": 7}}, "score_not_on_scale", "spise"),
        ({"scores": {"spise": 0}}, "score_not_on_scale", "spise"),
        ({"scores": {"hoppe_tau": 3}}, "unknown_variable", "hoppe_tau"),
        ({"notes": {"hoppe_tau": "x"}}, "unknown_variable", "hoppe_tau"),
        ({"content": {"consent": "MAYBE"}}, "unknown_choice", "consent"),
        ({"content": {"risk": "x" * 100_000}}, "text_too_long", "risk"),
        ({"content": {"risk": "a\x00b"}}, "unreadable_character", "risk"),
        ({"notes": {"spise": "x" * 100_000}}, "text_too_long", "spise_note"),
        ({"content": {"what_matters": "Hagen 🌻"}}, "not_fit_for_letter", "what_matters"),
        (
            {"content": {"what_matters": "Hagen", "no_answer_reason": "Sov under besøket."}},
            "answer_and_reason",
            "no_answer_reason",
        ),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field_and_nothing_is_written(
    changes: dict[str, Any],
    code: str,
    field: str,
    town: given.Town,
    case: Case,
    now: dt.datetime,
) -> None:
    before = written()

    with pytest.raises(Refused) as refusal:
        save(case, town.assessor, now, **changes)

    assert [(o.code, o.field) for o in refusal.value.objections] == [(code, field)]
    assert written() == before


def test_whoever_saves_on_an_old_reading_is_told_who_was_first(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    colleague = given.staff(Role.ASSESSOR, town.assessment)
    save(case, town.assessor, now, content={"risk": "Fall"})
    before = written()

    with pytest.raises(Stale, match=r"Liv Berg lagret en endring kl\. 10\.00"):
        save(case, colleague, now, version=1, content={"risk": "Brann"})
    with pytest.raises(Stale, match="Du lagret en endring"):
        save(case, town.assessor, now, version=1, content={"risk": "Brann"})

    assert written() == before


def test_why_there_is_no_answer_is_refused_beside_the_answer_that_is_stored(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    save(case, town.assessor, now, content={"what_matters": "Hagen"})
    before = written()

    with pytest.raises(Refused, match="Personen har svart"):
        save(case, town.assessor, now, content={"no_answer_reason": "Sov under besøket."})

    assert written() == before


def test_one_goes_to_and_fro_between_the_steps_and_writes_more(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    matters = {"version": 1, "step": "viktig", "opening": "a"}
    save(case, town.assessor, now, content={"what_matters": "Hagen"}, **matters)
    save(case, town.assessor, now, version=1, content={"participants": "Ola"}, step="deltakere")

    last = save(case, town.assessor, now, content={"what_matters": "Katten"}, **matters)

    found = Assessment.objects.get()
    assert (found.what_matters, found.participants) == ("Katten", "Ola")
    assert last["version"] == found.version == 4


@pytest.mark.parametrize("older", ["a", ""])
def test_the_older_of_ones_own_two_tabs_goes_over_nothing_unseen(
    older: str, town: given.Town, case: Case, now: dt.datetime
) -> None:
    opened: dict[str, Any] = {"version": 1, "step": "risiko"}
    save(case, town.assessor, now, content={"risk": "Fall"}, opening=older, **opened)
    save(case, town.assessor, now, content={"risk": "Brann"}, opening="b", step="risiko")
    before = written()

    with pytest.raises(Stale, match="Du lagret en endring"):
        save(case, town.assessor, now, content={"risk": "Fall ute"}, opening=older, **opened)

    assert written() == before
    assert Assessment.objects.get().risk == "Brann"


def test_two_may_write_on_a_step_each_but_not_over_each_other(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    colleague = given.staff(Role.ASSESSOR, town.assessment)
    save(case, town.assessor, now, version=1, content={"risk": "Fall"}, step="risiko")
    save(case, colleague, now, version=1, content={"home_and_network": "Rekkehus"}, step="hjem")
    # and the first writes once more, which does not hide what the second has done
    own = {"step": "hjem", "opening": "a"}
    save(case, town.assessor, now, content={"home_and_network": "Enebolig"}, **own)
    before = written()

    for actor, who, content, step in (
        (colleague, "Liv Berg", {"risk": "Brann"}, "risiko"),
        (town.assessor, str(given.account_of(colleague).staff), {"home_and_network": "-"}, "hjem"),
    ):
        with pytest.raises(Stale, match=f"{who} lagret en endring"):
            save(case, actor, now, version=1, content=content, step=step, opening="a")
    with pytest.raises(Stale):
        save(case, colleague, now, version=1, scores={}, content={"risk": "Brann"}, step="viktig")

    assert written() == before


def test_nobody_fills_in_an_assessment_that_is_not_there(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    with pytest.raises(NotFound):
        save(case, town.assessor, now, n=9)


def test_nothing_is_filled_in_once_the_recommendation_is_sent(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.a_recommended_case(town)
    before = written()

    with pytest.raises(Refused, match="Innstilt"):
        save(case, town.assessor, now, content={"risk": "Fall"})

    assert written() == before


# Who


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.INTEGRATION, Role.SYSTEM}])
def test_only_those_who_assess_get_through(
    role: Role, town: given.Town, case: Case, now: dt.datetime
) -> None:
    actor = town.by_role()[role]
    if Permission.ASSESS in ROLES[role].permissions:
        return
    before = written()

    acts: list[Callable[[], object]] = [
        lambda: actions.start_assessment(case.pk, actor=actor, at=now),
        lambda: save(case, actor, now),
        lambda: actions.complete_assessment(case.pk, n=1, version=1, actor=actor, at=now),
        lambda: actions.edit_completed(case.pk, n=1, actor=actor, at=now),
    ]
    for act in acts:
        with pytest.raises(AccessDenied):
            act()

    assert written() == before


def test_another_municipality_does_not_learn_that_there_is_a_case(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    elsewhere = given.a_town("3303", "Kongsberg kommune")

    with pytest.raises(NotFound):
        save(case, elsewhere.assessor, now, content={"risk": "x"})
