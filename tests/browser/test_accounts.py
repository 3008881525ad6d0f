"""A role, a yes, a code and a password of one's own: the pages from registration to signing in."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from entrance.models import EntryCode
from people.models import RoleGrant, StaffMember
from rights.models import Proposal
from tests import given
from tests.browsers import looked_at
from tests.journeys.screens import Office, office

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.proof, pytest.mark.usefixtures("wednesday")]


@pytest.fixture
def people(browser: "Browser", site: str) -> Iterator[Office]:
    with office(browser, site) as opened:
        yield opened


def test_two_persons_let_a_third_in(people: Office, browser: "Browser") -> None:
    town = given.a_town()
    admin = people.screen(town.administrator)
    page, site = admin.page, admin.site
    page.goto(f"{site}/oppsett/brukere/ny/")
    looked_at(page, "ny-ansatt")
    admin.fill("Ansattnummer", "40100")
    admin.fill("Fornavn", "Nora")
    admin.fill("Etternavn", "Vang")
    admin.press("Registrer")
    user = f"{site}/oppsett/brukere/{StaffMember.objects.get(employee_number='40100').public_id}/"
    page.goto(f"{user}rolle/")
    page.locator("[name=role]").select_option("CASEWORKER")
    page.locator("[name=unit_id]").select_option(str(town.intake.pk))
    looked_at(page, "gi-rolle")
    admin.press("Gi rollen")
    page.goto(f"{user}konto/")
    admin.fill("Brukernavn", "nora")
    looked_at(page, "ny-konto")
    admin.press("Opprett konto")
    looked_at(page, "bruker")

    chief = people.screen(town.chief)
    chief.page.goto(f"{site}/tilganger/")
    looked_at(chief.page, "tilganger")
    chief.page.goto(f"{site}/tilganger/rolle/{Proposal.objects.get().public_id}/")
    looked_at(chief.page, "ny-rolle")
    chief.check("Ja")
    chief.press("Lagre svaret")
    chief.page.goto(f"{site}/tilganger/kode/{EntryCode.objects.get().public_id}/")
    looked_at(chief.page, "engangskode")
    chief.press("Vis engangskoden")
    looked_at(chief.page, "engangskode-vist")
    code = chief.page.locator("dd code").last.inner_text()

    hers = browser.new_context(locale="nb-NO").new_page()
    hers.goto(f"{site}/logg-inn/ny/")
    looked_at(hers, "velg-passord")
    for name, typed in (
        ("username", "nora"),
        ("code", code),
        ("password", "mitt eget passord 7"),
        ("again", "mitt eget passord 7"),
    ):
        hers.locator(f"[name={name}]").fill(typed)
    hers.locator("[data-primary]").click()
    hers.wait_for_url(f"{site}/oppgaver/**")

    grant = RoleGrant.objects.get(staff__employee_number="40100")
    page.goto(f"{user}rolle/{grant.pk}/trekk/")
    looked_at(page, "trekk-rolle")
