"""The same file received twice: where the first lies is told to who may know; one is laid away."""

import re

import pytest
from django.test import Client

from audit.models import Entry, Read
from cases.models import Case
from people.access import Actor
from people.models import Resident
from people.refusals import AccessDenied, NotFound, Refused, Stale
from records import actions, queries
from records.models import Document
from tests import given
from tests.records.test_inbox import an_epikrise, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]
TAG = "Samme dokument er mottatt før"


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town, responsible=town.caseworker)


def received(town: given.Town, *, pages: int = 1) -> Document:
    made = actions.receive_document(
        given.a_pdf(pages=pages), name="skann.pdf", actor=town.caseworker, at=given.NOW
    )
    return Document.objects.get(public_id=made["document"])


def linked(document: Document, actor: Actor, *, reference: str = "", person: str = "") -> None:
    actions.link_document(
        str(document.public_id),
        an_epikrise(),
        reference=reference,
        person=person,
        version=document.version,
        actor=actor,
        at=given.NOW,
    )


def inbox(client: Client) -> str:
    return " ".join(client.get("/innboks/").content.decode().split())


def test_a_double_is_laid_away_and_taken_back_and_the_first_is_never_one(town: given.Town) -> None:
    # given a file that came twice, and another
    first, double, other = received(town), received(town), received(town, pages=2)
    client = signed_in(town.caseworker)

    # then only the second says so, with the day and where the first lies
    page = inbox(client)
    assert page.count(TAG) == 1
    assert f'04.03.2026, <a class="ds-link" href="/innboks/{first.public_id}/">' in page
    assert "dokument 1/2026 her i innboksen" in page
    assert TAG in client.get(f"/innboks/{double.public_id}/").content.decode()

    # when it is laid away, by its version, its file, number and row stay
    discard = f"/innboks/{double.public_id}/dobbelt/"
    assert client.post(discard, {"version": "7"}).status_code == 409
    assert client.post(discard, {"version": "1"})["Location"] == "/innboks/"
    rows = [row.public_id for row in queries.inbox(town.caseworker)]
    assert rows == [str(first.public_id), str(other.public_id)]
    double.refresh_from_db()
    assert (double.double_of, str(double.journal)) == (first, "2/2026")
    event = Entry.objects.get(event="DoubleDiscarded")
    assert (event.data["journal"], event.data["first_journal"]) == ("2/2026", "1/2026")

    # and it is linked to nobody, until it is taken back
    before = Entry.objects.count()
    with pytest.raises(Refused, match="Angre det i innboksen først"):
        linked(double, town.caseworker, person=str(given.a_person(town.municipality).public_id))
    with pytest.raises(Refused, match="allerede forkastet"):
        actions.discard_double(
            str(double.public_id), version=2, actor=town.caseworker, at=given.NOW
        )
    assert Entry.objects.count() == before
    page = inbox(client)
    assert TAG not in page
    assert "Forkastet som dobbelt" in page
    undo = f"{discard}angre/"
    assert client.post(undo, {"version": "2"})["Location"] == "/innboks/"
    assert len(queries.inbox(town.caseworker)) == 3
    assert Entry.objects.filter(event="DoubleKept").count() == 1

    # and neither the first nor what came once is laid away
    for one in (first, other):
        with pytest.raises(Refused, match="det første av sitt slag"):
            actions.discard_double(
                str(one.public_id), version=1, actor=town.caseworker, at=given.NOW
            )
    with pytest.raises(Stale):
        actions.keep_double(str(double.public_id), version=1, actor=town.caseworker, at=given.NOW)
    with pytest.raises(AccessDenied):
        actions.discard_double(str(double.public_id), version=3, actor=town.officer, at=given.NOW)
    elsewhere = given.a_town("3303", "Kongsberg kommune").caseworker
    with pytest.raises(NotFound):
        actions.discard_double(str(double.public_id), version=3, actor=elsewhere, at=given.NOW)


def test_where_the_first_lies_is_told_to_who_may_open_it_and_never_whose_it_is_to_others(
    case: Case, town: given.Town
) -> None:
    first, _double = received(town), received(town)
    linked(first, town.caseworker, reference=case.reference)
    client = signed_in(town.caseworker)

    # who has the case is told which, and that they saw whose it is
    assert f"dokument 1/2026 i sak {case.reference}" in inbox(client)
    looks = Read.objects.filter(page="Innboks")
    assert case.person_id in looks.order_by("-at")[0].person_ids

    # who does not, only that it came, and when
    page = inbox(signed_in(town.coordinator))
    assert f"{TAG}</span>" in page
    assert "04.03.2026, et sted du ikke har tilgang til" in page
    shown = re.sub(r"(?s)<(header|nav).*?</\\1>", "", page)
    secrets = (case.reference, case.person.family_name, "1/2026", str(case.person.public_id))
    assert [one for one in secrets if one in shown] == []
    assert looks.order_by("-at")[0].person_ids == []

    # on a person alone: not for anybody, where the person is blocked
    person = given.a_person(town.municipality)
    first.refresh_from_db()
    actions.undo_link(
        str(first.public_id), version=first.version, actor=town.caseworker, at=given.NOW
    )
    first.refresh_from_db()
    linked(first, town.caseworker, person=str(person.public_id))
    assert f"/personer/{person.public_id}/dokumenter/" in inbox(client)
    Resident.objects.filter(pk=person.pk).update(blocked=True)
    page = inbox(client)
    assert "et sted du ikke har tilgang til" in page
    assert str(person.public_id) not in page
