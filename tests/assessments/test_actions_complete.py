"""The kartlegging is completed when nothing is missing, then locked, then changed as a copy."""

import datetime as dt

import pytest

from assessments import actions
from assessments.iplos import VARIABLES
from assessments.models import Assessment, Score
from cases.models import Case
from people.refusals import Refused
from tests import given
from tests.assessments.test_actions import EVERYTHING, save, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.an_assessed_case(town, completed=False)


def test_everything_that_is_missing_is_said_at_once(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    save(case, town.assessor, now, scores={"spise": 3})
    before = written()

    with pytest.raises(Refused) as refusal:
        actions.complete_assessment(case.pk, n=1, version=2, actor=town.assessor, at=now)

    fields = [objection.field for objection in refusal.value.objections]
    assert fields[:4] == ["participants", "consent", "capacity", "what_matters"]
    assert set(fields[4:]) == {v.code for v in VARIABLES} - {"spise"}
    assert written() == before


def test_a_completed_assessment_is_locked(town: given.Town, case: Case, now: dt.datetime) -> None:
    completed = given.complete_the_assessment(case, actor=town.assessor)
    before = written()

    with pytest.raises(Refused, match="fullført og låst") as refusal:
        save(case, town.assessor, now, content={"risk": "Fall"})

    assert refusal.value.code == "assessment_locked"
    assert completed.completed_by_id == town.assessor.staff_id
    assert written() == before


def test_the_reason_why_nothing_was_answered_is_enough(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    content = {**EVERYTHING, "what_matters": "", "no_answer_reason": "Sov under besøket."}
    scores = {variable.code: 1 for variable in VARIABLES}
    answer = save(case, town.assessor, now, content=content, scores=scores)

    answer = actions.complete_assessment(
        case.pk, n=1, version=answer["version"], actor=town.assessor, at=now
    )

    assert answer["completed"] is True


def test_one_score_is_enough_where_every_case_takes_the_simplified_course(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.an_assessed_case(town, services=("trygghetsalarm",), completed=False)
    answer = save(case, town.assessor, now, content=EVERYTHING, scores={"ivareta_egen_helse": 3})

    answer = actions.complete_assessment(
        case.pk, n=1, version=answer["version"], actor=town.assessor, at=now
    )

    assert answer["completed"] is True


def test_a_later_edit_makes_the_next_version_as_a_copy(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    given.complete_the_assessment(case, actor=town.assessor)

    answer = actions.edit_completed(case.pk, n=1, actor=town.assessor, at=now)
    again = actions.edit_completed(case.pk, n=1, actor=town.assessor, at=now)
    save(case, town.assessor, now, scores={"spise": 5})

    first, second = Assessment.objects.order_by("n")
    assert (answer["n"], again["n"]) == (2, 2)
    assert second.what_matters == first.what_matters
    assert first.scores.get(variable="spise").value == 3
    assert second.scores.get(variable="spise").value == 5
    assert second.scores.get(variable="syn").value == 3


def test_only_the_newest_version_is_opened_for_change(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    given.complete_the_assessment(case, actor=town.assessor)
    actions.edit_completed(case.pk, n=1, actor=town.assessor, at=now)
    given.complete_the_assessment(case, actor=town.assessor)
    before = written()

    with pytest.raises(Refused, match="Versjon 2 er nyere"):
        actions.edit_completed(case.pk, n=1, actor=town.assessor, at=now)

    assert written() == before


def test_another_round_begins_with_nothing_chosen(town: given.Town, now: dt.datetime) -> None:
    person = given.a_person(town.municipality)
    given.an_assessed_case(town, person=person, at=now)

    later = given.an_assessed_case(
        town, person=person, completed=False, at=now + dt.timedelta(days=300)
    )

    assert not Score.objects.filter(assessment__application__links__case=later).exists()
