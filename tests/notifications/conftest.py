"""What the tests of the post are given."""

import uuid
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from cases.models import Case
from notifications.letters import Channel
from notifications.models import PostChannel
from tests import given
from tests.digital_post import DigitalPost
from tests.notifications.posting import LONG_AGO


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town)


@pytest.fixture
def post(town: given.Town, settings: Settings) -> Iterator[DigitalPost]:
    """Digital post, with which the town has an account."""
    PostChannel.objects.create(
        municipality=town.municipality,
        channel=Channel.DIGITAL,
        account=uuid.uuid4(),
        decided_by="Kommunedirektøren",
        valid_from=LONG_AGO,
    )
    settings.DIGITAL_POST_SECONDS = 1
    settings.DIGITAL_POST_SETTLES_SECONDS = 1020
    with DigitalPost() as running:
        settings.DIGITAL_POST_URL = running.url
        yield running
