"""A mandate that ends is somebody's task in time: to renew it, or remove it."""

import datetime as dt

import pytest

from audit.models import Entry
from cases.actions import take_case
from cases.models import Case
from cases.queries import Scope
from deadlines import actions
from deadlines.actions import sweep
from deadlines.kinds import Kind
from deadlines.models import Deadline
from deadlines.queries import ids_of_mandates_to_follow, tasks_for
from people.access import system
from people.actions import add_representative, end_representative
from people.models import Representative
from tests import given

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
TODAY = given.NOW.date()
ENDS = TODAY + 60 * DAY


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town, responsible=town.caseworker)


def a_mandate(case: Case, town: given.Town, *, to: dt.date | None = ENDS) -> str:
    made = add_representative(
        str(case.person.public_id),
        kind="AGENT",
        name="Nils Moe",
        personal_matters=True,
        economy=False,
        valid_from=TODAY,
        valid_to=to,
        actor=town.caseworker,
        at=given.NOW,
    )
    return made["representative"]


def the_deadline() -> Deadline:
    return Deadline.objects.filter(kind=Kind.MANDATE_EXPIRY).latest("pk")


def tasks(town: given.Town, on: dt.date) -> list[int | None]:
    """Whose task it is that day to renew or remove."""
    found = [row for one in tasks_for(Scope(actor=town.caseworker, on=on)) for row in one]
    return [r["task_holder"] for r in found if r["task_kind"] == "deadline_mandate_expiry"]


def test_thirty_days_before_it_ends_it_is_a_task_of_whoever_has_the_case(
    town: given.Town, case: Case
) -> None:
    a_mandate(case, town)
    sweep(at=given.NOW)

    assert the_deadline().due_on == TODAY + 30 * DAY
    assert tasks(town, TODAY + 29 * DAY) == []
    assert tasks(town, TODAY + 30 * DAY) == [town.caseworker.staff_id]
    assert Entry.objects.get(event="MandateFollowed").case_id == case.pk

    # and a second look changes nothing
    assert ids_of_mandates_to_follow(town.municipality.pk, on=TODAY) == []


def test_one_without_an_end_or_whose_end_has_passed_asks_nobody(
    town: given.Town, case: Case
) -> None:
    a_mandate(case, town, to=None)
    a_mandate(case, town, to=TODAY + DAY)

    sweep(at=given.NOW + 2 * DAY)

    assert not Deadline.objects.filter(kind=Kind.MANDATE_EXPIRY).exists()


def test_one_that_is_ended_on_another_day_is_counted_from_that_day(
    town: given.Town, case: Case
) -> None:
    mandate = a_mandate(case, town)
    sweep(at=given.NOW)

    end_representative(
        str(case.person.public_id),
        representative=mandate,
        ended_on=TODAY + 50 * DAY,
        actor=town.caseworker,
        at=given.NOW,
    )
    sweep(at=given.NOW)

    assert the_deadline().due_on == TODAY + 20 * DAY


def test_one_that_is_removed_is_done_and_one_that_runs_out_stands_until_somebody_says(
    town: given.Town, case: Case
) -> None:
    # given two mandates that are asked about
    removed = a_mandate(case, town)
    sweep(at=given.NOW)
    first = the_deadline()
    a_mandate(case, town)
    sweep(at=given.NOW)
    second = the_deadline()

    # when one is removed, and the other runs out
    end_representative(
        str(case.person.public_id),
        representative=removed,
        ended_on=TODAY + 40 * DAY,
        actor=town.caseworker,
        at=given.NOW + 40 * DAY,
    )
    sweep(at=given.NOW + 61 * DAY)

    # then the first is met, and the other waits for whoever renews it
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.met_at, second.met_at) == (given.NOW + 61 * DAY, None)
    actions.settle_deadline(
        str(second.public_id), note="Ny fullmakt.", actor=town.caseworker, at=given.NOW + 61 * DAY
    )
    assert ids_of_mandates_to_follow(town.municipality.pk, on=TODAY) == []


def test_one_that_was_followed_up_and_then_lasts_longer_is_asked_about_in_time_again(
    town: given.Town, case: Case
) -> None:
    # given one that is followed up, and asked about no more
    mandate = a_mandate(case, town)
    sweep(at=given.NOW)
    at = given.NOW + 31 * DAY
    actions.settle_deadline(
        str(the_deadline().public_id), note="Sendt til verge.", actor=town.caseworker, at=at
    )
    sweep(at=at)
    assert tasks(town, ENDS) == []

    # when it is let last a year longer
    end_representative(
        str(case.person.public_id),
        representative=mandate,
        ended_on=ENDS + 365 * DAY,
        actor=town.caseworker,
        at=at,
    )
    sweep(at=at)

    # then it is a task thirty days before that, once
    assert tasks(town, ENDS + 334 * DAY) == []
    assert tasks(town, ENDS + 335 * DAY) == [town.caseworker.staff_id]
    assert ids_of_mandates_to_follow(town.municipality.pk, on=at.date()) == []


def test_when_its_case_has_ended_the_persons_next_case_asks(town: given.Town, case: Case) -> None:
    a_mandate(case, town)
    sweep(at=given.NOW)
    Case.objects.filter(pk=case.pk).update(stage="ENDED", ended_at=given.NOW, end_reason="ANSWERED")
    sweep(at=given.NOW + DAY)
    assert the_deadline().case_id == case.pk

    (next_case,) = given.a_registered_application(town, person=case.person)
    take_case(next_case.pk, actor=town.caseworker, at=given.NOW)
    sweep(at=given.NOW + DAY)

    assert the_deadline().case_id == next_case.pk
    assert tasks(town, TODAY + 30 * DAY) == [town.caseworker.staff_id]


def test_two_clocks_that_found_the_same_mandate_follow_it_once(
    town: given.Town, case: Case
) -> None:
    # given one that is asked about, followed up, and let last longer: each found by two clocks
    mandate = a_mandate(case, town)
    its_id = Representative.objects.get(public_id=mandate).pk
    clock = system(town.municipality.pk)

    def followed(at: dt.datetime) -> list[bool]:
        return [actions.follow_mandate(its_id, actor=clock, at=at) for _ in range(2)]

    def let_last_to(day: dt.date, at: dt.datetime) -> None:
        person = str(case.person.public_id)
        end_representative(
            person, representative=mandate, ended_on=day, actor=town.caseworker, at=at
        )

    # then the second changes nothing, at each of its turns
    assert followed(given.NOW) == [True, False]
    let_last_to(ENDS + DAY, given.NOW)
    assert followed(given.NOW) == [True, False]
    at = given.NOW + 32 * DAY
    actions.settle_deadline(
        str(the_deadline().public_id), note="Sendt til verge.", actor=town.caseworker, at=at
    )
    assert followed(at) == [False, False]
    let_last_to(ENDS + 365 * DAY, at)
    assert followed(at) == [True, False]
    let_last_to(ENDS, ended := given.NOW + 60 * DAY)
    assert followed(ended) == [True, False]
    assert Entry.objects.filter(event="MandateFollowed").count() == 4
    assert Deadline.objects.filter(kind=Kind.MANDATE_EXPIRY).count() == 1
