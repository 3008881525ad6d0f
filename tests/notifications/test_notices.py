"""Notices to staff: once for each cause, and only what one may want to know."""

import datetime as dt

import pytest
import time_machine
from django.core import mail

from cases.actions import give_responsibility
from cases.models import Case
from cases.queries import queue_owner_of
from notifications import actions, queries, tasks
from notifications.kinds import NoticeKind
from notifications.models import Notice
from people.access import Actor
from people.models import StaffMember
from tests import given
from tests.notifications.posting import events

pytestmark = pytest.mark.django_db


# Notices


def told(actor: Actor, case: Case | None, *, at: dt.datetime, key: str = "task:1") -> Notice:
    staff = StaffMember.objects.get(pk=actor.staff())
    actions.notify(
        staff, NoticeKind.TASK, case=case, key=key, sentence="Du har fått en sak.", at=at
    )
    return Notice.objects.get(key=key)


def test_a_notice_is_given_once_for_each_key(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    told(town.officer, case, at=now)
    told(town.officer, case, at=now)

    assert Notice.objects.count() == 1
    assert queries.unread(town.officer) == 1


def test_reading_marks_only_ones_own(case: Case, town: given.Town, now: dt.datetime) -> None:
    told(town.officer, case, at=now)
    told(town.assessor, case, at=now, key="task:2")

    assert actions.read_notices(actor=town.officer, at=now) == {"count": 1}
    assert queries.unread(town.officer) == 0
    assert queries.unread(town.assessor) == 1


# Those who have left, and addresses that do not work


def left(actor: Actor, on: dt.date) -> None:
    StaffMember.objects.filter(pk=actor.staff()).update(left_on=on)


def hand_over(case: Case, actor: Actor, *, at: dt.datetime) -> None:
    staff = StaffMember.objects.get(pk=actor.staff())
    give_responsibility(case, unit=case.unit, staff=staff, actor=actor, at=at)


def test_who_has_left_gets_no_email_and_whoever_answers_for_the_case_is_told(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    # given a notice whose reader leaves before it is sent, and a case that another has taken
    notice = told(town.officer, case, at=now)
    left(town.officer, now.date())
    hand_over(case, town.assessor, at=now)
    address = StaffMember.objects.get(pk=town.assessor.staff()).email

    with time_machine.travel(now):
        tasks.send_due()
        tasks.send_due()

    # then nothing is sent to the one who left, and the other gets the same notice
    notice.refresh_from_db()
    assert notice.passed_on_at is not None
    assert [message.to for message in mail.outbox] == [[address]]
    heir = Notice.objects.get(staff_id=town.assessor.staff())
    assert (heir.sentence, heir.case) == (notice.sentence, case)
    assert events().count("NoticePassedOn") == 1


def test_a_notice_to_somebody_who_has_left_is_given_to_the_leader_of_the_unit(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    hand_over(case, town.officer, at=now)
    left(town.officer, now.date())
    case.refresh_from_db()

    notice = told(town.officer, case, at=now)

    assert notice.staff_id == queue_owner_of(case.unit, on=now.date())


def test_a_notice_nobody_can_answer_for_is_not_given(town: given.Town, now: dt.datetime) -> None:
    left(town.officer, now.date())
    staff = StaffMember.objects.get(pk=town.officer.staff())

    actions.notify(staff, NoticeKind.TASK, case=None, key="k", sentence="Ny sak.", at=now)

    assert not Notice.objects.exists()


def test_who_leaves_next_week_is_told_until_then(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    left(town.officer, now.date() + dt.timedelta(days=7))

    notice = told(town.officer, case, at=now)

    assert notice.staff_id == town.officer.staff()
