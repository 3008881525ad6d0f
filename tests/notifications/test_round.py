"""A round of the relay: what one letter waits for keeps no other waiting."""

import datetime as dt

import pytest
import time_machine
from pytest_django import Settings

from cases.models import Case
from notifications import actions
from notifications.models import Dispatch, Letter
from notifications.tasks import relay_letters
from people.models import Resident
from tests import given
from tests.digital_post import DigitalPost
from tests.notifications.posting import MINUTES, ask, queued, relay

pytestmark = pytest.mark.django_db


def a_round(at: dt.datetime) -> None:
    with time_machine.travel(at, tick=False):
        relay_letters()


def test_a_letter_of_who_stands_still_waits_alone(
    case: Case, town: given.Town, post: DigitalPost, now: dt.datetime
) -> None:
    queued(case, town.caseworker, at=now)
    Resident.objects.filter(pk=case.person_id).update(stands_still=True)
    other = queued(given.a_case(town), town.caseworker, at=now + MINUTES, key="b")

    a_round(now + 12 * MINUTES)

    assert [one.key for one in post.taken] == [str(other.public_id)]


def test_a_mail_server_that_is_down_keeps_no_digital_letter_waiting(
    case: Case, town: given.Town, post: DigitalPost, now: dt.datetime, settings: Settings,
) -> None:  # fmt: skip
    # given somebody to be told once more by e-mail, and after them a letter that goes digitally
    Resident.objects.filter(pk=case.person_id).update(email="ola@example.org")
    unopened = queued(case, town.caseworker, at=now)
    relay(town, at=now + 11 * MINUTES)
    post.say(post.taken[0].receipt, "VARSLET", now + 12 * MINUTES)
    ask(town, at=now + 20 * MINUTES)
    actions.tell_of_unopened(Letter.objects.get(pk=unopened.pk), at=now + 20 * MINUTES)
    other = queued(given.a_case(town), town.caseworker, at=now + 21 * MINUTES, key="b")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    a_round(now + 40 * MINUTES)

    assert [one.key for one in post.taken][1:] == [str(other.public_id)]
    assert Dispatch.objects.get(channel="EMAIL").trouble == "down"


def test_digital_post_that_is_down_is_tried_once_a_round(
    case: Case, town: given.Town, post: DigitalPost, now: dt.datetime, settings: Settings
) -> None:
    queued(case, town.caseworker, at=now)
    queued(given.a_case(town), town.caseworker, at=now, key="b")
    settings.DIGITAL_POST_URL = "http://127.0.0.1:9"

    a_round(now + 11 * MINUTES)

    assert list(Dispatch.objects.order_by("pk").values_list("trouble", flat=True)) == ["down", ""]
