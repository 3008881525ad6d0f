"""«Hastevedtak» and «Avvik» at their doors: typed once, the API's twin, and who controls."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from cases.actions import save_draft
from cases.models import Case, CaseAccess, Draft
from cases.stages import Stage
from decisions import queries
from decisions.models import Deviation, UrgentDecision
from people.access import Actor
from tests import given
from tests.decisions.acts import the, the_line
from tests.decisions.haste import HOME
from tests.decisions.test_api import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    """Received, and shared with the officer's unit."""
    (found,) = given.a_registered_application(
        town, person=given.a_person(town.municipality, family="Aassen")
    )
    CaseAccess.objects.create(case=found, unit=town.office, ground="shared", from_at=given.NOW)
    return found


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def fields(answer: Any, **changes: Any) -> dict[str, Any]:
    """What the browser would post of the page's form, with some fields typed anew."""
    posted: dict[str, Any] = {}
    for field in answer.context["form"]:
        value = field.value()
        if value not in (None, False):
            posted[field.html_name] = value.isoformat() if isinstance(value, dt.date) else value
    return posted | changes


def test_help_is_given_on_one_page_that_is_filled_in_but_for_what_only_a_person_knows(
    town: given.Town, case: Case
) -> None:
    client = signed_in(town.officer)
    url = f"/saker/{case.reference}/hastevedtak/"
    assert "Gi hjelp nå (hastevedtak)" in client.get(f"/saker/{case.reference}/").content.decode()
    page = client.get(url)
    assert "Behovet er ikke kartlagt" in page.content.decode()

    # refused: nothing is written, and each is said at its field
    wrong = client.post(url, fields(page))
    assert wrong.status_code == 422
    assert set(wrong.context["form"].errors) == {
        "lines.0.quantity",
        "lines.0.unit_performing",
        "reason",
        "told",
    }
    assert not UrgentDecision.objects.exists()

    # what was typed survives
    typed = {
        "lines.0.quantity": "7",
        "lines.0.unit_performing": town.home_service.key,
        "reason": "Ektefellen er lagt inn.",
        "told": "Ola selv",
    }
    save_draft(
        "hastevedtak",
        fields=fields(page, **typed),
        reference=case.reference,
        actor=town.officer,
        at=given.NOW,
    )
    page = client.get(url)
    assert "er hentet fram" in page.content.decode()

    # done: the case says it, and the draft is gone
    done = client.post(url, fields(page), follow=True)
    said = done.content.decode()
    assert "Skriv vedtaket senest 05.03.2026" in said
    assert "5 åpne avvik" in said
    assert "Skriv hastevedtaket" in said
    assert "Ikke gjort: hjelpen kunne ikke vente" in said
    assert "Avslutt uten vedtak" not in said
    assert not Draft.objects.filter(form="hastevedtak").exists()

    services = client.get(f"/saker/{case.reference}/tjenester/").content.decode()
    assert "Hastevedtak, gitt 04.03.2026" in services
    assert "Ingen tjenester ennå" not in services

    # a second press from the old page gives nothing twice, and says who was first
    again = client.post(url, fields(page))
    assert again.status_code in {409, 422}
    assert UrgentDecision.objects.count() == 1
    # the page of the decision is filled in, and what was given cannot be typed
    write = client.get(f"/saker/{case.reference}/vedtak/1/")
    assert "Hastevedtak gitt muntlig" in write.content.decode()
    assert "lines.0.quantity" not in write.context["form"].fields
    assert "Send tilbake innstillingen" not in write.content.decode()
    kept = client.post(write.request["PATH_INFO"], fields(write, goal="Trygg hjemme.", act="save"))
    assert kept.status_code == 302
    assert (the(case).goal, the_line(case).to_on) == ("Trygg hjemme.", None)

    # the tasks: to write for who gave it, to control for another
    mine = client.get("/oppgaver/").content.decode()
    assert "Skriv hastevedtaket" in mine
    assert "Kontroller avvik" not in mine
    approver = signed_in(town.approver)
    theirs = approver.get("/oppgaver/?vis=ufordelt").content.decode()
    assert "Kontroller avvik" in theirs

    # control: not by the one who answers for it
    url = f"/saker/{case.reference}/avvik/"
    assert client.get(url).context["theirs"] == []
    chosen = [row.public_id for row in approver.get(url).context["theirs"]]
    assert len(chosen) == 5
    form = {"deviations": chosen[1:], "found": " ", "_key": "k"}
    assert approver.post(url, form).status_code == 422
    closed = approver.post(url, form | {"found": "Rett å gi hjelpen."})
    assert closed["Location"] == f"{url}kvittering/k/"
    receipt = approver.get(closed["Location"]).content.decode()
    assert "4 av 4 avvik er lukket." in receipt
    assert receipt.count("Lukket</span>") == 4
    assert Deviation.objects.filter(closed_at=None).count() == 1
    assert client.get(closed["Location"]).status_code == 403
    # the one that is left is chosen already
    assert approver.get(url).content.decode().count(" checked") == 1


def test_another_service_than_asked_for_may_be_given(town: given.Town, case: Case) -> None:
    client = signed_in(town.officer)
    url = f"/saker/{case.reference}/hastevedtak/"
    posted = fields(
        client.get(url),
        **{
            "other.service_key": "matombringing",
            "other.unit_performing": town.home_service.key,
            "reason": "Har ikke spist.",
            "told": "Ola selv",
        },
    )
    del posted["lines.0.give"]

    wrong = client.post(url, posted)
    assert set(wrong.context["form"].errors) == {"other.quantity"}
    client.post(url, posted | {"other.quantity": "7"})

    case.refresh_from_db()
    assert case.stage == Stage.DECISION
    line = queries.decision_row(case.pk, on=given.NOW.date()).lines[0]
    assert (line.service_key, line.told) == ("matombringing", True)


def test_the_api_gives_help_once_for_each_key(town: given.Town, case: Case) -> None:
    caller = Caller(town.officer, case, at="")
    body: dict[str, Any] = {
        "lines": [{"service_key": HOME, "quantity": "7", "unit_performing": town.home_service.key}],
        "from_on": "2026-03-04",
        "reason": "Ektefellen er lagt inn.",
        "not_told_reason": "Sover.",
    }

    def post(key: str, **changes: Any) -> Any:
        return caller("POST", "urgent-decision/", body | changes, version=case.version, key=key)

    assert post("a", reason="").status_code == 422
    first = post("b")
    assert first.status_code == 200, first.content
    assert first.json()["stage"] == "DECISION"
    assert first.json()["write_by"] == "2026-03-05"
    assert set(first.json()["deviations"]) >= {"ASSESSMENT", "TOLD"}
    assert post("b").json() == first.json()
    second = post("c")
    assert (second.status_code, second.json()["code"]) == (409, "already_given")
    assert UrgentDecision.objects.count() == 1
    shown = caller("GET", "decision/").json()
    assert shown["lines"][0]["given_orally"] is True
