"""Two people at once, with real commits: one acts, the other is told, and nothing is lost."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from assessments import actions
from assessments.models import Assessment, Recommendation, Submission
from audit.models import Entry
from cases.models import Case
from cases.stages import Track
from pathways.actions import send_recommendation
from people.refusals import Refused, Stale
from people.roles import Role
from tests import given

pytestmark = pytest.mark.usefixtures("real_db")


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts in threads that start together; what each answered or raised, in order."""
    together = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        together.wait(10)
        try:
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_two_who_save_at_once_one_is_told_and_the_first_text_stands(now: dt.datetime) -> None:
    town = given.a_town()
    case = given.an_assessed_case(town, completed=False)
    colleague = given.staff(Role.ASSESSOR, town.assessment)

    def save(actor: Any, text: str) -> Callable[[], Any]:
        return lambda: actions.save_assessment(
            case.pk,
            n=1,
            version=1,
            content={"risk": text},
            scores={},
            notes={},
            actor=actor,
            at=now,
        )

    answers = at_once(save(town.assessor, "Fall"), save(colleague, "Brann"))

    told = [answer for answer in answers if isinstance(answer, Stale)]
    assert len(told) == 1
    kept = "Brann" if isinstance(answers[0], Stale) else "Fall"
    assert Assessment.objects.get().risk == kept
    assert Entry.objects.filter(event="AssessmentSaved").count() == 1


def test_two_cases_of_one_application_begin_one_assessment(now: dt.datetime) -> None:
    town = given.a_town()
    person = given.a_person(town.municipality)
    quick = given.a_case(town, person=person, services=("trygghetsalarm",))
    slow = given.a_case(town, person=person, services=("bpa",), track=Track.OTHER)
    given.an_application(quick, slow)

    answers = at_once(
        lambda: actions.start_assessment(quick.pk, actor=town.caseworker, at=now),
        lambda: actions.start_assessment(slow.pk, actor=town.other_caseworker, at=now),
    )

    assert [answer["n"] for answer in answers] == [1, 1]
    assert Assessment.objects.count() == 1


def test_a_locked_assessment_is_opened_once_however_many_press(now: dt.datetime) -> None:
    town = given.a_town()
    case = given.an_assessed_case(town)

    answers = at_once(
        *[lambda: actions.edit_completed(case.pk, n=1, actor=town.assessor, at=now)] * 3
    )

    assert [answer["n"] for answer in answers] == [2, 2, 2]
    assert Entry.objects.filter(event="AssessmentReopened").count() == 1


def test_a_recommendation_is_sent_once_however_many_press(now: dt.datetime) -> None:
    town = given.a_town()
    case = given.an_assessed_case(town)
    proposal = given.a_proposal()

    answers = at_once(
        *[
            lambda: send_recommendation(
                case.pk, version=0, proposal=proposal, actor=town.assessor, at=now
            )
        ]
        * 3
    )

    assert sum(isinstance(answer, Refused) for answer in answers) == 2
    assert (Recommendation.objects.count(), Submission.objects.count()) == (1, 1)
    assert Case.objects.get(pk=case.pk).stage == "RECOMMENDED"
