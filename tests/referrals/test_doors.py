"""The queue of referrals and the pages of help without a decision, as those who work meet them."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from cases.models import Case
from cases.service_types import Basis
from people.access import Actor
from referrals import queries
from referrals.models import Help
from tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]
DAY = dt.timedelta(days=1)
TODAY = given.NOW.date()


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def order_of(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/henvisninger/{query}").content.decode()
    return re.findall(r'href="/saker/(\d{4}-\d{5})/">', page)


def test_the_queue_is_in_order_of_urgency_then_wait_and_hides_nothing_that_is_late() -> None:
    town = given.a_town()
    people = {
        name: given.a_person(town.municipality, family=name)
        for name in ("Aassen", "Bergsen", "Dahlsen", "Eidesen", "Fossen")
    }

    def waits(name: str, grade: int | None, days: int, *services: str) -> str:
        case = given.a_referral(
            town,
            person=people[name],
            services=services or ("ergoterapi",),
            grade=grade,
            at=given.NOW - days * DAY,
        )
        return case.reference

    calm = waits("Aassen", 4, 40)
    late = waits("Bergsen", 2, 16, "fysioterapi")
    within = waits("Dahlsen", 2, 12)
    unknown = waits("Eidesen", None, 3)
    given_help = waits("Fossen", 1, 2)
    helped = Case.objects.get(reference=given_help)
    given.some_help(town, helped)
    given.a_registered_application(town, person=people["Fossen"], services=("matombringing",))

    given.some_help(town, Case.objects.get(reference=calm), meanwhile="GOES_ON")

    client = client_of(town.caseworker)
    page = client.get("/henvisninger/").content.decode()
    assert page.count("Får hjelp uten vedtak</span>") == 1  # and waits for its answer
    assert order_of(client) == [unknown, late, within, calm]
    assert re.search(r'data-color="danger"[^>]*>16 av 14 dager<', page)
    assert "12 av 14 dager" in page
    assert "40 av 90 dager" in page
    assert "En har ventet lenger enn nøkkelen sier. En mangler hastegrad." in page
    assert order_of(client, "?grad=0") == [unknown]
    assert order_of(client, "?grad=2") == [late, within]
    assert order_of(client, "?ventet=over") == [late]
    assert order_of(client, "?tjeneste=fysioterapi") == [late]
    assert order_of(client, "?ansvarlig=ingen&tjeneste=tull") == [unknown, late, within, calm]
    client.post(f"/saker/{within}/ta/", {"_key": "t"})
    assert order_of(client, "?ansvarlig=meg") == [within]

    # nobody else's wait is told on a person's page, and who may not open the cases sees none
    own = client.get(f"/personer/{people['Bergsen'].public_id}/").content.decode()
    assert "16 av 14 dager" in own
    assert not any(name in own for name in people if name != "Bergsen")
    assert order_of(client_of(town.other_caseworker)) == []
    assert client_of(town.provider).get("/henvisninger/").status_code == 403


def fields(case: Case, **changes: Any) -> dict[str, Any]:
    case.refresh_from_db()
    return {
        "what": f"ergoterapi {Basis.HOL_3_2_NR_5}",
        "starts_on": TODAY,
        "planned_end_on": TODAY + 20 * DAY,
        "why": "Trenger trening i trapp.",
        "unit": "fagteam",
        "performer": "",
        "consent": "PERSON",
        "told": "Ola på telefon",
        "told_of_rights": "on",
        "meanwhile": "WAITS",
        "version": case.version,
        "_key": "k",
        **changes,
    }


def test_help_is_given_answered_and_ended_on_its_pages() -> None:
    town = given.a_town()
    case = given.a_referral(town, at=given.NOW - 12 * DAY)
    client, base = client_of(town.caseworker), f"/saker/{case.reference}"

    # a refusal says what to do, and keeps what was typed
    refused = client.post(
        f"{base}/uten-vedtak/ny/",
        fields(case, what=f"helsetjenester_i_hjemmet {Basis.HOL_3_2_NR_6_A}", why="Sårstell."),
    )
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "Gå til kartlegging, eller velg en siste dag innen to uker." in text
    assert "Sårstell." in text
    assert f"{base}/kartlegging/" in text
    assert not Help.objects.exists()

    # twelve days ago, told today
    sent = client.post(f"{base}/uten-vedtak/ny/", fields(case, starts_on=TODAY - 12 * DAY))
    assert sent.status_code == 302, sent.content.decode()
    help_ = Help.objects.get()
    page = client.get(f"{base}/uten-vedtak/").content.decode()
    assert "Hjelpen har vart i 13 dager." in page
    assert "Tjenesten gis uten vedtak (hol § 3-2 nr. 5)" in page
    case.refresh_from_db()
    assert case.hold_until == TODAY + 21 * DAY  # the last day is given
    inbox = client.get("/oppgaver/?vis=ufordelt").content.decode()
    assert f"{base}/uten-vedtak/{help_.public_id}/svar/" in inbox
    assert "Uten vedtak" in client.get(f"/personer/{case.person.public_id}/").content.decode()
    assert "Hjelp uten vedtak" in client.get(f"{base}/").content.decode()

    paper = client.get(f"{base}/utskrift/").content.decode()
    assert "Trenger trening i trapp." in paper
    assert "Falt to ganger i uken." in paper

    answer = f"{base}/uten-vedtak/{help_.public_id}/svar/"
    missing = client.post(answer, {"answer": "CONTINUES", "why": "Trener.", "version": 1})
    assert (missing.status_code, "Velg planlagt siste dag" in missing.content.decode()) == (
        422,
        True,
    )
    said = client.post(
        answer,
        {"answer": "DECISION_NEEDED", "why": "Må ha fast hjelp.", "version": 1, "_key": "a"},
    )
    assert said.headers["Location"] == f"{base}/kartlegging/"
    assert "Hjelpen krever vedtak." in client.get(f"{base}/uten-vedtak/").content.decode()

    end = f"{base}/uten-vedtak/{help_.public_id}/avslutt/"
    ended = {"result": "Går i trapp.", "ended_on": TODAY, "close": "yes", "version": 2}
    assert client.post(end, ended).status_code == 422  # nobody is told
    done = client.post(end, {**ended, "told": "Ola på telefon", "_key": "e"})
    assert done.status_code == 302
    over = client.get(f"{base}/").content.decode()
    assert "Avsluttet: Gitt uten vedtak." in over
    assert client.get(end).status_code == 404
    assert queries.help_now(case.person_id, on=TODAY) == []
