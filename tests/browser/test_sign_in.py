"""Signing in in a real browser: through a provider, a process of its own, and in two steps."""

import datetime as dt
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from audit.models import Entry
from entrance import rules
from entrance.adapters import provider
from entrance.models import Identity, RoleMapping
from people.models import Relation, StaffMember
from people.queries.relations import staff_as_residents
from people.roles import Role
from people.rules import synthetic_number
from tests import given
from tests.browsers import looked_at, settled

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django import Settings

pytestmark = pytest.mark.browser

SUBJECT = "c0ffee"
OWN = synthetic_number(dt.date(1979, 2, 3), 11)  # what the provider says of their identity number


@pytest.fixture
def town(site: str) -> given.Town:
    return given.a_town()


@pytest.fixture
def issuer(town: given.Town) -> Iterator[str]:
    """oidc-provider-mock, started as anybody's provider is: elsewhere, on a port."""
    number = StaffMember.objects.get(pk=town.caseworker.staff()).employee_number
    claims = {"sub": SUBJECT, "employee_number": number, "groups": ["vedtak"], "pid": OWN}
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    command = [
        sys.executable,
        "-m",
        "oidc_provider_mock",
        "--port",
        port,
        "--require-nonce",
        "true",
    ]
    process = subprocess.Popen(
        [*command, "--user-claims", json.dumps(claims)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", int(port)), timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()


def test_a_real_provider_lets_in_whom_it_vouches_for_and_nobody_when_it_is_gone(
    page: "Page", site: str, town: given.Town, issuer: str, settings: "Settings"
) -> None:
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = issuer, "tildeling"
    settings.OIDC_CLIENT_SECRET, settings.BASE_URL = "til provene", site
    settings.OIDC_PERSON_CLAIM = "pid"
    oneself = given.a_person(town.municipality, number=OWN)
    Relation.objects.filter(staff_id=town.caseworker.staff()).delete()
    provider.forget()
    RoleMapping.objects.create(
        municipality=town.municipality,
        claim="groups",
        value="vedtak",
        role=Role.DECISION_OFFICER,
        unit=town.office,
        valid_from=given.LONG_AGO,
        made_by_id=town.administrator.staff(),
    )

    page.goto(f"{site}/profil/")
    looked_at(page, "logg-inn")
    page.get_by_role("link", name="Logg inn med kommunens konto").click()
    page.get_by_role("button", name=SUBJECT, exact=True).click()
    page.wait_for_url(f"{site}/profil/")

    assert Identity.objects.get().subject == SUBJECT
    assert Entry.objects.get(event="StaffLetIn").data["given"] == [Role.DECISION_OFFICER]
    # whose record is their own, as the provider says it; it stands in no entry of the trail
    assert staff_as_residents(town.municipality.pk) == {town.caseworker.staff(): oneself.pk}
    assert OWN not in str(list(Entry.objects.values_list("data", flat=True)))
    page.get_by_role("link", name="To-trinns innlogging").click()
    expect(page.get_by_text("Du er logget inn med kommunens konto.")).to_be_visible()

    # who says no there is not let in here
    page.context.clear_cookies()
    page.goto(f"{site}/logg-inn/kommune/")
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("heading", name="Du ble ikke logget inn")).to_be_visible()
    looked_at(page, "avvist")

    # nor anybody when nobody answers
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    page.goto(f"{site}/logg-inn/kommune/")
    expect(page.get_by_role("heading", name="Kommunens innlogging svarer ikke")).to_be_visible()
    looked_at(page, "svarer-ikke")


def test_a_second_step_is_set_up_with_a_code_and_taken_with_a_passkey(
    page: "Page", site: str, town: given.Town, settings: "Settings"
) -> None:
    # A browser keeps a passkey for a name, and not for a bare address.
    here = site.replace("127.0.0.1", "localhost")
    settings.SECOND_FACTOR, settings.BASE_URL = "required", here
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": device})

    def password() -> None:
        page.goto(f"{here}/logg-inn/?next=/profil/innlogging/")
        page.get_by_label("Brukernavn").fill("saksbehandler")
        page.get_by_label("Passord").fill(given.PASSWORD)
        page.locator("[data-primary]").click()

    # the first time: a code from an app
    password()
    page.wait_for_url(f"{here}/logg-inn/oppsett/")
    looked_at(settled(page), "sett-opp")
    key = re.sub(r"\s", "", page.locator("code").inner_text())
    page.get_by_label("Kode").fill(rules.code_at(rules.from_blocks(key), int(time.time()) // 30))
    page.get_by_role("button", name="Bekreft koden").click()
    expect(page.get_by_role("heading", name="Gjenopprettingskoder")).to_be_visible()
    looked_at(page, "koder")
    spare = page.locator("main li code").first.inner_text()
    page.get_by_role("link", name="Jeg har tatt vare på kodene").click()
    page.wait_for_url(f"{here}/profil/innlogging/")

    # then a passkey
    page.get_by_role("link", name="Legg til").click()
    page.get_by_role("button", name="Lag passnøkkel").click()
    page.wait_for_url(f"{here}/profil/innlogging/")
    expect(page.get_by_role("rowheader", name="Passnøkkel")).to_be_visible()
    looked_at(page, "innlogging")

    # which is enough beside the password the next time; a recovery code is too
    page.context.clear_cookies()
    password()
    page.wait_for_url(f"{here}/logg-inn/kode/")
    looked_at(settled(page), "bekreft")
    page.get_by_role("button", name="Bruk passnøkkel").click()
    page.wait_for_url(f"{here}/profil/innlogging/")
    page.context.clear_cookies()
    password()
    page.get_by_label("Kode").fill(spare)
    page.locator("[data-primary]").click()
    page.wait_for_url(f"{here}/profil/innlogging/")
    ways = Entry.objects.filter(event="CameIn").order_by("at").values_list("data", flat=True)
    assert [way["how"] for way in ways] == ["set up", "passkey", "code"]

    # what the administrator keeps
    page.context.clear_cookies()
    settings.SECOND_FACTOR = "off"
    page.goto(f"{here}/logg-inn/?next=/oppsett/integrasjoner/ny/")
    page.get_by_label("Brukernavn").fill("systemansvarlig")
    page.get_by_label("Passord").fill(given.PASSWORD)
    page.locator("[data-primary]").click()
    page.locator("[name=name]").fill("Skjemaportalen")
    page.locator("[name=unit_id]").select_option(index=1)
    page.get_by_label("Sende inn søknader").check()
    looked_at(page, "ny-integrasjon")
    page.locator("[data-primary]").click()
    expect(page.get_by_role("heading", name="Integrasjonen er registrert")).to_be_visible()
    looked_at(page, "integrasjon")
    kari = given.account_of(town.caseworker).pk
    whose = f"brukere/{given.public_id_of(town.caseworker)}/konto/{kari}/innlogging/"
    pages = {
        "integrasjoner/": "integrasjoner",
        "innlogging/": "roller",
        "innlogging/ny/": "ny-rad",
        whose: "konto",
    }
    for path, name in pages.items():
        page.goto(f"{here}/oppsett/{path}")
        looked_at(page, name)
