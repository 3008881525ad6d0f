"""The keyboard map and the palette in a real browser: what a key promises, it does."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from people.models import Account
from tests import given
from tests.browsers import axe, fits, settled
from tests.desk.day import Family, a_family
from tests.journeys.screens import Office, office
from tildeling.keys import SHORTCUTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("wednesday")]
PICTURES = os.environ.get("PICTURES", "")  # a folder, to look at the pages


@pytest.fixture
def family(site: str) -> Family:
    return a_family()


def goes(page: "Page", start: str, key: str, end: str) -> None:
    """From `start` the key leads to the page whose address ends so."""
    page.goto(start)
    with page.expect_navigation():
        page.keyboard.press(key)
    expect(page).to_have_url(start.split("/", 3)[0] + "//" + start.split("/", 3)[2] + end)


def test_every_key_of_the_map_does_what_it_says(
    browser: "Browser", site: str, family: Family
) -> None:
    case = f"/saker/{family.registered.reference}/"
    person = f"/personer/{family.person.public_id}/"
    Account.objects.filter(username__in=["saksbehandler", "kartlegger"]).update(list_keys=True)
    assessed = given.an_assessed_case(
        family.town,
        person=given.a_person(family.town.municipality, given="Olga", family="Moe"),
        completed=False,
    )
    for name in ("Vik", "Lund"):
        other = given.a_person(family.town.municipality, given="Per", family=name)
        given.a_registered_application(family.town, person=other)
    with office(browser, site) as people:
        page = people.screen(family.town.caseworker).page
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        effects: dict[tuple[str, ...], Callable[[], None]] = {
            ("Alt+N",): lambda: goes(page, site + case, "Alt+n", "/soknader/ny/"),
            ("Ctrl+K",): lambda: opens(page, site + case, "Control+k", "Søk, gå til eller gjør"),
            ("/",): lambda: focuses(page, site + case, "/", "sok"),
            ("Alt+O", "Alt+K", "Alt+I", "Alt+V", "Alt+L", "Alt+H"): lambda: case_menu(
                page, site, case
            ),
            ("Alt+M",): lambda: goes(page, site + case, "Alt+m", "/oppgaver/"),
            ("Alt+C",): lambda: copies(page, site + person),
            ("Alt+J",): lambda: goes(page, site + case, "Alt+j", f"{case}notater/nytt/"),
            ("Ctrl+Enter",): lambda: sends(page, site + case),
            ("1", "2", "3", "4", "5", "9"): lambda: scores(people, family, assessed.reference),
            ("J", "K"): lambda: steps(page, site),
            ("?",): lambda: opens(page, site + case, "?", "Snarveier"),
            ("F1",): lambda: opens(page, site + case, "F1", "Snarveier"),
        }
        assert set(effects) == {row.keys for row in SHORTCUTS}
        for effect in effects.values():
            effect()

        # Nobody is promised a key that does nothing for them.
        assert told(page) >= {"Alt N", "Alt J", "J K", "1 2 3 4 5 9", "?", "F1", "Esc"}
        provider = people.screen(family.town.provider)
        provider.open("/oppgaver/")
        assert told(provider.page).isdisjoint({"Alt N", "Alt J", "1 2 3 4 5 9", "J K"})


def told(page: "Page") -> set[str]:
    """The keys that «Snarveier» lists."""
    cells = page.locator("#snarveier td:first-child").all_text_contents()
    return {" ".join(cell.split()) for cell in cells}


def opens(page: "Page", at: str, key: str, name: str) -> None:
    page.goto(at)
    page.keyboard.press(key)
    expect(page.get_by_role("dialog", name=name)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name=name)).to_be_hidden()


def focuses(page: "Page", at: str, key: str, field: str) -> None:
    page.goto(at)
    page.keyboard.press(key)
    expect(page.locator(f"#{field}")).to_be_focused()
    page.keyboard.press("/")  # in a field it is a character
    expect(page.locator(f"#{field}")).to_have_value("/")


def case_menu(page: "Page", site: str, case: str) -> None:
    history = f"{site}{case}historikk/"
    for key, end in (
        ("Alt+o", case),
        ("Alt+k", f"{case}kartlegging/"),
        ("Alt+i", f"{case}innstilling/"),
        ("Alt+v", f"{case}vedtak/"),
        ("Alt+l", f"{case}forlop/"),
    ):
        goes(page, history, key, end)
    goes(page, site + case, "Alt+h", f"{case}historikk/")


def copies(page: "Page", at: str) -> None:
    page.goto(at)
    expect(page.locator("[data-copy]")).to_be_visible()
    page.keyboard.press("Alt+c")
    expect(page.locator("[data-copied]")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator(
        "[data-copy]"
    ).get_attribute("data-copy")


def sends(page: "Page", case: str) -> None:
    page.goto(f"{case}notater/nytt/")
    page.get_by_label("Telefonsamtale").check()
    page.locator("textarea[name=text]").fill("Datteren ringte.")
    page.locator("textarea[name=text]").press("Control+Enter")
    expect(page.locator("main")).to_contain_text("Datteren ringte.")
    expect(page).not_to_have_url(f"{case}notater/nytt/")


def scores(people: Office, family: Family, reference: str) -> None:
    screen = people.screen(family.town.assessor)
    screen.open(f"/saker/{reference}/kartlegging/1/funksjon/")
    row = screen.page.locator("[data-score]").first
    for key in "1239":
        row.locator("input").first.focus()
        screen.page.keyboard.press(key)
        expect(row.locator(f"input[value='{key}']")).to_be_checked()
        expect(screen.page.locator("[data-score]").nth(1).locator(":focus")).to_have_count(1)


def steps(page: "Page", site: str) -> None:
    page.goto(f"{site}/saker/")
    links = page.locator("main tr[data-clickdelegatefor] th a")
    expect(links.nth(1)).to_be_visible()
    page.keyboard.press("j")
    expect(links.first).to_be_focused()
    page.keyboard.press("j")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(links.first).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/saker/" in page.url


def test_the_palette_searches_goes_and_does_from_the_keyboard(
    browser: "Browser", site: str, family: Family
) -> None:
    case = f"/saker/{family.registered.reference}/"
    with office(browser, site) as people:
        screen = people.screen(family.town.caseworker)
        page = screen.page
        screen.open(f"{case}notater/nytt/")
        text = page.locator("textarea[name=text]")
        text.focus()
        page.keyboard.press("Control+k")
        field = page.get_by_role("combobox", name="Søk, gå til eller gjør")
        expect(field).to_be_focused()

        # It is a list of choices under a field, and what the page's keys are stands there.
        options = page.get_by_role("option")
        expect(options.first).to_have_attribute("aria-selected", "false")
        page.keyboard.press("Enter")  # nothing is chosen yet, so nothing is done
        expect(field).to_be_focused()
        names = [" ".join(name.split()) for name in options.all_inner_texts()]
        assert "Lagre notatet Ctrl Enter" in names
        assert "Ny søknad Alt N" in names
        assert "Historikk Alt H" in names
        assert "Logg ut" in names
        assert len(names) == len(set(names))
        assert axe(page) == []
        look(page, "palette")

        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        expect(options.nth(1)).to_have_attribute("aria-selected", "true")
        expect(field).to_have_attribute("aria-activedescendant", "palett-1")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        expect(options.last).to_have_attribute("aria-selected", "true")
        page.keyboard.press("Escape")
        expect(field).to_be_hidden()
        expect(text).to_be_focused()

        # Go to.
        page.keyboard.press("Control+k")
        field.press_sequentially("hist")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page).to_have_url(f"{site}{case}historikk/")

        # Do: the key the button has, pressed by its words.
        page.keyboard.press("Control+k")
        field.press_sequentially("nytt not")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page).to_have_url(f"{site}{case}notater/nytt/")

        # Search: what was typed is posted and stands in no address.
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.keyboard.press("Control+k")
        field.press_sequentially("nordma")
        expect(options).to_have_count(1)
        look(page, "palette-search")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page).to_have_url(f"{site}/personer/{family.person.public_id}/")
        assert not [url for url in asked if "nordma" in url.lower()]

        page.set_viewport_size({"width": 360, "height": 800})
        page.keyboard.press("Control+k")
        expect(field).to_be_visible()
        assert fits(page)
        look(page, "palette-360")


def test_the_palette_is_in_the_menu_too_and_what_is_switched_off_is_off(
    browser: "Browser", site: str, family: Family
) -> None:
    with office(browser, site) as people:
        page = people.screen(family.town.caseworker).page
        page.goto(f"{site}/profil/")
        menu = page.get_by_role("button", name="K. Lie")
        menu.click()
        page.get_by_role("link", name="Søk, gå til eller gjør").click()
        field = page.get_by_role("combobox", name="Søk, gå til eller gjør")
        expect(field).to_be_focused()
        page.keyboard.press("Escape")
        expect(menu).to_be_focused()

        # Single keys alone are off: F1 and chords still act, and the list says so.
        page.get_by_label("Bruk enkelttastene").uncheck()
        page.get_by_role("button", name="Lagre profilen").click()
        expect(page.get_by_text("Profilen er lagret.")).to_be_visible()
        settled(page).keyboard.press("/")
        expect(page.locator("#sok")).not_to_be_focused()
        page.keyboard.press("j")
        page.keyboard.press("F1")
        expect(page.get_by_role("dialog", name="Snarveier")).to_be_visible()
        assert told(page).isdisjoint({"/", "?", "J K"})
        assert "Ctrl K" in told(page)
        page.keyboard.press("Escape")

        # All of them off.
        page.get_by_label("Bruk hurtigtaster").uncheck()
        page.get_by_role("button", name="Lagre profilen").click()
        expect(page.locator("html")).to_have_attribute("data-hotkeys", "off")
        settled(page)
        for key in ("Control+k", "F1", "?", "/", "Alt+m"):
            page.keyboard.press(key)
        expect(page.locator("dialog[open]")).to_have_count(0)
        expect(page).to_have_url(f"{site}/profil/")
        page.goto(f"{site}/snarveier/")
        expect(page.locator("main")).to_contain_text("Hurtigtastene er slått av.")
        look(page, "shortcuts-off")

    with office(browser, site, scripts=False) as people:
        page = people.screen(family.town.caseworker).page
        page.goto(f"{site}/profil/")
        page.get_by_role("button", name="K. Lie").click()
        page.get_by_role("link", name="Søk, gå til eller gjør").click()
        expect(page).to_have_url(f"{site}/sok/")


def look(page: "Page", name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")
