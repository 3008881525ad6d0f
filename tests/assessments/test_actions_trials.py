"""Trials (utprøving): a goal and an end, no way around a decision, and a net on day 10."""

import datetime as dt
from typing import Any

import pytest

from assessments import actions
from assessments.kinds import TrialAnswer
from assessments.models import Trial
from audit.models import Entry
from cases.models import Case
from cases.stages import Stage
from deadlines.models import Deadline
from people.access import Actor
from people.models import Unit
from people.refusals import AccessDenied, NotFound, Refused, Stale
from people.roles import ROLES, Permission, Role
from tests import given

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
TODAY = given.NOW.date()


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.an_assessed_case(town)


def written() -> tuple[int, ...]:
    return (
        Trial.objects.count(),
        Entry.objects.count(),
        Deadline.objects.count(),
        Deadline.objects.filter(met_at=None, cancelled_at=None).count(),
        sum(Case.objects.values_list("version", flat=True)),
    )


def start(case: Case, actor: Actor, at: dt.datetime, **changes: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "team": "fagteam",
        "measure": "Hjemmebesøk morgen",
        "service_key": "helsetjenester_i_hjemmet",
        "goal": "Se om morgenstell med veiledning er nok.",
        "starts_on": TODAY,
        "planned_end_on": TODAY + 14 * DAY,
    }
    return actions.start_trial(case.pk, **{**facts, **changes}, actor=actor, at=at)


def end(case: Case, actor: Actor, at: dt.datetime, **changes: Any) -> dict[str, Any]:
    trial = Trial.objects.filter(case=case).latest("pk")
    facts = {
        "trial": str(trial.public_id),
        "version": trial.version,
        "result": "Klarer stellet med veiledning.",
        "ended_on": TODAY + DAY,
    }
    return actions.end_trial(case.pk, **{**facts, **changes}, actor=actor, at=at)


def test_a_trial_reaches_its_team_and_spreads_the_net_of_day_ten(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    start(case, town.assessor, now)

    case.refresh_from_db()
    trial = Trial.objects.get()
    assert case.stage == Stage.TRIAL
    assert (trial.team, trial.basis) == (town.team, "hol_3_2_nr_6_a")
    gate = Deadline.objects.get(kind="TRIAL_GATE")
    assert (gate.due_on, gate.key) == (TODAY + 10 * DAY, f"trial:{trial.public_id}")
    order = Deadline.objects.get(kind="ORDER_CONFIRMATION")
    assert (order.unit, order.key) == (town.team, f"order:{trial.public_id}")
    assert Entry.objects.filter(event="TrialStarted", case_id=case.pk).count() == 1


def test_a_trial_ends_with_its_result_and_the_case_is_assessed_again(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    start(case, town.assessor, now)

    end(case, town.assessor, now)

    case.refresh_from_db()
    trial = Trial.objects.get()
    assert case.stage == Stage.ASSESSMENT
    assert (trial.ended_on, trial.ended_by_id) == (TODAY + DAY, town.assessor.staff_id)
    assert Deadline.objects.get(kind="TRIAL_GATE").met_at == now
    assert Deadline.objects.get(kind="ORDER_CONFIRMATION").cancelled_at == now
    assert Entry.objects.filter(event="TrialEnded", case_id=case.pk).count() == 1


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"planned_end_on": TODAY + 15 * DAY}, "decision_needed", "planned_end_on"),
        ({"service_key": "langtidsopphold_institusjon"}, "decision_needed", "planned_end_on"),
        ({"planned_end_on": TODAY}, "ends_before_start", "planned_end_on"),
        ({"starts_on": TODAY - DAY}, "starts_too_early", "starts_on"),
        ({"team": "finnes-ikke"}, "team_cannot_perform", "team"),
        ({"team": "forvaltningen"}, "team_cannot_perform", "team"),
        ({"service_key": "massasje"}, "unknown_service", "service_key"),
        ({"measure": " "}, "measure_missing", "measure"),
        ({"measure": "x" * 201}, "measure_missing", "measure"),
        ({"goal": ""}, "goal_missing", "goal"),
        ({"goal": "a\x00b"}, "unreadable_character", "goal"),
    ],
)
def test_what_stands_in_the_way_of_a_trial_is_said_at_its_field(
    changes: dict[str, Any],
    code: str,
    field: str,
    town: given.Town,
    case: Case,
    now: dt.datetime,
) -> None:
    before = written()

    with pytest.raises(Refused) as refusal:
        start(case, town.assessor, now, **changes)

    assert [(o.code, o.field) for o in refusal.value.objections] == [(code, field)]
    assert written() == before


