"""The demo town is built through the actions, and is whole."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils.timezone import localdate
from pytest_django import Settings

from audit.models import Entry
from cases.models import Case, Disqualification
from cases.stages import Stage
from deadlines.actions import sweep
from deadlines.kinds import ASKED
from deadlines.models import Deadline
from deadlines.queries import Group, group_of, working
from meetings.models import Meeting
from notifications.letters import LetterState
from notifications.models import Letter
from people.models import Account, IdentityNumber, Municipality
from people.roles import ROLES

MONDAY = dt.datetime(2026, 11, 23, 8, 30, tzinfo=dt.UTC)


@pytest.fixture
def demo(real_db: None, settings: Settings) -> Iterator[None]:
    settings.DEMO = True
    with time_machine.travel(MONDAY):
        call_command("demo_town", verbosity=0)
        yield


@pytest.mark.proof
def test_the_town_has_cases_in_every_stage_and_a_user_for_every_role(demo: None) -> None:
    stages = Counter(Case.objects.values_list("stage", flat=True))
    users = set(Account.objects.values_list("username", flat=True))

    assert set(stages) == set(Stage)
    assert sum(stages.values()) >= 60
    assert {row.demo_user for row in ROLES.values() if row.demo_user} <= users
    assert all(
        int(number[2:4]) > 80 for number in IdentityNumber.objects.values_list("number", flat=True)
    )

    # on an ordinary Monday a few things are late, some are for today, and most for later
    sweep(at=MONDAY)
    today = localdate(MONDAY)
    due = working(on=today).values_list("due_on", flat=True)
    near = Counter(group_of(day, today) for day in due if day)
    assert 3 <= near[Group.OVERDUE] <= 10
    assert 3 <= near[Group.TODAY] <= 10
    assert near[Group.LATER] > sum(near.values()) / 2
    assert not Entry.objects.filter(at__gt=MONDAY).exists()

    # a meeting was held with somebody out of the room, and the next has an agenda
    [held, coming] = Meeting.objects.order_by("starts_at")
    assert (held.held_at is not None, coming.held_at is None) == (True, True)
    assert Disqualification.objects.count() == 1
    assert coming.items.filter(outcome="").count() == 4

    # one was asked for what is missing and one is warned: both are sent, and may answer yet
    asked = Deadline.objects.filter(kind__in=ASKED)
    assert sorted(asked.values_list("kind", flat=True)) == sorted(ASKED)
    for clock in asked:
        assert clock.due_on is not None
        assert clock.due_on > today
        assert Letter.objects.get(kind=clock.kind).state == LetterState.SENT

    # and building it again over what is there changes nothing
    before = Case.objects.count()
    call_command("demo_town", verbosity=0)
    assert Case.objects.count() == before


@pytest.mark.asvs("V6.3.2")
def test_there_is_no_town_outside_demo_mode(real_db: None, settings: Settings) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError):
        call_command("demo_town", verbosity=0)

    assert not Municipality.objects.exists()
