"""The auditor begins: finds a case by its number or its person, and reads its history."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from audit.models import Denial, Read
from cases.models import Case
from cases.stages import Stage
from people.access import Actor
from people.models import Resident
from people.roles import Role
from tests import given

pytestmark = pytest.mark.django_db
PAGE = "/historikk/"


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town, responsible=town.caseworker)


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def test_an_auditor_starts_where_a_case_is_found(town: given.Town) -> None:
    client = client_of(town.auditor)

    assert client.get("/")["Location"] == PAGE
    header = client.get(PAGE).content.decode().split("<main", 1)[0]

    assert f'href="{PAGE}" aria-current="page"' in header
    assert f'action="{PAGE}"' in header  # the search of the header leads here too
    assert not Read.objects.exists()


def test_a_case_number_leads_to_the_history_and_the_look_is_on_record(
    town: given.Town, case: Case
) -> None:
    client = client_of(town.auditor)

    answer = client.post(PAGE, {"q": f" {case.reference} "}, follow=True)

    assert answer.redirect_chain == [(f"/saker/{case.reference}/historikk/", 303)]
    assert "Historikk – sak" in answer.content.decode()
    read = Read.objects.get()
    assert (read.page, read.ground, read.case_id) == ("Sak – Historikk", "audit", case.pk)
    assert read.staff_id == town.auditor.staff_id


def test_a_name_leads_to_every_case_of_theirs_open_or_ended(town: given.Town, case: Case) -> None:
    # given two of the name, and a case that has ended
    ended = given.a_case(town, person=case.person, stage=Stage.ENDED)
    other = given.a_case(town, person=given.a_person(town.municipality, given="Kari"))
    given.a_person(town.municipality, given="Per", family="Hansen")

    page = client_of(town.auditor).post(PAGE, {"q": "nordmann"}).content.decode()

    for found in (case, ended, other):
        assert f'href="/saker/{found.reference}/historikk/"' in page
    assert "HANSEN" not in page
    read = Read.objects.get()
    assert (read.page, read.ground) == ("Historikk", "audit")
    assert set(read.person_ids) == {case.person_id, other.person_id}


def test_of_somebody_who_has_blocked_it_control_finds_the_cases_as_the_rule_says(
    town: given.Town, case: Case
) -> None:
    Resident.objects.filter(pk=case.person_id).update(blocked=True)

    page = client_of(town.auditor).post(PAGE, {"q": "nordmann"}).content.decode()

    assert "NORDMANN, Ola" in page
    assert ">Sperret</span>" in page
    assert case.reference in page


def test_of_a_strictly_protected_person_control_is_told_why_and_led_to_who_looked(
    town: given.Town, case: Case
) -> None:
    Resident.objects.filter(pk=case.person_id).update(protection="STRICT")

    page = client_of(town.auditor).post(PAGE, {"q": "nordmann"}).content.decode()

    looks = f"/personer/{case.person.public_id}/innsyn/"
    assert "Sakene vises ikke: strengt fortrolig adresse." in page
    assert "Ingen saker." not in page
    assert f'href="{looks}"' in page
    assert f'href="/personer/{case.person.public_id}/"' not in page
    assert client_of(town.auditor).get(looks).status_code == 200


@pytest.mark.parametrize("text", ["", "2026-99999", "Ukjent Navn"])
def test_what_is_not_found_says_what_to_do(town: given.Town, case: Case, text: str) -> None:
    page = client_of(town.auditor).post(PAGE, {"q": text}).content.decode()

    assert ("Ingen treff. Sjekk nummeret" in page) == bool(text)
    assert not Read.objects.exists()


def test_only_an_auditor_inspects(town: given.Town, case: Case) -> None:
    elsewhere = given.a_town("3303", "Kongsberg kommune")
    for role, actor in town.by_role().items():
        status = 200 if role is Role.AUDITOR else 403
        assert client_of(actor).get(PAGE).status_code == status, role
    assert Denial.objects.count() == len(town.by_role()) - 1

    page = client_of(elsewhere.auditor).post(PAGE, {"q": "nordmann"}).content.decode()
    assert "Ingen treff" in page


def test_many_hits_cost_no_more_than_few(
    town: given.Town, case: Case, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(town.auditor)
    client.get(PAGE)
    given.a_case(town, person=given.a_person(town.municipality))  # the only hit would be opened
    with CaptureQueriesContext(connection) as few:
        client.post(PAGE, {"q": "nordmann"})

    for _ in range(8):
        given.a_case(town, person=given.a_person(town.municipality))

    with django_assert_num_queries(len(few)):
        client.post(PAGE, {"q": "nordmann"})