def test_everything_that_stands_in_the_way_is_said_at_once(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    with pytest.raises(Refused) as refusal:
        start(case, town.assessor, now, team="", measure="", goal="", planned_end_on=TODAY)

    assert [o.field for o in refusal.value.objections] == [
        "team",
        "measure",
        "goal",
        "planned_end_on",
    ]


def test_a_measure_that_never_needs_a_decision_may_be_tried_for_longer(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    start(
        case,
        town.assessor,
        now,
        service_key="hverdagsrehabilitering",
        planned_end_on=TODAY + 28 * DAY,
    )

    assert Trial.objects.get().planned_end_on == TODAY + 28 * DAY


@pytest.mark.parametrize("changes", [{}, {"measure": "Et annet navn"}])
def test_a_second_trial_of_the_same_measure_counts_together_with_the_first(
    changes: dict[str, Any], town: given.Town, case: Case, now: dt.datetime
) -> None:
    start(case, town.assessor, now, planned_end_on=TODAY + 8 * DAY)
    later = now + 7 * DAY
    end(case, town.assessor, later, ended_on=TODAY + 8 * DAY)
    before = written()

    with pytest.raises(Refused, match="prøvd ut før") as refusal:
        start(
            case,
            town.assessor,
            later,
            starts_on=TODAY + 8 * DAY,
            planned_end_on=TODAY + 16 * DAY,
            **changes,
        )

    assert refusal.value.code == "decision_needed"
    assert written() == before


def test_a_trial_in_another_case_of_the_person_counts_too(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    start(case, town.assessor, now, planned_end_on=TODAY + 10 * DAY)
    other = given.an_assessed_case(town, person=case.person)

    with pytest.raises(Refused, match="prøvd ut før"):
        start(
            other,
            town.assessor,
            now,
            planned_end_on=TODAY + 15 * DAY,
            starts_on=TODAY + 9 * DAY,
        )


def test_a_team_that_is_closed_on_the_first_day_gets_no_trial(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    Unit.objects.filter(pk=town.team.pk).update(valid_to=TODAY)
    before = written()

    with pytest.raises(Refused, match="Velg et team"):
        start(case, town.assessor, now)

    assert written() == before


def test_one_trial_at_a_time(town: given.Town, case: Case, now: dt.datetime) -> None:
    start(case, town.assessor, now)
    before = written()

    with pytest.raises(Refused, match="Utprøving"):
        start(case, town.assessor, now, service_key="trygghetsalarm", measure="Alarm")

    assert written() == before


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"result": " "}, "result_missing", "result"),
        ({"ended_on": TODAY}, "bad_end", "ended_on"),
        ({"ended_on": TODAY + 2 * DAY}, "bad_end", "ended_on"),
    ],
)
def test_a_trial_does_not_end_without_a_result_or_on_an_impossible_day(
    changes: dict[str, Any],
    code: str,
    field: str,
    town: given.Town,
    case: Case,
    now: dt.datetime,
) -> None:
    start(case, town.assessor, now)
    before = written()

    with pytest.raises(Refused) as refusal:
        end(case, town.assessor, now, **changes)

    assert [(o.code, o.field) for o in refusal.value.objections] == [(code, field)]
    assert written() == before


