"""Hastevedtak in a real browser: given now, started by the unit, written, controlled."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from cases import actions as sharing
from cases.models import Case
from decisions.models import DecisionLine
from delivery import actions as delivering
from tests import given
from tests.browsers import looked_at
from tests.journeys.screens import Office, office

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("wednesday")]


@pytest.fixture
def town(site: str) -> given.Town:
    return given.a_town()


@pytest.fixture
def people(browser: "Browser", site: str, town: given.Town) -> Iterator[Office]:
    with office(browser, site) as opened:
        yield opened


@pytest.fixture
def case(town: given.Town) -> Case:
    """Received this morning; the one on duty has been let in."""
    person = given.a_person(town.municipality, given="Berit", family="Hansen")
    (found,) = given.a_registered_application(town, person=person)
    for colleague in (town.officer, town.approver):
        sharing.share_case(
            found.pk,
            staff=given.public_id_of(colleague),
            reason="Ektefellen er lagt inn.",
            actor=town.caseworker,
            at=given.NOW,
        )
    return found


@pytest.mark.proof
def test_help_that_cannot_wait_is_given_started_written_and_controlled(
    people: Office, town: given.Town, case: Case
) -> None:
    # now: from the case's own page
    officer = people.screen(town.officer)
    page = officer.page
    officer.open(f"/saker/{case.reference}/")
    page.get_by_role("button", name="Flere valg").click()
    page.get_by_role("link", name="Gi hjelp nå (hastevedtak)").click()
    expect(page.get_by_role("heading", level=1, name="Hastevedtak")).to_be_visible()
    page.get_by_role("button", name="Gi hjelp nå").click()
    page.locator(".ds-error-summary").wait_for()
    looked_at(officer.page, "hastevedtak-mangler")
    page.get_by_label("Omfang").first.fill("7")
    page.get_by_label("Hvem skal gi hjelpen?").first.select_option(town.home_service.key)
    page.get_by_label("Hvorfor kan det ikke vente?").fill(
        "Ektefellen som hjalp, er lagt inn i dag."
    )
    page.get_by_label("Personens syn").fill("Berit vil være hjemme.")
    page.get_by_label("Hvem er orientert?").fill("Berit selv")
    looked_at(officer.page, "hastevedtak")
    page.get_by_role("button", name="Gi hjelp nå").click()
    expect(page.get_by_text("Skriv vedtaket senest 05.03.2026")).to_be_visible()
    expect(page.get_by_text("4 åpne avvik")).to_be_visible()
    looked_at(officer.page, "hastevedtak-sak")

    # the unit sees that it hastens
    unit = people.screen(town.provider)
    unit.open("/bestillinger/")
    expect(unit.page.get_by_text("Haster", exact=True).first).to_be_visible()
    looked_at(unit.page, "hastevedtak-bestillinger")
    order = str(DecisionLine.objects.get().public_id)
    unit.open(f"/bestillinger/{order}/")
    expect(unit.page.get_by_text("Vedtaket er gitt muntlig")).to_be_visible()
    looked_at(unit.page, "hastevedtak-bestilling")
    delivering.confirm_order(order, actor=town.provider, at=given.NOW)
    delivering.start_order(
        order, starts_on=given.NOW.date(), version=1, actor=town.provider, at=given.NOW
    )

    # it is written, as it was given
    officer.open(f"/saker/{case.reference}/vedtak/1/")
    expect(page.get_by_text("Hastevedtak gitt muntlig")).to_be_visible()
    expect(page.get_by_text("Gitt muntlig og bestilt.")).to_be_visible()
    looked_at(officer.page, "hastevedtak-skriv")
    page.get_by_label("Hovedhensyn").fill("Du kunne ikke være hjemme uten hjelp.")
    page.get_by_role("textbox", name="Mål").fill("Være trygg hjemme.")
    page.get_by_label("Evalueres senest").fill("2026-03-20")
    page.get_by_role("button", name="Fatt vedtak og send brev").click()
    expect(page.get_by_role("heading", level=1, name="Vil du fatte vedtaket")).to_be_visible()
    page.get_by_role("button", name="Fatt vedtak og send brev").click()
    expect(page.get_by_role("heading", level=1, name="Vedtaket er fattet")).to_be_visible()
    officer.open(f"/saker/{case.reference}/")
    expect(page.get_by_text("Tjeneste i gang").first).to_be_visible()

    # and what was never done is seen by another
    approver = people.screen(town.approver)
    approver.open("/oppgaver/?vis=ufordelt")
    approver.page.get_by_role("link", name="Kontroller avvik").first.click()
    expect(approver.page.get_by_role("heading", level=1, name="Avvik")).to_be_visible()
    approver.page.get_by_label("Hva fant du?").fill("Rett å gi hjelpen. Kartlegges nå.")
    for box in approver.page.get_by_role("checkbox").all()[1:]:
        box.check()
    looked_at(approver.page, "avvik")
    approver.page.get_by_role("button", name="Lukk valgte avvik").click()
    expect(approver.page.get_by_text("3 av 3 avvik er lukket.")).to_be_visible()
    looked_at(approver.page, "avvik-kvittering")
    approver.page.get_by_role("link", name="Tilbake til avvikene").click()
    expect(approver.page.get_by_role("button", name="Lukk avviket")).to_be_visible()
    looked_at(approver.page, "avvik-ett-igjen")
