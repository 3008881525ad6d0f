"""The demo town is built through the actions, and is whole."""

from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from cases.models import Case
from cases.stages import Stage
from people.models import Account, IdentityNumber, Municipality
from people.roles import ROLES


@pytest.fixture
def demo(real_db: None, settings: Settings) -> None:
    settings.DEMO = True
    call_command("demo_town", verbosity=0)


def test_the_town_has_cases_in_every_stage_and_a_user_for_every_role(demo: None) -> None:
    stages = Counter(Case.objects.values_list("stage", flat=True))
    users = set(Account.objects.values_list("username", flat=True))

    assert set(stages) == set(Stage)
    assert sum(stages.values()) >= 60
    assert {row.demo_user for row in ROLES.values() if row.demo_user} <= users
    assert all(
        int(number[2:4]) > 80 for number in IdentityNumber.objects.values_list("number", flat=True)
    )

    # and building it again over what is there changes nothing
    before = Case.objects.count()
    call_command("demo_town", verbosity=0)
    assert Case.objects.count() == before


def test_there_is_no_town_outside_demo_mode(real_db: None, settings: Settings) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError):
        call_command("demo_town", verbosity=0)

    assert not Municipality.objects.exists()
