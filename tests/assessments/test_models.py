"""What is completed and what is sent stands as it was, whoever asks the database."""

import pytest
from django.db import IntegrityError, connection, transaction

from assessments.models import Assessment, Score
from cases.models import Case
from tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    """A case with a completed assessment and a sent recommendation."""
    return given.a_recommended_case(given.a_town())


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE assessments_assessment SET what_matters = 'noe annet'",
        "UPDATE assessments_assessment SET completed_at = NULL, completed_by_id = NULL",
        "DELETE FROM assessments_assessment",
        "UPDATE assessments_score SET value = 1",
        "UPDATE assessments_score SET note = 'nei'",
        "DELETE FROM assessments_score",
        (
            "INSERT INTO assessments_score (assessment_id, variable, value, note)"
            " SELECT id, 'ny', 1, '' FROM assessments_assessment"
        ),
        "UPDATE assessments_recommendation SET goal = 'et annet mål'",
        "UPDATE assessments_recommendation SET goal = 'et annet mål', submitted_at = NULL",
        "DELETE FROM assessments_recommendation",
        "UPDATE assessments_recommendedservice SET quantity = 1",
        "DELETE FROM assessments_recommendedservice",
        (
            "INSERT INTO assessments_recommendedservice (public_id, recommendation_id, position,"
            " service_key, unit, per, helpers, night, refuse)"
            " SELECT gen_random_uuid(), id, 9, 'bpa', '', '', 1, false, true"
            " FROM assessments_recommendation"
        ),
        "UPDATE assessments_submission SET content = '{}'",
        "DELETE FROM assessments_submission",
    ],
)
def test_the_database_refuses_to_change_what_is_completed_or_sent(case: Case, sql: str) -> None:
    holds = "is completed|are locked|is submitted|is append-only"
    with (
        connection.cursor() as cursor,
        pytest.raises(IntegrityError, match=holds),
        transaction.atomic(),
    ):
        cursor.execute(sql)


def test_a_sent_recommendation_may_only_be_opened_again(case: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE assessments_recommendation SET submitted_at = NULL")
        cursor.execute("UPDATE assessments_recommendation SET goal = 'et annet mål'")

    assert given.the_recommendation(case).goal == "et annet mål"


@pytest.mark.parametrize("value", [0, 6, 7, 8, 10])
def test_the_database_holds_the_scale(value: int) -> None:
    given.an_assessed_case(given.a_town(), completed=False)

    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.create(assessment=Assessment.objects.get(), variable="spise", value=value)


def test_an_answer_and_why_there_is_none_are_not_both_said() -> None:
    given.an_assessed_case(given.a_town(), completed=False)

    with (
        pytest.raises(IntegrityError, match="assessments_assessment_answer_or_reason"),
        transaction.atomic(),
    ):
        Assessment.objects.update(what_matters="Hagen", no_answer_reason="Sov.")


def test_a_score_says_something() -> None:
    given.an_assessed_case(given.a_town(), completed=False)

    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.create(assessment=Assessment.objects.get(), variable="spise")


def test_an_application_has_one_open_assessment() -> None:
    case = given.an_assessed_case(given.a_town(), completed=False)
    first = Assessment.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.create(
            application=first.application,
            n=2,
            started_by=first.started_by,
            started_at=first.started_at,
            saved_by=first.started_by,
            saved_at=first.started_at,
        )
    assert case.stage == "ASSESSMENT"