def test_a_trial_ends_once(town: given.Town, case: Case, now: dt.datetime) -> None:
    start(case, town.assessor, now)
    with pytest.raises(Stale):
        end(case, town.assessor, now, version=9)
    with pytest.raises(NotFound):
        end(case, town.assessor, now, trial="00000000-0000-4000-8000-000000000000")
    end(case, town.assessor, now)
    before = written()

    with pytest.raises(Stale, match="allerede avsluttet"):
        end(case, town.assessor, now, version=1)

    assert written() == before


@pytest.mark.parametrize(
    "role", [r for r in ROLES if Permission.ASSESS not in ROLES[r].permissions]
)
def test_only_those_who_assess_try_measures(
    role: Role, town: given.Town, case: Case, now: dt.datetime
) -> None:
    if role in {Role.INTEGRATION, Role.SYSTEM}:
        return
    actor = town.by_role()[role]
    before = written()

    with pytest.raises(AccessDenied):
        start(case, actor, now)

    assert written() == before


def answer(case: Case, actor: Actor, at: dt.datetime, **changes: Any) -> dict[str, Any]:
    trial = Trial.objects.get(case=case)
    facts = {
        "trial": str(trial.public_id),
        "version": trial.version,
        "answer": TrialAnswer.CONTINUES,
        "why": "Øver på trappen to dager til.",
        "planned_end_on": TODAY + 14 * DAY,
    }
    return actions.answer_trial(case.pk, **{**facts, **changes}, actor=actor, at=at)


def test_day_ten_is_answered_within_the_law_and_meets_the_deadline(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    # given three days of the same measure before it: eleven days are left
    start(case, town.assessor, now, planned_end_on=TODAY + 3 * DAY)
    end(case, town.assessor, now + 2 * DAY, ended_on=TODAY + 3 * DAY)
    Trial.objects.update(case=given.an_assessed_case(town, person=case.person))
    begins = TODAY + 3 * DAY
    start(case, town.assessor, now, starts_on=begins, planned_end_on=begins + 10 * DAY)
    tenth, before = now + 13 * DAY, written()

    # when what is not lawful, or says nothing, is answered
    for changes, code, field in (
        ({"planned_end_on": TODAY + 15 * DAY}, "decision_needed", "planned_end_on"),
        ({"planned_end_on": TODAY + 13 * DAY}, "ends_in_the_past", "planned_end_on"),
        ({"planned_end_on": None}, "ends_in_the_past", "planned_end_on"),
        ({"why": " "}, "why_missing", "why"),
        ({"why": "x" * 301}, "too_long", "why"),
    ):
        with pytest.raises(Refused) as refusal:
            answer(case, town.assessor, tenth, **changes)
        assert [(o.code, o.field) for o in refusal.value.objections] == [(code, field)]
    with pytest.raises(Stale):
        answer(case, town.assessor, tenth, version=9)

    # then nothing is written, and the last lawful day may be chosen
    assert written() == before
    answer(case, town.assessor, tenth)
    trial = Trial.objects.get(case=case)
    gate = Deadline.objects.get(key=f"trial:{trial.public_id}")
    assert (trial.planned_end_on, trial.version, trial.ended_on) == (TODAY + 14 * DAY, 2, None)
    assert (gate.met_at, gate.ledger.latest("pk").reason) == (
        tenth,
        "Øver på trappen to dager til.",
    )
    assert Entry.objects.filter(event="TrialContinued", case_id=case.pk).count() == 1


def test_a_trial_that_needs_a_decision_goes_on_while_the_recommendation_is_written(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    start(case, town.assessor, now, planned_end_on=TODAY + 10 * DAY)

    answer(
        case,
        town.assessor,
        now + 10 * DAY,
        answer=TrialAnswer.DECISION_NEEDED,
        planned_end_on=None,
    )

    case.refresh_from_db()
    trial = Trial.objects.get()
    assert (case.stage, trial.ended_on) == (Stage.TRIAL, None)
    assert trial.planned_end_on == TODAY + 10 * DAY
    assert Deadline.objects.get(kind="TRIAL_GATE").met_at == now + 10 * DAY
    assert Entry.objects.filter(event="TrialNeedsDecision", case_id=case.pk).count() == 1
