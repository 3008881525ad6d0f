"""«Registrer løpende vedtak» in a real browser: found under more choices, filled in, registered."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests import given
from tests.browsers import looked_at
from tests.delivery.test_takeover import somebody
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


def test_a_running_decision_is_registered_from_the_persons_page(
    people: Office, town: given.Town
) -> None:
    person = somebody(town)
    screen = people.screen(town.officer)
    page = screen.page
    screen.open(f"/personer/{person.public_id}/")
    page.get_by_role("button", name="Flere valg").click()
    page.get_by_role("link", name="Registrer løpende vedtak").click()
    expect(page.get_by_role("heading", level=1, name="Registrer løpende vedtak")).to_be_visible()
    looked_at(screen.page, "lopende-vedtak")

    page.get_by_label("Hvor står vedtaket?").fill("Gerica")
    page.get_by_label("Nummer eller saksnavn der").fill("2025/118")
    page.get_by_label("Vedtaket er fattet").fill("2025-05-20")
    first = page.get_by_role("region", name="Tjeneste 1")
    first.get_by_label("Tjeneste", exact=False).first.select_option("helsetjenester_i_hjemmet")
    first.get_by_label("Omfang").fill("3,5")
    first.get_by_label("Utførende enhet").select_option("hub-nord")
    page.get_by_role("button", name="Legg til en tjeneste").click()
    second = page.get_by_role("region", name="Tjeneste 2")
    expect(second).to_be_visible()
    expect(first.get_by_label("Omfang")).to_have_value("3,5")
    second.get_by_label("Tjeneste", exact=False).first.select_option("trygghetsalarm")
    second.get_by_label("Utførende enhet").select_option("hub-nord")
    page.get_by_role("button", name="Registrer vedtaket").click()
    page.locator(".ds-error-summary").wait_for()  # the days are missing
    looked_at(screen.page, "lopende-vedtak-mangler")

    for block in (first, second):
        block.get_by_label("Tjenesten startet").fill("2023-02-01")
        block.get_by_label("Vedtaket gjelder fra").fill("2025-06-01")
    second.get_by_label("Omfang").fill("1")
    page.get_by_role("button", name="Registrer vedtaket").click()
    expect(page.get_by_text("Vedtaket er registrert.")).to_be_visible()
    expect(page.get_by_text("Tjeneste i gang").first).to_be_visible()
    looked_at(screen.page, "lopende-sak")
    page.get_by_role("link", name="Vedtak").last.click()
    expect(page.get_by_role("heading", level=1, name="Vedtak og brev")).to_be_visible()
    expect(page.get_by_text("Gerica, 2025/118")).to_be_visible()
    looked_at(screen.page, "lopende-vedtak-lest")
