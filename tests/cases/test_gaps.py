"""No side door: who may not see a person meets them on no page of an act, note or agenda."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import get_resolver

from audit.models import Denial, Entry
from cases.models import Case
from meetings.queries import find_meeting, meeting_page
from notifications.queries import letters_seen_by
from oversight import actions as overseeing
from people import actions as people
from people.access import Actor, reading
from people.models import IdentityNumber, Resident
from people.refusals import NotFound
from people.roles import Permission, Role
from records import actions as recording
from records.kinds import NoteKind
from records.queries import note_row, notes_of_person
from records.rules import Written
from tests import given
from tests.meetings.acts import a_meeting, put

pytestmark = pytest.mark.django_db
NOW = given.NOW


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def related(actor: Actor, person: Resident) -> None:
    number = IdentityNumber.objects.get(resident=person).number
    people.declare_relation("NEAR", number=number, actor=actor, at=NOW)


@pytest.mark.parametrize(
    "tail",
    [
        "", "opplysninger/", "nummer/", "adressebeskyttelse/", "parorende/ny/", "representant/ny/",
        "dodsfall/", "flytting/",
    ],
)  # fmt: skip
def test_no_address_of_an_act_opens_a_protected_person_to_who_was_not_named(
    town: given.Town, tail: str
) -> None:
    secret = given.a_person(town.municipality, protection="STRICT")
    base = f"/personer/{secret.public_id}/"
    client = signed_in(town.other_caseworker)

    answers = [client.get(f"{base}rediger/{tail}"), client.get(f"{base}{tail}")]
    answers.append(client.get(f"{base}henvendelse/"))

    assert {answer.status_code for answer in answers} == {404}
    assert all(secret.family_name not in answer.content.decode() for answer in answers)


def test_who_was_not_named_changes_nothing_of_a_protected_person(town: given.Town) -> None:
    secret = given.a_person(town.municipality, protection="STRICT")
    before = Entry.objects.count()

    with pytest.raises(NotFound):
        people.set_protection(
            str(secret.public_id),
            version=secret.version,
            protection="NONE",
            actor=town.other_caseworker,
            at=NOW,
        )

    secret.refresh_from_db()
    assert secret.protection == "STRICT"
    assert Entry.objects.count() == before
    assert Denial.objects.get().what == "set_protection: person"


def test_who_sets_the_strictest_protection_may_be_the_first_it_closes_out(
    town: given.Town,
) -> None:
    person = given.a_person(town.municipality)
    page = f"/personer/{person.public_id}/rediger/adressebeskyttelse/"
    typed = {"version": person.version, "protection": "STRICT", "_key": "once"}
    client = signed_in(town.other_caseworker)

    first = client.post(page, typed)
    again = client.post(page, typed)

    assert (first.status_code, first["Location"]) == (302, "/")
    assert again.status_code == 302
    assert client.get(page).status_code == 404


def test_a_note_without_a_case_is_held_against_relations_too(town: given.Town) -> None:
    sister = given.a_person(town.municipality)
    note = recording.write_note(
        Written(kind=NoteKind.TELEPHONE, occurred_on=NOW.date(), text="Ringte om hjelp."),
        person=str(sister.public_id),
        actor=town.other_caseworker,
        at=NOW,
    )["note"]
    who = town.caseworker
    with reading(who, Permission.OPEN_CASE, page="Notat", at=NOW):
        assert note_row(note, actor=who).public_id == note

    related(who, sister)

    with reading(who, Permission.OPEN_CASE, page="Notat", at=NOW):
        with pytest.raises(NotFound):
            note_row(note, actor=who)
        assert notes_of_person(sister.pk, actor=who) == []
    assert signed_in(who).get(f"/notater/{note}/").status_code == 404


def test_ones_sister_on_the_agenda_is_neither_read_nor_told_of(town: given.Town) -> None:
    # given a meeting that she leads who is told of every item
    case = given.a_case(town)
    meeting = a_meeting(town)
    put(case, meeting, by=town.caseworker, line="Hjelp om kvelden?")
    here = f"/moter/{meeting.public_id}/"
    leads = signed_in(town.officer)
    assert "Hjelp om kvelden?" in leads.get(here).content.decode()

    # when it is her sister's
    related(town.officer, case.person)

    # then there is an item, and nothing of whom or what
    page = leads.get(here).content.decode()
    assert "Hjelp om kvelden?" not in page
    assert case.person.family_name not in page
    with reading(town.officer, Permission.OPEN_CASE, page="Møte", at=NOW):
        shown = meeting_page(
            find_meeting(str(meeting.public_id), actor=town.officer), actor=town.officer, at=NOW
        )
    assert [(item.lines, item.told, item.hidden) for item in shown.items] == [((), (), 1)]
    assert leads.get(shown.items[0].url).status_code == 403
    assert "Hjelp om kvelden?" not in leads.get(f"{here}utskrift/").content.decode()


def test_a_letter_to_ones_sister_is_posted_by_a_colleague(town: given.Town) -> None:
    case = given.a_registered_application(town)[0]
    who = town.caseworker
    with reading(who, Permission.OPEN_CASE, page="Brev", at=NOW):
        assert letters_seen_by(who).filter(person=case.person).exists()

    related(who, case.person)

    with reading(who, Permission.OPEN_CASE, page="Brev", at=NOW):
        assert not letters_seen_by(who).filter(person=case.person).exists()


def pages_of_a_case() -> list[str]:
    """The addresses that name a case and nothing else."""
    found = [str(one.pattern) for one in get_resolver().url_patterns if hasattr(one, "callback")]
    alone = [path for path in found if path.startswith("saker/<str:reference>/")]
    # To take out what one may read changes nothing in the case, and asks for its purpose.
    return [path for path in alone if path.count("<") == 1 and not path.endswith("uttrekk/")]


@pytest.mark.parametrize(
    "role",
    [
        Role.CASEWORKER,
        *(
            pytest.param(role, marks=pytest.mark.proof)
            for role in (Role.DECISION_OFFICER, Role.COORDINATOR, Role.UNIT_LEADER)
        ),
    ],
)
def test_who_only_reads_is_told_at_once_on_every_page_of_an_act(
    town: given.Town, role: Role
) -> None:
    """A reason opens to read: no page then offers what would be refused when it is sent."""
    who = town.by_role()[role]
    case: Case = given.a_case(town, unit=town.office_team, responsible=town.other_caseworker)
    overseeing.give_reason(
        case.reference, category="CALL", reason="Ringte om vedtaket.", actor=who, at=NOW
    )
    client = signed_in(who)
    assert client.get(f"/saker/{case.reference}/").status_code == 200
    pages, offered, told = pages_of_a_case(), [], 0

    for path in pages:
        answer = client.get("/" + path.replace("<str:reference>", case.reference))
        main = answer.content.decode(errors="replace").partition("<main")[2].partition("</main>")[0]
        if answer.status_code == 200 and 'method="post"' in main:
            offered.append(path)
        told += answer.status_code == 403 and "er ansvarlig og kan gjøre det" in main

    assert (len(pages) > 30, offered) == (True, [])
    assert told >= 10
