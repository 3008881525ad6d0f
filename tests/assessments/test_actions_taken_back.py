"""A sent recommendation is taken back by its sender, or comes back from those who read it."""

import datetime as dt

import pytest
from django.db import transaction

from assessments import actions
from assessments.models import Submission
from cases.models import Case
from cases.stages import Stage
from pathways.actions import take_back_recommendation
from people.refusals import NotFound, Refused, Stale
from tests import given
from tests.assessments.test_actions_recommendations import send, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.an_assessed_case(town)


def test_a_sent_recommendation_is_taken_back_and_sent_again(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.a_recommended_case(town)
    version = given.the_recommendation(case).version

    take_back_recommendation(case.pk, version=version, actor=town.assessor, at=now)
    case.refresh_from_db()
    assert case.stage == Stage.ASSESSMENT
    send(case, town.assessor, now, goal="Et nytt mål.")

    contents = Submission.objects.order_by("n").values_list("content__goal", flat=True)
    assert list(contents) == ["Klare morgenstellet selv innen våren.", "Et nytt mål."]


def test_nothing_is_taken_back_from_the_decision(town: given.Town, now: dt.datetime) -> None:
    case = given.a_recommended_case(town, services=("trygghetsalarm",))
    version = given.the_recommendation(case).version
    before = written()

    with pytest.raises(Refused, match="Til vedtak"):
        take_back_recommendation(case.pk, version=version, actor=town.assessor, at=now)
    with pytest.raises(Stale):
        take_back_recommendation(
            given.a_recommended_case(town).pk, version=9, actor=town.assessor, at=now
        )
    with pytest.raises(NotFound):
        take_back_recommendation(
            given.an_assessed_case(town).pk, version=1, actor=town.assessor, at=now
        )

    assert Submission.objects.count() == before[2] + 1  # the other case's own


def test_what_is_returned_says_why_and_can_be_written_on_again(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.a_recommended_case(town, services=("trygghetsalarm",))
    with transaction.atomic():
        returned = actions.mark_returned(
            case, code="PERSONS_VIEW", reason=" Synet mangler ", by=town.officer.staff(), at=now
        )

    assert (returned.submitted_at, returned.return_reason) == (None, "Synet mangler")
    case.refresh_from_db()
    assert case.coordinator_passed is False


def test_returning_needs_a_reason_and_something_sent(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    by = town.officer.staff()
    with pytest.raises(Refused, match="Skriv hvorfor"):
        actions.mark_returned(case, code="OTHER", reason=" ", by=by, at=now)
    with pytest.raises(Refused, match="ingen sendt innstilling"):
        actions.mark_returned(case, code="OTHER", reason="x", by=by, at=now)
