"""The pages about people and the set-up: each act has its page, and only its own roles get in."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from audit.models import Denial, Read
from people.access import Actor
from people.models import (
    Account,
    IdentityNumber,
    Relative,
    Representative,
    Resident,
    RoleGrant,
    StaffMember,
    Unit,
)
from people.roles import Role
from people.rules import synthetic_number
from rights.models import Proposal
from tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(given.NOW, tick=False):
        yield


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def person(town: given.Town) -> Resident:
    return given.a_person(town.municipality)


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def edit(person: Resident, tail: str = "") -> str:
    return f"/personer/{person.public_id}/rediger/{tail}"


EDITED = {
    "given_name": "Ola",
    "family_name": "Nordmann",
    "born_on": "14.03.1942",
    "sex": "M",
    "phone": "922 22 222",
    "email": "",
    "language": "nn",
    "interpreter_language": "",
    "doctor": "Dr. Moe",
    "address": "",
    "postal": "",
    "district": "",
    "version": "1",
}


def test_opening_a_persons_details_is_on_record(town: given.Town, person: Resident) -> None:
    page = signed_in(town.caseworker).get(edit(person)).content.decode()

    assert "Storgata 1" in page
    assert Read.objects.get().person_ids == [person.pk]


def test_an_edit_saves_and_a_second_one_in_between_keeps_its_words(
    town: given.Town, person: Resident
) -> None:
    client = signed_in(town.caseworker)
    form = EDITED | {"address": "Nygata 2", "postal": "3016 Drammen"}

    assert client.post(edit(person, "opplysninger/"), form).status_code == 302
    person.refresh_from_db()
    assert (person.phone, person.language, person.address) == ("922 22 222", "nn", "Nygata 2")

    stale = client.post(edit(person, "opplysninger/"), form | {"phone": "933 33 333"})
    assert stale.status_code == 409
    assert "933 33 333" in stale.content.decode()


@pytest.mark.asvs("V14.2.6")
def test_a_hidden_address_is_never_shown_and_stays_when_left_empty(
    town: given.Town, person: Resident
) -> None:
    client = signed_in(town.caseworker)
    client.post(edit(person, "adressebeskyttelse/"), {"protection": "CONFIDENTIAL", "version": "1"})

    for tail in ("", "opplysninger/"):
        assert "Storgata" not in client.get(edit(person, tail)).content.decode()
    client.post(edit(person, "opplysninger/"), EDITED | {"version": "2"})

    person.refresh_from_db()
    assert (person.address, person.phone) == ("Storgata 1", "922 22 222")


def test_a_hidden_telephone_and_district_are_not_shown_and_stay_when_left_empty(
    town: given.Town, person: Resident
) -> None:
    district = given.a_unit(town.municipality, "bydel-nord", kind="DISTRICT")
    Resident.objects.filter(pk=person.pk).update(
        phone="911 11 111", district=district, protection="CONFIDENTIAL"
    )
    client = signed_in(town.caseworker)

    page = client.get(edit(person, "opplysninger/")).content.decode()
    client.post(edit(person, "opplysninger/"), EDITED | {"phone": "", "version": "1"})

    assert "911 11 111" not in page
    assert f'value="{district.pk}" selected' not in page
    person.refresh_from_db()
    assert (person.phone, person.district_id) == ("911 11 111", district.pk)
    assert person.language == EDITED["language"]  # and the rest was saved


def test_what_a_person_has_blocked_is_not_opened_here(town: given.Town, person: Resident) -> None:
    Resident.objects.filter(pk=person.pk).update(blocked=True)

    answer = signed_in(town.caseworker).get(edit(person))

    assert answer.status_code == 403
    assert "sperret av personen" in answer.content.decode()
    assert not Read.objects.exists()  # it was not opened: a denial, not a read
    assert Denial.objects.get().what.endswith("blocked person")


def test_each_thing_about_a_person_has_its_page(town: given.Town, person: Resident) -> None:
    client = signed_in(town.caseworker)
    number = synthetic_number(dt.date(1942, 3, 14), 301)

    client.post(edit(person, "nummer/"), {"number": number, "version": "1"})
    client.post(
        edit(person, "parorende/ny/"),
        {"name": "Kari Nordmann", "relation": "datter", "may_be_told": "NO"},
    )
    relative = Relative.objects.get()
    changed = {
        "name": "Kari Nordmann",
        "relation": "datter",
        "may_be_told": "PARTLY",
        "told_scope": "Besøkstider",
    }
    client.post(edit(person, f"parorende/{relative.public_id}/"), changed)
    client.post(
        edit(person, "representant/ny/"),
        {
            "kind": "AGENT",
            "name": "Ola Vik",
            "economy": "on",
            "valid_from": "2026-01-01",
        },
    )
    agent = Representative.objects.get()

    page = client.get(edit(person)).content.decode()
    assert "Delvis" in page
    assert "Besøkstider" in page
    assert "Fullmektig: Ola Vik" in page
    assert IdentityNumber.objects.get(current=True).number == number

    for tail in (f"parorende/{relative.public_id}/", f"representant/{agent.public_id}/"):
        answer = client.post(edit(person, f"{tail}avslutt/"), {"ended_on": "2026-03-05"})
        assert answer.status_code == 302
    client.post(edit(person, "dodsfall/"), {"died_on": "03.03.2026", "version": "2"})
    person.refresh_from_db()
    assert person.died_on == dt.date(2026, 3, 3)
    assert "Død 03.03.2026" in client.get(edit(person)).content.decode()


def test_what_cannot_be_is_told_at_the_field(town: given.Town, person: Resident) -> None:
    client = signed_in(town.caseworker)
    cases: list[tuple[str, dict[str, str], str]] = [
        ("nummer/", {"number": "123", "version": "1"}, "number"),
        ("dodsfall/", {"died_on": "2026-02-30", "version": "1"}, "died_on"),
        ("dodsfall/", {"died_on": "2026-03-05", "version": "1"}, "died_on"),
        ("parorende/ny/", {"name": "K", "relation": "d", "may_be_told": "PARTLY"}, "told_scope"),
        ("opplysninger/", EDITED | {"email": "ola"}, "email"),
    ]

    for tail, form, field in cases:
        answer = client.post(edit(person, tail), form)
        assert answer.status_code == 422, tail
        assert list(answer.context["form"].errors) == [field]
    person.refresh_from_db()
    assert person.version == 1


def test_a_person_is_registered_without_an_application(town: given.Town) -> None:
    client = signed_in(town.caseworker)

    answer = client.post(
        "/personer/ny/",
        {"family_name": "Yusuf", "given_name": "Amina", "sex": "K", "language": "en"},
    )

    person = Resident.objects.get()
    assert answer["Location"] == edit(person)
    assert (person.sex, person.language) == ("K", "en")

    # when somebody of the same name is to be registered, it is asked first, and nothing is written
    again = {"family_name": "yusuf", "given_name": "Amina", "sex": "K", "language": "en"}
    asked = client.post("/personer/ny/", again)
    assert "Kan dette være samme menneske?" in asked.content.decode()
    assert Resident.objects.count() == 1

    # then she may be another all the same
    assert client.post("/personer/ny/", again | {"confirmed": "true"}).status_code == 302
    assert Resident.objects.count() == 2


@pytest.mark.parametrize("role", list(Role))
def test_only_their_own_roles_get_in(role: Role, town: given.Town, person: Resident) -> None:
    actor = town.by_role().get(role)
    if actor is None:
        return
    client = signed_in(actor)

    assert (client.get(edit(person)).status_code == 200) == (role is Role.CASEWORKER)
    set_up = role is Role.SYSTEM_ADMINISTRATOR
    for path in ("/oppsett/", "/oppsett/brukere/", "/oppsett/enheter/"):
        assert (client.get(path).status_code == 200) == set_up


# The set-up


def test_somebody_new_gets_a_role_an_account_and_loses_both(town: given.Town) -> None:
    client = signed_in(town.administrator)
    new = {"employee_number": "40100", "given_name": "Nora", "family_name": "Vang"}
    client.post("/oppsett/brukere/ny/", new)
    staff = StaffMember.objects.get(family_name="Vang")
    base = f"/oppsett/brukere/{staff.public_id}/"
    twice = client.post("/oppsett/brukere/ny/", new | {"given_name": "N."})
    assert twice.status_code == 422
    assert list(twice.context["form"].errors) == ["employee_number"]

    role = {
        "role": "CASEWORKER",
        "unit_id": town.intake.pk,
        "valid_from": "2026-03-04",
        "valid_to": "2027-03-03",
    }
    assert client.post(f"{base}rolle/", role).status_code == 302
    too_long = client.post(f"{base}rolle/", role | {"valid_to": "2027-12-31"})
    assert list(too_long.context["form"].errors) == ["valid_to", "role"]
    asked = Proposal.objects.get(staff=staff)
    grant_id = given.said_yes({"proposal": str(asked.public_id)}, at=given.NOW)
    assert client.post(f"{base}konto/", {"username": "nora"}).status_code == 302

    page = client.get(base).content.decode()
    assert "03.03.2027" in page
    grant = RoleGrant.objects.get(staff=staff, pk=grant_id)
    client.post(f"{base}rolle/{grant.pk}/trekk/")
    client.post(f"{base}konto/{Account.objects.get(username='nora').pk}/steng/")
    grant.refresh_from_db()
    assert grant.revoked_at is not None
    assert not Account.objects.get(username="nora").is_active


def test_a_unit_is_made_renamed_and_closed(town: given.Town) -> None:
    client = signed_in(town.administrator)
    client.post(
        "/oppsett/enheter/ny/",
        {"name": "HUB Vest", "kind": "HUB", "does": "performs", "from_on": "2026-06-01"},
    )
    unit = Unit.objects.get(key="hub-vest")
    base = f"/oppsett/enheter/{unit.pk}/"

    assert client.post(
        f"{base}navn/", {"name": "HUB Sør", "from_on": "2027-01-01"}
    ).status_code == (302)
    closed = {"closed_on": "2028-01-01", "successor_id": town.home_service.pk}
    assert client.post(f"{base}legg-ned/", closed).status_code == 302

    page = client.get(base).content.decode()
    assert "HUB Vest" in page
    assert "HUB Sør" in page
    assert "Hjemmetjenesten Nord" in page
    unit.refresh_from_db()
    assert (unit.performs, unit.valid_to) == (True, dt.date(2028, 1, 1))


def test_lists_cost_the_same_for_two_and_for_twenty(
    town: given.Town, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(town.administrator)
    for path in ("/oppsett/brukere/", "/oppsett/enheter/"):
        with django_assert_max_num_queries(60) as few:
            client.get(path)
        for n in range(10):
            key = f"{path.strip('/').replace('/', '-')}-{n}"
            given.staff(Role.PROVIDER, given.a_unit(town.municipality, key, "TEAM"))
        with django_assert_max_num_queries(len(few)):
            client.get(path)
