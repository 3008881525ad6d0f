"""«Registrer og start kartlegging»: one button, one act, or nothing at all."""

import datetime as dt

import pytest
from django.test import Client

from assessments import actions
from assessments.models import Assessment
from audit.models import Entry
from cases.models import Case
from cases.stages import Stage
from intake.kinds import Channel, FromWhom
from intake.models import Application
from intake.rules import Told
from people.access import Actor
from people.models import Resident
from people.refusals import AccessDenied, Refused
from people.rules import PersonGiven
from tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def person(town: given.Town) -> Resident:
    return given.a_person(town.municipality)


def told(*services: str, at: dt.datetime) -> Told:
    return Told(
        channel=Channel.PHONE,
        from_whom=FromWhom.PERSON,
        received_on=at.date(),
        services=services,
        own_words="Trenger litt hjelp.",
    )


def register(person: Resident, actor: Actor, at: dt.datetime, *services: str) -> dict[str, object]:
    return actions.register_and_start(
        told=told(*services, at=at),
        given=PersonGiven(public_id=str(person.public_id)),
        actor=actor,
        at=at,
    )


def test_the_cases_of_ones_own_unit_begin_and_the_others_wait(
    town: given.Town, person: Resident, now: dt.datetime
) -> None:
    answer = register(person, town.caseworker, now, "trygghetsalarm", "bpa")

    own, other = Case.objects.order_by("pk")
    assert answer["started"] == own.reference
    assert (own.stage, own.responsible_id) == (Stage.ASSESSMENT, town.caseworker.staff_id)
    assert (other.stage, other.responsible_id) == (Stage.RECEIVED, None)
    assert Assessment.objects.get().application == Application.objects.get()
    assert Entry.objects.filter(event="ApplicationRegistered").count() == 1
    assert Entry.objects.filter(event="AssessmentStarted").count() == 1


def test_a_whole_application_for_others_is_registered_and_begun_by_them(
    town: given.Town, person: Resident, now: dt.datetime
) -> None:
    answer = register(person, town.caseworker, now, "bpa")

    assert answer["started"] == ""
    assert Case.objects.get().stage == Stage.RECEIVED
    assert not Assessment.objects.exists()


def test_nothing_is_registered_when_something_is_wrong(
    town: given.Town, person: Resident, now: dt.datetime
) -> None:
    with pytest.raises(Refused):
        register(person, town.caseworker, now, "massasje")

    assert not Application.objects.exists()
    assert not Case.objects.exists()
    assert not Entry.objects.exists()


def test_it_takes_both_to_register_and_to_assess(
    town: given.Town, person: Resident, now: dt.datetime
) -> None:
    for actor in (town.assessor, town.coordinator, town.officer, town.provider):
        with pytest.raises(AccessDenied):
            register(person, actor, now, "trygghetsalarm")

    assert not Application.objects.exists()


def test_the_button_leads_straight_to_the_page_of_what_is_quick(
    town: given.Town, person: Resident
) -> None:
    client = Client()
    client.force_login(given.account_of(town.caseworker))
    page = client.get("/soknader/ny/")
    fields = {
        "person": str(person.public_id),
        "from_whom": "PERSON",
        "services": ["trygghetsalarm"],
        "received_on": "2026-03-04",
        "received_time": "09:42",
        "channel": "PHONE",
        "form": "APPLICATION",
        "_key": "k",
    }

    refused = client.post("/soknader/ny/start/", {**fields, "services": []})
    answer = client.post("/soknader/ny/start/", fields, follow=True)

    assert 'formaction="/soknader/ny/start/"' in page.content.decode()
    assert refused.status_code == 422
    assert answer.redirect_chain[-1][0].endswith("/kort/")
    assert "Søknad registrert – sak " in answer.content.decode()
