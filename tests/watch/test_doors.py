"""«Drift»: those who answer for it see what is wrong, and on every page that something is."""

from typing import Any

import pytest
from django.test import Client

from people.access import system
from people.models import Account
from tests import given
from tests.given import NOW
from watch import actions, queries
from watch.kinds import PARTS, TRIES, Part
from watch.models import Attempt, Heartbeat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]

POST = "notifications.tasks.send_due"


@pytest.fixture
def town() -> given.Town:
    """Everything is alive but the post; two rows are wrong, and one piece of work is put aside."""
    town = given.a_town()
    for name in [*(name for name in PARTS if "." in name), Part.CLOCK, Part.WATCHDOG]:
        actions.beat(name, at=NOW)
    Heartbeat.objects.filter(name=POST).update(at=NOW - 6 * PARTS[POST].patience)  # type: ignore[operator]  # a heartbeat's
    actor = system(town.municipality.pk)
    actions.keep({"role_without_end": 2}, actor=actor, at=NOW)
    actions.beat(Part.INVARIANTS, at=NOW)
    Attempt.objects.create(
        municipality=town.municipality,
        work="remind",
        row=7,
        tries=TRIES,
        begun_at=NOW,
        parked_at=NOW,
    )
    return town


def of(actor: Any) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id))
    return client


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_administrator_sees_what_is_wrong_and_where_it_is_mended(town: given.Town) -> None:
    page = text(of(town.administrator), "/oppsett/drift/")

    for words in (
        "Postutsending",
        "E-post blir liggende.",
        "Roller uten sluttdato, eller som varer mer enn et år",
        'href="/oppsett/brukere/"',
        "Påminnelse om frist",
        "Arbeidet ble avbrutt",
        "Prøv igjen",
    ):
        assert words in page
    assert "Må ses på: Postutsending, Opplysninger som ikke stemmer, Arbeid" in page


def test_a_leader_sees_it_without_what_is_the_administrators_to_do(town: given.Town) -> None:
    leader = of(town.leader)
    page = text(leader, "/oppsett/drift/")

    assert "Roller uten sluttdato" in page
    assert 'href="/oppsett/brukere/"' not in page
    assert "Kan gjøres av: Systemansvarlig." in page
    assert "prov-igjen" not in page
    assert "Må ses på" in text(leader, "/profil/")


def test_who_cannot_mend_it_is_told_who_can_and_when_it_was_found(town: given.Town) -> None:
    actor = system(town.municipality.pk)
    actions.keep({"letter_forgotten": 1}, actor=actor, at=NOW)

    for who in (town.administrator, town.leader):
        page = text(of(who), "/oppsett/drift/")
        row = page.partition("Brev som har ventet på utsending")[2].partition("</tr>")[0]
        assert "Kan gjøres av: Saksbehandler, Vedtaksansvarlig, Godkjenner." in row
        assert 'data-label="Funnet">04.03.2026' in row
        assert "href=" not in row


def test_nobody_else_sees_it_and_where_all_is_well_nothing_is_said(town: given.Town) -> None:
    caseworker = of(town.caseworker)
    assert caseworker.get("/oppsett/drift/").status_code == 403
    assert "Må ses på" not in text(caseworker, "/profil/")

    actions.beat(POST, at=NOW)
    actions.keep({}, actor=system(town.municipality.pk), at=NOW)
    Attempt.objects.all().delete()

    well = of(town.administrator)
    assert "Må ses på" not in text(well, "/profil/")
    assert "Alt er som det skal." in text(well, "/oppsett/drift/")


def test_what_was_put_aside_is_let_lie_with_a_reason_and_tried_again(town: given.Town) -> None:
    administrator = of(town.administrator)
    (row,) = queries.parked(town.administrator)
    path = f"/oppsett/drift/{row.public_id}/"

    assert administrator.post(f"{path}la-ligge/", {"reason": ""}).status_code == 422
    assert queries.any_parked()

    done = administrator.post(f"{path}la-ligge/", {"reason": "Fristen er borte."})
    assert done.status_code == 302
    assert "Skal ligge: Fristen er borte." in text(administrator, "/oppsett/drift/")

    assert administrator.post(f"{path}prov-igjen/").status_code == 302
    assert not queries.parked(town.administrator)
    assert of(town.leader).post(f"{path}prov-igjen/").status_code == 403
