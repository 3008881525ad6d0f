"""«Ny søknad» in a real browser: few keys, a form that stays put, and the same without scripts."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from cases.models import Case
from people.models import IdentityNumber
from tests import given
from tests.browsers import axe, fits

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

NUMBER = "01814010070"
MOST_KEYS = 12  # besides the number and the person's own words
WIDTHS = (1366, 820, 360)


def ready(page: "Page", site: str) -> None:
    town = given.a_town()
    given.a_person(town.municipality, number=NUMBER)
    page.goto(f"{site}/logg-inn/?next=/soknader/ny/")
    page.get_by_label("Brukernavn").fill("saksbehandler")
    page.get_by_label("Passord").fill(given.PASSWORD)
    page.locator("[data-primary]").click()
    page.wait_for_url(f"{site}/soknader/ny/")


def bottom(page: "Page") -> float:
    box = page.locator("[data-primary]").bounding_box()
    assert box
    return box["y"] + box["height"]


def test_a_soknad_takes_few_keys_and_the_form_never_moves(page: "Page", site: str) -> None:
    ready(page, site)
    keys = 0

    def press(*names: str) -> None:
        nonlocal keys
        for name in names:
            page.keyboard.press(name)
            keys += 1

    # when the number is typed, the person comes beside the form, and the form stays
    before = bottom(page)
    page.keyboard.type(NUMBER)
    page.wait_for_selector(".app-ny-card")
    assert bottom(page) == before <= 768

    # and the rest is done by keyboard
    press("Tab", "Tab")
    page.keyboard.type("try")
    keys += 3
    page.get_by_role("option", name="Trygghetsalarm").wait_for()
    press("ArrowDown", "Enter", "Tab", "Tab")
    page.keyboard.type("Jeg vil klare meg selv.")
    press("Control+Enter")
    page.wait_for_url("**/kvittering/")

    assert keys <= MOST_KEYS
    assert Case.objects.get().services.get().service_key == "trygghetsalarm"
    assert axe(page) == []


def test_the_page_is_accessible_and_fits_as_it_fills(page: "Page", site: str) -> None:
    ready(page, site)
    page.get_by_label("Fødselsnummer").press_sequentially(NUMBER)
    page.wait_for_selector(".app-ny-card")
    page.get_by_label("Pårørende").check()

    assert axe(page) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert fits(page), width

    # and when something is wrong, the first thing heard is what
    page.get_by_label("Fødselsnummer").fill("123")
    page.locator("[data-primary]").click()
    page.wait_for_selector(".ds-error-summary")
    assert axe(page) == []
    assert page.evaluate("document.activeElement.matches('.ds-error-summary')")


def test_text_that_is_no_service_stays_in_the_field_until_one_is_chosen(
    page: "Page", site: str
) -> None:
    ready(page, site)
    page.get_by_label("Fødselsnummer").press_sequentially(NUMBER)
    page.wait_for_selector(".app-ny-card")
    field = page.locator("#id_services")
    field.press_sequentially("tryg")
    page.locator("[data-primary]").click()
    page.wait_for_selector(".ds-error-summary")

    expect(page.locator(".ds-error-summary")).to_contain_text("Du skrev «tryg», men valgte ingen")
    expect(field).to_have_value("tryg")
    field.press("End")
    field.press_sequentially("gh")
    page.get_by_role("option", name="Trygghetsalarm").wait_for()
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("")
    page.locator("[data-primary]").click()
    page.wait_for_url("**/kvittering/")
    assert Case.objects.get().services.get().service_key == "trygghetsalarm"


def test_without_scripts_the_whole_way_is_there(browser: "Browser", site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    ready(page, site)

    page.get_by_label("Fødselsnummer").fill(NUMBER)
    page.get_by_role("button", name="Slå opp").click()
    page.get_by_text("NORDMANN, Ola").wait_for()
    page.locator("select[name=services]").select_option(["trygghetsalarm", "bpa"])
    page.get_by_label("Med personens egne ord").fill("Jeg vil klare meg selv.")
    page.get_by_role("button", name="Registrer søknad").click()
    page.wait_for_url("**/kvittering/")

    assert Case.objects.count() == 2
    context.close()


def test_somebody_without_a_number_is_one_press_away(page: "Page", site: str) -> None:
    ready(page, site)

    page.get_by_role("button", name="Mangler nummer?").click()
    page.get_by_label("Etternavn").fill("Nordmann")
    page.get_by_label("Fødselsdato").fill("1942-03-14")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Bruk denne personen").click()
    page.wait_for_selector(".app-ny-card")

    assert IdentityNumber.objects.count() == 1
    assert axe(page) == []
