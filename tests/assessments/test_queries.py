"""What pages and lists read: tasks while something is undone, the last round, what changed."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import actions, queries
from assessments.iplos import VARIABLES
from cases.models import Case
from cases.queries import Scope
from pathways.actions import send_recommendation, take_back_recommendation
from people.access import Actor
from people.refusals import NotFound
from tests import given

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
TODAY = given.NOW.date()


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def tasks(actor: Actor, *, on: dt.date = TODAY) -> list[dict[str, Any]]:
    return [row for branch in queries.tasks_for(Scope(actor, on)) for row in branch]


def kinds(actor: Actor) -> list[str]:
    return [row["task_kind"] for row in tasks(actor)]


def test_a_case_gives_the_task_that_comes_next_and_only_that(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.a_case(town, unit=town.assessment, responsible=town.assessor)
    given.an_application(case)
    assert kinds(town.assessor) == ["start_assessment"]

    actions.start_assessment(case.pk, actor=town.assessor, at=now)
    assert kinds(town.assessor) == ["complete_assessment"]

    given.complete_the_assessment(case, actor=town.assessor)
    assert kinds(town.assessor) == ["write_recommendation"]

    started = actions.start_trial(
        case.pk,
        team="fagteam",
        measure="Besøk",
        service_key="helsetjenester_i_hjemmet",
        goal="Klare stellet",
        starts_on=TODAY,
        planned_end_on=TODAY + 7 * DAY,
        actor=town.assessor,
        at=now,
    )
    (task,) = tasks(town.assessor)
    assert (task["task_kind"], task["task_key"]) == ("end_trial", started["trial"])
    assert (task["task_due"], task["task_holder"]) == (TODAY + 7 * DAY, town.assessor.staff_id)

    actions.end_trial(
        case.pk,
        trial=started["trial"],
        version=1,
        result="Klarer det",
        ended_on=TODAY + DAY,
        actor=town.assessor,
        at=now,
    )
    proposal = given.a_proposal()
    actions.save_recommendation(case.pk, version=0, proposal=proposal, actor=town.assessor, at=now)
    (task,) = tasks(town.assessor)
    assert (task["task_kind"], task["task_status"]) == ("write_recommendation", "Pågår")

    actions.submit_recommendation(case.pk, version=1, actor=town.assessor, at=now)
    assert kinds(town.assessor) == []


def test_a_planned_visit_is_when_the_assessment_is_due(town: given.Town, now: dt.datetime) -> None:
    case = given.an_assessed_case(town, completed=False)
    actions.save_assessment(
        case.pk,
        n=1,
        version=1,
        content={"visit_on": TODAY + 3 * DAY},
        scores={},
        notes={},
        actor=town.assessor,
        at=now,
    )

    assert [row["task_due"] for row in tasks(town.assessor)] == [TODAY + 3 * DAY]


def test_tasks_are_for_those_who_may_open_the_case(town: given.Town) -> None:
    given.an_assessed_case(town)

    for actor in (town.caseworker, town.officer, town.provider, town.administrator):
        assert kinds(actor) == []


def test_every_task_has_a_label(town: given.Town) -> None:
    assert set(queries.task_labels()) == {
        "start_assessment",
        "complete_assessment",
        "write_recommendation",
        "answer_trial",
        "end_trial",
    }


def test_tasks_cost_the_same_for_two_cases_and_for_twenty(town: given.Town) -> None:
    for _ in range(2):
        given.an_assessed_case(town)
    with CaptureQueriesContext(connection) as few:
        tasks(town.assessor)
    for _ in range(18):
        given.an_assessed_case(town)
    with CaptureQueriesContext(connection) as many:
        found = tasks(town.assessor)

    assert len(few) == len(many)
    assert len(found) == 20


def test_the_last_round_is_the_persons_latest_completed_before_this_application(
    town: given.Town, now: dt.datetime
) -> None:
    person = given.a_person(town.municipality)
    given.an_assessed_case(town, at=now - 400 * DAY)  # somebody else's
    older = given.an_assessed_case(town, person=person, completed=False, at=now - 300 * DAY)
    given.complete_the_assessment(older, actor=town.assessor, at=now - 300 * DAY, value=2)
    given.an_assessed_case(town, person=person, completed=False, at=now - 100 * DAY)
    case = given.an_assessed_case(town, person=person, at=now)

    row = queries.assessment(case.pk, 1, on=TODAY)

    assert row.previous is not None
    assert row.previous.completed_on == TODAY - 300 * DAY
    assert {score.value for score in row.previous.scores.values()} == {2}
    assert row.need.helped == len(VARIABLES)


def test_an_assessment_of_another_application_is_not_found(town: given.Town) -> None:
    case = given.an_assessed_case(town)

    with pytest.raises(NotFound):
        queries.assessment(case.pk, 2, on=TODAY)


def test_the_decision_sees_what_changed_since_it_was_sent_last_time(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.a_recommended_case(town)
    first = queries.recommendation(case.pk, on=TODAY)
    assert first is not None
    take_back_recommendation(case.pk, version=first.version, actor=town.assessor, at=now)
    proposal = given.a_proposal("helsetjenester_i_hjemmet", "matombringing")
    version = given.the_recommendation(case).version
    send_recommendation(case.pk, version=version, proposal=proposal, actor=town.assessor, at=now)

    again = queries.recommendation(case.pk, on=TODAY)

    assert again is not None
    assert not first.changed
    assert again.changed == {"services"}
    assert [line.text for line in again.lines] == [
        "3,5 timer/uke fra 11.03.2026",
        "1 måltid/uke fra 11.03.2026",
    ]
    assert again.ladder_step == "4 Hjelp hjemme"
    assert (again.recommended_by, again.unit) == ("Liv Berg", "Kartleggingsavdelingen")


def test_a_case_without_a_recommendation_has_none(town: given.Town) -> None:
    case: Case = given.an_assessed_case(town)

    assert queries.recommendation(case.pk, on=TODAY) is None
