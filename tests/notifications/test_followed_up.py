"""Whose task it is to follow up a letter that came back: somebody's who sees it, or the unit's."""

import datetime as dt

import pytest

from cases.models import Case, Responsibility
from cases.stages import Stage
from notifications import actions
from notifications.models import Letter
from people.access import Actor
from people.models import RoleGrant, StaffMember
from people.roles import Role
from tests import given
from tests.notifications.posting import MINUTES, posted, printed, queued, tasks

pytestmark = pytest.mark.django_db
LATER = dt.date(2026, 3, 13)


@pytest.fixture
def writer(town: given.Town) -> Actor:
    """A caseworker in the unit that receives, where letters are posted."""
    return given.staff(Role.CASEWORKER, town.intake)


def came_back(case: Case, writer: Actor, now: dt.datetime) -> Letter:
    """A letter of the writer's that came in return nine days later."""
    letter = queued(case, writer, at=now)
    printed(letter, writer, at=now + 11 * MINUTES)
    posted(letter, writer, at=now + 60 * MINUTES)
    later = now + dt.timedelta(days=9)
    actions.mark_returned(str(letter.public_id), returned_on=later.date(), actor=writer, at=later)
    return letter


def holders(actor: Actor) -> list[int | None]:
    return [row["task_holder"] for row in tasks(actor, on=LATER)]


def test_of_a_case_that_has_ended_it_is_theirs_until_they_have_another_job_and_then_the_units(
    town: given.Town, writer: Actor, now: dt.datetime
) -> None:
    case = given.a_case(town, responsible=writer)
    letter = came_back(case, writer, now)
    Case.objects.filter(pk=case.pk).update(stage=Stage.ENDED, ended_at=now, end_reason="REJECTED")
    colleague = given.staff(Role.CASEWORKER, letter.unit)
    assert holders(colleague) == [writer.staff_id]

    RoleGrant.objects.filter(staff=writer.staff()).update(unit=town.home_service)

    assert holders(colleague) == [None]


def test_of_a_case_that_was_queued_since_it_is_the_queues_and_not_theirs_who_had_it(
    town: given.Town, writer: Actor, now: dt.datetime
) -> None:
    case = given.a_case(town, responsible=writer)
    letter = came_back(case, writer, now)
    leader = StaffMember.objects.get(pk=town.leader.staff())
    Responsibility.objects.filter(case=case).update(staff=None, queue_owner=leader)
    Case.objects.filter(pk=case.pk).update(responsible=None, queue_owner=leader)

    assert letter.owner_id == writer.staff_id
    assert holders(given.staff(Role.CASEWORKER, letter.unit)) == [leader.pk]


def test_of_an_open_case_it_is_theirs_who_answer_for_it_wherever_they_are(
    town: given.Town, writer: Actor, now: dt.datetime
) -> None:
    came_back(given.a_case(town, responsible=town.assessor), writer, now)

    assert holders(town.assessor) == [town.assessor.staff_id]
