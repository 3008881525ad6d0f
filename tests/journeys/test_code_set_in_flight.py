"""Abuse story 2: kode 6 is set while the letter is in the relay and two providers look at Ola."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from decisions.models import DecisionLine
from notifications import queries
from notifications.actions import carry
from notifications.letters import Channel, LetterState
from notifications.models import Letter, PostChannel
from people import actions as people
from people.access import Actor
from people.models import Resident
from people.roles import Role
from tests import given
from tests.digital_post import DigitalPost

pytestmark = pytest.mark.django_db
TEN = given.NOW  # ten o'clock in Oslo
LISTS = ("/bestillinger/", "/oppgaver/?vis=ufordelt")
NAME = "nordmann"
HIDDEN = ("storgata 1", "3015 drammen")


@pytest.fixture
def post(settings: Settings) -> Iterator[DigitalPost]:
    with DigitalPost() as running:
        settings.DIGITAL_POST_URL = running.url
        yield running


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def test_no_letter_leaves_and_a_minute_later_no_list_names_him_nor_page_says_where_he_lives(
    post: DigitalPost,
) -> None:
    # given a decision whose letter goes digitally, and two providers with Ola on their screens
    with time_machine.travel(TEN - dt.timedelta(minutes=11), tick=False):
        town = given.a_town()
        PostChannel.objects.create(
            municipality=town.municipality, channel=Channel.DIGITAL, account=uuid.uuid4(),
            decided_by="Kommunedirektøren", valid_from=dt.date(2026, 1, 1),
        )  # fmt: skip
        decision = given.an_issued_decision(town, at=TEN - dt.timedelta(minutes=11))
        other = given.staff(Role.PROVIDER, town.home_service, username="utforer-to")
    letter = Letter.objects.get(case=decision.case)
    order = f"/bestillinger/{DecisionLine.objects.get(decision=decision).public_id}/"
    screens = [signed_in(town.provider), signed_in(other)]
    with time_machine.travel(TEN - dt.timedelta(minutes=1), tick=False):
        for screen in screens:
            for page in LISTS:
                assert NAME in screen.get(page).content.decode().lower(), page
            assert order in screen.get("/bestillinger/").content.decode()
            assert "nordmann" in screen.get(order).content.decode().lower()
    (due,) = queries.due_dispatch_ids(town.municipality.pk, at=TEN)

    # when the code is set, and the relay comes to the letter
    person = Resident.objects.get(pk=decision.case.person_id)
    people.set_protection(
        str(person.public_id), protection="STRICT", version=person.version,
        actor=town.caseworker, at=TEN,
    )  # fmt: skip
    assert carry(due, municipality_id=town.municipality.pk, at=TEN) == "stopped"

    # then nothing has left, and a minute later no list names him and no page shows where he lives
    assert post.taken == []
    assert Letter.objects.get(pk=letter.pk).state == LetterState.STOPPED
    with time_machine.travel(TEN + dt.timedelta(seconds=60), tick=False):
        for screen in screens:
            for address in (*LISTS, order):
                shown = screen.get(address).content.decode().lower()
                assert not [one for one in HIDDEN if one in shown], address
            for address in LISTS:
                shown = screen.get(address).content.decode()
                assert NAME not in shown.lower(), address
                assert "Strengt fortrolig adresse" in shown, address
                assert order in shown, address
