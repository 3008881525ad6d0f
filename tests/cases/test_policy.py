"""What the municipality has decided of the path: its rows, and what they change from their date."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases.models import PolicyRow
from cases.policy import Coordinator, Policy, When
from cases.queries import policy_for
from cases.stages import Track
from tests import given

pytestmark = pytest.mark.django_db
FIRST = dt.date(2026, 6, 1)
LAST = FIRST - dt.timedelta(days=1)
HELP = "helsetjenester_i_hjemmet"


def decide(municipality_id: int, **said: Any) -> PolicyRow:
    """A row the municipality has written, of the simplified course unless it says otherwise."""
    quick: dict[str, Any] = {"coordinator": "PASSED", "simplified": True}
    return PolicyRow.objects.create(
        municipality_id=municipality_id,
        decided_by="Kommunedirektøren 01.02.2026",
        track=Track.HOME,
        two_persons="ALWAYS",
        two_units=True,
        approval="ADVERSE",
        **{"valid_from": dt.date(2026, 1, 1), **quick, **said},
    )


def of(municipality_id: int, *keys: str, on: dt.date = FIRST, renewal: bool = False) -> Policy:
    return policy_for(municipality_id, Track.HOME, keys, on=on, renewal=renewal)


def test_the_simplified_course_is_for_small_things_and_unchanged_renewals_to_begin_with() -> None:
    here = given.a_municipality().pk

    for key in ("trygghetsalarm", "matombringing", "lokaliseringsteknologi"):
        assert of(here, key).simplified
    assert of(here, HELP, renewal=True).coordinator is Coordinator.PASSED
    assert not of(here, HELP).simplified
    assert not of(here, "trygghetsalarm", HELP).simplified  # the strictest of a case
    assert not of(here, "bpa", renewal=True).simplified  # what is heavy stays so
    assert of(here, "trygghetsalarm").two_persons is When.ALWAYS  # no gate is weakened


def test_a_row_that_ends_ends_the_course_from_its_day() -> None:
    here = given.a_municipality().pk
    decide(here, service_key="trygghetsalarm", valid_to=FIRST)
    decide(here, renewal=True, valid_to=FIRST)

    assert of(here, "trygghetsalarm", on=LAST).simplified
    assert of(here, HELP, on=LAST, renewal=True).simplified
    assert of(here, "trygghetsalarm").coordinator is Coordinator.REQUIRED
    assert not of(here, HELP, renewal=True).simplified
    assert of(here, "matombringing").simplified  # of which nothing is said


def test_a_row_narrows_and_widens_the_course_service_by_service() -> None:
    here = given.a_municipality().pk
    slow = {"coordinator": "REQUIRED", "simplified": False}
    decide(here, service_key=HELP, renewal=True, valid_from=FIRST, **slow)
    decide(here, service_key="praktisk_bistand", valid_from=FIRST)

    assert of(here, HELP, on=LAST, renewal=True).simplified
    assert not of(here, HELP, renewal=True).simplified
    assert of(here, "matombringing", renewal=True).simplified
    assert of(here, "praktisk_bistand").simplified
    assert not of(here, "praktisk_bistand", on=LAST).simplified


@pytest.mark.parametrize("wrong", [{"coordinator": "REQUIRED"}, {"valid_to": dt.date(2026, 1, 1)}])
def test_the_database_refuses_a_row_that_contradicts_itself(wrong: dict[str, Any]) -> None:
    here = given.a_municipality().pk

    with pytest.raises(IntegrityError), transaction.atomic():
        decide(here, service_key="trygghetsalarm", **wrong)

    assert not PolicyRow.objects.exists()


def test_two_rows_of_the_same_never_hold_on_the_same_day() -> None:
    here = given.a_municipality().pk
    decide(here, service_key=HELP, valid_to=FIRST)

    for said in ({"valid_from": LAST}, {"valid_from": dt.date(2025, 1, 1)}):
        with pytest.raises(IntegrityError, match="one_at_a_time"), transaction.atomic():
            decide(here, service_key=HELP, **said)
    decide(here, service_key=HELP, valid_from=FIRST)
    decide(here, service_key=HELP, renewal=True)

    assert PolicyRow.objects.count() == 3
