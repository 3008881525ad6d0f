"""The tasks of delivery and of pathways: there while the thing is undone, for the right person."""

import datetime as dt

import pytest

from cases.queries import Scope
from decisions.models import DecisionLine
from delivery import actions, queries
from delivery.kinds import TASKS, TaskKind
from delivery.models import RunningService
from notifications.models import Letter
from pathways import actions as pathway_actions
from pathways import queries as pathway_queries
from pathways.kinds import TASKS as PATHWAY_TASKS
from people.access import Actor
from tests import given

pytestmark = pytest.mark.django_db
SOON = given.NOW.date() + dt.timedelta(days=4)  # what sets no day of its own, by policy
TODAY = dt.date(2026, 3, 4)
START = dt.date(2026, 3, 11)
DAY = dt.timedelta(days=1)


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def tasks(actor: Actor, *, on: dt.date = TODAY) -> dict[str, tuple[int | None, dt.date | None]]:
    """The actor's tasks by kind: who holds it, and when it is due."""
    scope = Scope(actor=actor, on=on)
    branches = [*queries.tasks_for(scope), *pathway_queries.tasks_for(scope)]
    return {
        row["task_kind"]: (row["task_holder"], row["task_due"])
        for branch in branches
        for row in branch
    }


def test_every_kind_of_task_has_a_name_and_a_page() -> None:
    rows = [(row.label, row.url) for row in TASKS.values()]
    rows += [(row.label, row.url) for row in PATHWAY_TASKS.values()]
    for label, url in rows:
        assert label
        assert url.startswith("/")
        assert url.endswith("/")


def test_an_order_is_the_units_task_until_it_is_answered(town: given.Town) -> None:
    line = DecisionLine.objects.get(decision=given.an_issued_decision(town))
    assert tasks(town.provider) == {TaskKind.ANSWER_ORDER: (None, dt.date(2026, 3, 5))}
    assert tasks(town.team_provider) == {}

    actions.confirm_order(str(line.public_id), actor=town.provider, at=given.NOW)

    assert tasks(town.provider) == {}
    assert tasks(town.provider, on=START) == {TaskKind.START_ORDER: (town.provider.staff_id, START)}


def test_a_trial_is_its_teams_task(town: given.Town) -> None:
    trial = given.a_trial(town)
    assert set(tasks(town.team_provider)) == {TaskKind.ANSWER_ORDER}
    actions.confirm_order(str(trial.public_id), actor=town.team_provider, at=given.NOW)
    actions.start_order(
        str(trial.public_id),
        starts_on=TODAY,
        version=1,
        actor=town.team_provider,
        at=given.NOW,
    )
    assert tasks(town.team_provider) == {}

    given.end_the_trial(trial, actor=town.assessor)

    assert set(tasks(town.team_provider)) == {TaskKind.END_TRIAL_SERVICE}


def test_a_refused_order_is_the_deciders_until_it_is_sent_elsewhere(town: given.Town) -> None:
    line = DecisionLine.objects.get(decision=given.an_issued_decision(town))
    actions.refuse_order(str(line.public_id), reason="Fullt.", actor=town.provider, at=given.NOW)
    assert tasks(town.officer)[TaskKind.ORDER_REFUSED] == (town.officer.staff_id, TODAY)

    actions.redirect_order(
        str(line.public_id),
        to_unit="solbakken",
        told="Ringt i dag.",
        version=1,
        actor=town.officer,
        at=given.NOW,
    )

    assert TaskKind.ORDER_REFUSED not in tasks(town.officer)


def test_an_early_start_is_the_deciders_task_until_it_is_seen_to(town: given.Town) -> None:
    line = DecisionLine.objects.get(decision=given.an_issued_decision(town))
    order = str(line.public_id)
    actions.confirm_order(order, actor=town.provider, at=given.NOW)
    actions.start_order(
        order,
        starts_on=TODAY,
        early_reason="Falt hjemme.",
        version=1,
        actor=town.provider,
        at=given.NOW,
    )
    assert tasks(town.officer)[TaskKind.EARLY_START] == (town.officer.staff_id, SOON)
    assert TaskKind.EARLY_START not in tasks(town.provider)

    actions.settle_early_start(
        order, done="Nytt vedtak.", version=2, actor=town.officer, at=given.NOW
    )

    assert TaskKind.EARLY_START not in tasks(town.officer)


