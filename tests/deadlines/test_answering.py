"""Who is told of a deadline: always somebody who is here, by name; who stands in for who is not."""

import datetime as dt

import pytest

from audit.models import Entry
from cases.models import Case
from deadlines import actions, queries
from deadlines.kinds import Kind
from deadlines.models import Deadline
from notifications.models import Notice
from people.access import Actor
from people.models import Absence, RoleGrant, StaffMember
from tests import given

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
RECEIVED = dt.date(2026, 3, 4)
NEAR = dt.date(2026, 3, 30)  # the month is up on 4 April; warned five days before
OVER = dt.date(2026, 4, 5)


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town, responsible=town.caseworker)


@pytest.fixture
def deadline(case: Case, town: given.Town) -> Deadline:
    return actions.open_deadline(
        case, Kind.PRELIMINARY_ANSWER, starts_on=RECEIVED, actor=town.caseworker, at=given.NOW
    )


def away(who: Actor, stand_in: Actor | None = None, *, to: dt.date = OVER + DAY) -> None:
    Absence.objects.create(
        staff_id=who.staff(),
        from_on=RECEIVED,
        to_on=to,
        stand_in_id=stand_in.staff() if stand_in else None,
    )


def told(on: dt.date) -> list[int]:
    """Who gets a notice when the clock looks that day."""
    actions.sweep(at=dt.datetime(on.year, on.month, on.day, 9, tzinfo=dt.UTC))
    return list(Notice.objects.order_by("pk").values_list("staff_id", flat=True))


def test_whoever_stands_in_is_warned_for_who_is_away(deadline: Deadline, town: given.Town) -> None:
    away(town.caseworker, town.other_caseworker)

    assert told(NEAR) == [town.other_caseworker.staff()]


def test_the_leader_is_warned_when_nobody_stands_in_or_who_does_is_away_too(
    deadline: Deadline, town: given.Town
) -> None:
    away(town.caseworker, town.other_caseworker)
    away(town.other_caseworker, town.caseworker)  # each for the other: nobody is here

    assert told(NEAR) == [town.chief.staff()]


def test_who_is_back_is_warned_themself(deadline: Deadline, town: given.Town) -> None:
    away(town.caseworker, town.other_caseworker, to=NEAR)

    assert told(NEAR) == [town.caseworker.staff()]


def test_what_somebody_had_who_has_left_is_the_leaders(
    deadline: Deadline, town: given.Town
) -> None:
    StaffMember.objects.filter(pk=town.caseworker.staff()).update(left_on=NEAR)

    assert told(NEAR) == [town.chief.staff()]


def test_what_is_over_is_passed_on_to_a_named_leader_who_is_here(
    deadline: Deadline, town: given.Town
) -> None:
    # given a leader who is away, and whoever has the role meanwhile
    away(town.chief, town.approver)
    here = RoleGrant.objects.filter(staff_id=town.chief.staff()).first()
    assert here
    RoleGrant.objects.create(
        staff_id=town.approver.staff(),
        unit_id=here.unit_id,
        role="UNIT_LEADER",
        valid_from=RECEIVED,
        valid_to=RECEIVED + 30 * DAY,
        deputy_for_id=town.chief.staff(),
    )
    Deadline.objects.filter(pk=deadline.pk).update(reminded_at=given.NOW)

    # when, on a day with the role still in force
    Deadline.objects.filter(pk=deadline.pk).update(due_on=RECEIVED + 20 * DAY)
    assert told(RECEIVED + 22 * DAY) == [town.approver.staff()]

    # then
    deadline.refresh_from_db()
    assert deadline.escalated_to_id == town.approver.staff()
    entry = Entry.objects.get(event="DeadlineEscalated")
    assert entry.data["to_staff_id"] == town.approver.staff()
    row = queries.deadline_row(
        str(deadline.public_id), actor=town.caseworker, on=RECEIVED + 22 * DAY
    )
    assert row.escalated_to == str(StaffMember.objects.get(pk=town.approver.staff()))
    assert row.escalated_on == RECEIVED + 22 * DAY


def test_where_everybody_is_away_it_waits_for_the_leader_by_name(
    deadline: Deadline, town: given.Town
) -> None:
    away(town.caseworker)
    away(town.chief)

    assert told(OVER) == [town.chief.staff()] * 2  # warned and passed on, both at once


def test_nobody_at_all_is_an_error_that_is_tried_again_and_nothing_is_marked(
    deadline: Deadline, town: given.Town
) -> None:
    RoleGrant.objects.filter(role="UNIT_LEADER").update(revoked_at=given.NOW)
    StaffMember.objects.filter(pk__in=[town.caseworker.staff(), town.chief.staff()]).update(
        left_on=NEAR
    )

    assert told(OVER) == []

    deadline.refresh_from_db()
    assert (deadline.reminded_at, deadline.escalated_at) == (None, None)
    assert not Entry.objects.filter(event__in=["ReminderSent", "DeadlineEscalated"]).exists()
