"""The pages and the API of notes, as their users meet them."""

import datetime as dt

import pytest
from django.test import Client
from django.utils.timezone import localdate

from audit.models import Read
from cases.models import Case
from people.access import Actor
from records.models import Note
from tests import given
from tests.journeys.api import Api

pytestmark = pytest.mark.django_db

TEXT = "Ola ringte og spurte når vi kommer."


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town, responsible=town.caseworker)


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def today() -> str:
    return localdate(dt.datetime.now(dt.UTC)).isoformat()


@pytest.mark.parametrize("tail", ["", "kartlegging/", "historikk/", "dokumenter/"])
def test_a_new_note_is_one_press_away_on_every_page_of_a_case(
    tail: str, case: Case, town: given.Town
) -> None:
    shown = signed_in(town.caseworker).get(f"/saker/{case.reference}/{tail}").content.decode()

    link = f'href="/saker/{case.reference}/notater/nytt/" data-hotkey="alt+j"'
    assert shown.count(link) == 1


def test_who_only_looks_is_offered_no_new_note(case: Case, town: given.Town) -> None:
    shown = signed_in(town.auditor).get(f"/saker/{case.reference}/dokumenter/")

    assert shown.status_code == 200
    assert "notater/nytt/" not in shown.content.decode()


def test_a_note_is_written_read_corrected_and_found_in_the_list(
    case: Case, town: given.Town
) -> None:
    client = signed_in(town.caseworker)
    new = f"/saker/{case.reference}/notater/nytt/"

    assert client.get(new).status_code == 200
    saved = client.post(new, {"kind": "TELEPHONE", "occurred_on": today(), "text": TEXT})

    assert (saved.status_code, saved.headers["Location"]) == (
        302,
        f"/saker/{case.reference}/dokumenter/",
    )
    page = f"/notater/{Note.objects.get().public_id}/"
    assert f'href="{page}"' in client.get(saved.headers["Location"]).content.decode()
    assert client.get(f"{page}rett/").status_code == 200
    assert client.post(f"{page}rett/", {"text": "Det var Kari."}).status_code == 302
    shown = client.get(page).content.decode()
    assert TEXT in shown
    assert "Det var Kari." in shown
    assert "Kari Lie" in shown
    look = Read.objects.filter(page__startswith="Notat – ").order_by("-at")[0]
    assert (look.person_ids, look.case_id) == ([case.person_id], case.pk)
    assert look.page == f"Notat – notat {Note.objects.get(corrects=None).public_id}"


def test_a_note_that_is_refused_keeps_its_text(case: Case, town: given.Town) -> None:
    answer = signed_in(town.caseworker).post(
        f"/saker/{case.reference}/notater/nytt/",
        {"kind": "INFORMATION", "occurred_on": today(), "text": TEXT},
    )

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert TEXT in shown
    assert "Skriv hvem opplysningene kommer fra." in shown
    assert '<details class="ds-details" open>' in shown
    assert not Note.objects.exists()


def test_what_was_typed_comes_back_as_a_draft(case: Case, town: given.Town) -> None:
    client = signed_in(town.caseworker)
    client.post(
        "/kladd/", {"_form": "notat", "_case": case.reference, "text": TEXT, "kind": "MEETING"}
    )

    shown = client.get(f"/saker/{case.reference}/notater/nytt/").content.decode()

    assert TEXT in shown
    assert "Utkast lagret kl." in shown


def test_information_from_others_is_put_before_the_person_on_its_page(
    case: Case, town: given.Town
) -> None:
    client = signed_in(town.caseworker)
    client.post(
        f"/saker/{case.reference}/notater/nytt/",
        {
            "kind": "INFORMATION",
            "occurred_on": today(),
            "text": TEXT,
            "informant": "Kari, datter",
            "put_before": "NOT_YET",
        },
    )
    page = f"/notater/{Note.objects.get().public_id}/"
    listed = f"/saker/{case.reference}/dokumenter/"
    assert "Ikke forelagt personen" in client.get(listed).content.decode()

    assert client.get(f"{page}forelagt/").status_code == 200
    wrong = client.post(f"{page}forelagt/", {"put_before": "YES"})
    right = client.post(
        f"{page}forelagt/",
        {"put_before": "YES", "put_before_on": today(), "put_before_note": "Han er enig."},
    )

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "Han er enig." in client.get(page).content.decode()
    assert "Ikke forelagt personen" not in client.get(listed).content.decode()


def test_a_person_has_notes_without_a_case(town: given.Town) -> None:
    person = given.a_person(town.municipality)
    client = signed_in(town.caseworker)
    papers = f"/personer/{person.public_id}/dokumenter/"

    telephone = client.get(f"/personer/{person.public_id}/").content.decode()
    assert f'href="{papers}"' in telephone
    assert telephone.count('data-hotkey="alt+j"') == 1
    assert 'data-hotkey="alt+j"' in client.get(papers).content.decode()
    saved = client.post(
        f"/personer/{person.public_id}/notater/nytt/",
        {"kind": "TELEPHONE", "occurred_on": today(), "text": TEXT},
    )

    assert saved.headers["Location"] == papers
    assert TEXT in client.get(papers).content.decode()


def test_the_api_writes_and_lists_notes(case: Case, town: given.Town) -> None:
    api = Api.of(given.account_of(town.caseworker).username)
    path = f"cases/{case.reference}/notes/"
    body = {"kind": "HOME_VISIT", "occurred_on": today(), "text": TEXT}

    made = api.post(path, body).body["note"]
    api.post(path, body | {"text": "Kl. 10, ikke 11.", "corrects": made})

    (row,) = api.get(path).body
    assert (row["note"], row["text"], row["signed_by"]) == (made, TEXT, "Kari Lie")
    assert [c["text"] for c in row["corrections"]] == ["Kl. 10, ikke 11."]


def test_the_api_takes_no_note_of_another_case(case: Case, town: given.Town) -> None:
    api = Api.of(given.account_of(town.caseworker).username)
    other = given.a_case(town, responsible=town.caseworker)
    body = {"kind": "OTHER", "occurred_on": today(), "text": TEXT}
    made = api.post(f"cases/{other.reference}/notes/", body).body["note"]

    wrong = api.send("POST", f"cases/{case.reference}/notes/", body | {"corrects": made})
    told = api.send(
        "POST",
        f"cases/{case.reference}/notes/{made}/put-before/",
        {"put_before": "YES", "put_before_on": today()},
    )

    assert (wrong.status, told.status) == (404, 404)
    assert Note.objects.count() == 1
