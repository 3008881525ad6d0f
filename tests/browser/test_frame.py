"""The frame in a real browser: what is seen, heard by axe, pressed, typed and sent."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.test import override_settings
from playwright.sync_api import expect

from tests import given
from tests.browsers import WIDTHS, axe, fits, wrong_with

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

GALLERY = "/oppsett/komponenter/"
HEADER = 56


@pytest.fixture
def demo() -> Iterator[None]:
    with override_settings(DEMO=True):
        yield


def signed_in(page: "Page", site: str, path: str = "/profil/") -> None:
    given.a_town()
    page.goto(f"{site}/logg-inn/?next={path}")
    page.get_by_label("Brukernavn").fill("saksbehandler")
    page.get_by_label("Passord").fill(given.PASSWORD)
    page.locator("[data-primary]").click()
    page.wait_for_url(f"{site}{path}")


def test_every_component_is_accessible_and_fits(page: "Page", site: str, demo: None) -> None:
    page.goto(site + GALLERY)

    assert axe(page) == []
    assert fits(page)
    assert page.locator(".app-header").bounding_box()["height"] <= HEADER  # type: ignore[index]  # it is there


@pytest.mark.proof
def test_every_component_is_accessible_in_every_width_and_scheme(
    page: "Page", site: str, demo: None
) -> None:
    wrong = []
    for path in (GALLERY, "/logg-inn/"):
        page.goto(site + path)
        wrong += wrong_with(page, path.strip("/").replace("/", "-"))

    assert wrong == []


@pytest.mark.proof
@pytest.mark.parametrize("width", WIDTHS)
def test_every_component_stands_without_scripts(
    browser: "Browser", site: str, demo: None, width: int
) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": width, "height": 900}
    )
    page = context.new_page()
    page.goto(site + GALLERY)

    size = context.new_cdp_session(page).send("Page.getLayoutMetrics")["cssContentSize"]
    assert size["width"] <= width
    expect(page.locator("select[name='g-services']")).to_be_visible()
    expect(page.locator("#id_g-services")).to_be_hidden()
    context.close()


def test_a_service_is_chosen_by_typing_and_arrives_with_those_chosen_before(
    page: "Page", site: str, demo: None
) -> None:
    page.goto(site + GALLERY)
    field = page.locator("#id_g-services")

    field.press_sequentially("lang")
    expect(page.get_by_role("option", name="Langtidsopphold i institusjon")).to_be_visible()
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("")
    field.press_sequentially("hel")
    field.press("Enter")

    sent = page.evaluate(
        "[...new FormData(document.querySelector('#id_g-services').form).getAll('g-services')]"
    )
    assert sorted(sent) == ["15", "21", "6"]


def test_keys_score_a_row_and_go_on_to_the_next(page: "Page", site: str, demo: None) -> None:
    page.goto(site + GALLERY)

    page.locator("[name=eating]").first.focus()
    page.keyboard.press("4")

    assert page.locator("[name=eating][value='4']").is_checked()
    assert page.evaluate("document.activeElement.name") == "dressing"


def test_a_date_is_written_out_while_it_is_chosen(page: "Page", site: str, demo: None) -> None:
    page.goto(site + GALLERY)

    page.locator("#id_g-received_on").fill("2026-05-17")

    expect(page.locator(".app-date-words").nth(1)).to_have_text("søndag 17. mai 2026")


def test_slash_and_question_mark_work_outside_fields_and_the_switch_turns_them_off(
    page: "Page", site: str
) -> None:
    signed_in(page, site)
    page.locator("main").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Snarveier")).to_be_visible()
    page.keyboard.press("Escape")

    page.get_by_label("Bruk hurtigtaster").uncheck()
    page.get_by_role("button", name="Lagre profilen").click()
    expect(page.get_by_text("Profilen er lagret.")).to_be_visible()
    page.locator("main").focus()
    page.keyboard.press("?")

    expect(page.get_by_role("dialog", name="Snarveier")).to_be_hidden()


def test_control_enter_sends_the_form(page: "Page", site: str) -> None:
    signed_in(page, site)

    page.get_by_label("Nynorsk").check()
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("Profilen er lagra.")).to_be_visible()


def test_the_profile_is_accessible_and_dark_when_asked(page: "Page", site: str) -> None:
    signed_in(page, site)

    page.get_by_role("button", name="K. Lie").click()
    expect(page.locator("#bruker")).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Mørk visning").click()

    expect(page.locator("html")).to_have_attribute("data-color-scheme", "dark")
    assert axe(page) == []


def test_a_draft_tells_when_it_is_kept_and_when_it_is_not(
    page: "Page", site: str, demo: None
) -> None:
    page.goto(site + GALLERY)
    line = page.locator("[data-save]")
    page.route(
        "**/kladd/", lambda route: route.fulfill(body="<span>Utkast lagret kl. 10.42</span>")
    )
    page.locator("#id_words").fill("Jeg vil klare morgenstellet selv.")
    expect(line).to_have_text("Utkast lagret kl. 10.42")

    page.unroute("**/kladd/")
    page.route("**/kladd/", lambda route: route.abort())
    page.locator("#id_words").fill("Jeg vil klare morgenstellet selv, og handle.")

    expect(line).to_contain_text("venter på nett. Ikke lukk siden.")


def test_two_quick_presses_are_one_post(page: "Page", site: str) -> None:
    signed_in(page, site)
    posts: list[str] = []
    page.on(
        "request", lambda request: posts.append(request.url) if request.method == "POST" else None
    )

    page.get_by_role("button", name="Lagre profilen").dblclick()

    expect(page.get_by_text("Profilen er lagret.")).to_be_visible()
    assert len(posts) == 1


def test_two_minutes_before_the_end_the_session_says_so_and_can_go_on(
    page: "Page", site: str
) -> None:
    page.clock.install()
    signed_in(page, site)

    page.clock.fast_forward("28:01")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Du blir logget ut om 2 minutter")
    assert axe(page) == []
    page.get_by_role("button", name="Fortsett å jobbe").click()

    expect(dialog).to_be_hidden()


def test_signing_out_ends_it(page: "Page", site: str) -> None:
    signed_in(page, site)

    page.get_by_role("button", name="K. Lie").click()
    page.get_by_role("button", name="Logg ut").click()
    page.wait_for_url("**/logg-inn/")
    page.goto(site + "/profil/")

    assert "/logg-inn/" in page.url