def test_a_task_stands_while_a_service_runs_without_a_decision(town: given.Town) -> None:
    line = DecisionLine.objects.get(decision=given.an_issued_decision(town))
    actions.confirm_order(str(line.public_id), actor=town.provider, at=given.NOW)
    actions.start_order(
        str(line.public_id),
        starts_on=START,
        version=1,
        actor=town.provider,
        at=given.NOW + 7 * DAY,
    )
    RunningService.objects.update(valid_to=START + 30 * DAY)
    assert TaskKind.WITHOUT_DECISION not in tasks(town.officer, on=START + 29 * DAY)

    for day in (30, 400):
        holder, due = tasks(town.officer, on=START + day * DAY)[TaskKind.WITHOUT_DECISION]
        assert (holder, due) == (town.officer.staff_id, START + 30 * DAY)


def test_a_case_that_is_done_is_a_task_to_end(town: given.Town) -> None:
    line = DecisionLine.objects.get(decision=given.an_issued_decision(town))
    actions.confirm_order(str(line.public_id), actor=town.provider, at=given.NOW)
    assert TaskKind.COMPLETE_CASE not in tasks(town.officer)

    actions.end_order(
        str(line.public_id), code="NOT_WISHED", version=1, actor=town.provider, at=given.NOW
    )

    assert tasks(town.officer)[TaskKind.COMPLETE_CASE] == (town.officer.staff_id, SOON)


def test_a_refusal_is_a_task_to_end_when_it_is_told(town: given.Town) -> None:
    decision = given.a_refusal(town)
    assert TaskKind.COMPLETE_CASE not in tasks(town.officer)

    Letter.objects.filter(decision_link__decision=decision).update(
        state="SENT",
        posted_on=TODAY,
        posted_by_id=town.officer.staff_id,
        reached_on=TODAY + 3 * DAY,
        reached_assumed=True,
        printed_at=given.NOW,
        printed_by_id=town.officer.staff_id,
        bundle="00000000-0000-4000-8000-000000000000",
    )

    assert TaskKind.COMPLETE_CASE not in tasks(town.officer)
    assert TaskKind.COMPLETE_CASE in tasks(town.officer, on=TODAY + 3 * DAY)


def test_a_handover_is_a_task_for_the_receiver_and_a_decline_for_the_sender(
    town: given.Town,
) -> None:
    case = given.a_recommended_case(town)
    assert tasks(town.assessor) == {"HAND_OVER": (town.assessor.staff_id, SOON)}

    pathway_actions.propose_handover(
        case.pk, purpose="COORDINATION", actor=town.assessor, at=given.NOW
    )
    assert tasks(town.assessor) == {}
    assert tasks(town.coordinator) == {"RECEIVE_PATHWAY": (None, SOON)}

    pathway_actions.decline_handover(case.pk, reason="Ferie.", actor=town.coordinator, at=given.NOW)
    assert tasks(town.coordinator) == {}
    assert tasks(town.assessor) == {"HANDOVER_DECLINED": (town.assessor.staff_id, SOON)}

    pathway_actions.settle_decline(case.pk, actor=town.assessor, at=given.NOW)
    assert tasks(town.assessor) == {"HAND_OVER": (town.assessor.staff_id, SOON)}


def test_responsibility_asks_the_named_person(town: given.Town) -> None:
    case = given.a_case(town, responsible=town.caseworker)
    pathway_actions.propose_handover(
        case.pk,
        purpose="RESPONSIBILITY",
        to_unit="kartlegging",
        to_staff=given.public_id_of(town.assessor),
        actor=town.caseworker,
        at=given.NOW,
    )

    assert tasks(town.assessor) == {"RECEIVE_RESPONSIBILITY": (town.assessor.staff_id, SOON)}
    assert tasks(town.caseworker) == {}


def test_the_coordinator_has_the_case_and_the_recommender_the_question(town: given.Town) -> None:
    case = given.a_coordinated_case(town)
    assert tasks(town.coordinator) == {"COORDINATE": (town.coordinator.staff_id, SOON)}

    asked = pathway_actions.ask_question(
        case.pk, question="Alene?", actor=town.coordinator, at=given.NOW
    )
    assert tasks(town.assessor) == {"ANSWER_QUESTION": (town.assessor.staff_id, SOON)}

    pathway_actions.answer_question(
        case.pk, question=asked["question"], answer="Ja.", actor=town.assessor, at=given.NOW
    )
    pathway_actions.send_to_decision(case.pk, actor=town.coordinator, at=given.NOW)
    assert tasks(town.assessor) == {}
    assert tasks(town.coordinator) == {}
