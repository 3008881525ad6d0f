"""The telephone page: the answers stand there without scrolling, and what is told goes on."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from intake.models import Application
from people.models import Relative
from tests import given
from tests.browser.test_desk import signed_in
from tests.browsers import axe, fits
from tests.desk.day import Family, a_family

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("wednesday")]
PICTURES = os.environ.get("PICTURES", "")  # a folder, to look at the pages
SEEN = "element => { const box = element.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight }"  # noqa: E501  # one line of JavaScript
ANSWERS = (
    "Hjemmetjenesten Nord · tlf. 32 04 00 00",  # when do you come: ring those who know
    "Dag og klokkeslett for besøk står hos enheten, ikke her. Ring enheten.",
    "Kan få opplysninger: ja",  # who may know
    "Kan få opplysninger: nei",
    "Jeg kan ikke svare på om noen får hjelp hos oss.",  # and what to say to the others
)


@pytest.fixture
def family(site: str) -> Family:
    return a_family(given.NOW)


def looked_at(page: "Page", name: str) -> None:
    """Nothing for axe, no sideways scroll; and a picture."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    assert axe(page) == []
    assert fits(page)


def opened(page: "Page", site: str) -> None:
    """Half a name finds the person."""
    page.goto(f"{site}/profil/")
    page.get_by_role("searchbox").first.fill("nordm")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Personoversikt").wait_for()


def test_a_call_is_answered_on_one_page_and_what_is_told_goes_on(
    page: "Page", site: str, family: Family
) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    signed_in(page, site, "saksbehandler")
    page.get_by_role("link", name="Mine oppgaver").first.wait_for()
    opened(page, site)

    # then both answers stand there, without scrolling
    for words in ANSWERS:
        assert page.get_by_text(words).first.evaluate(SEEN), words
    looked_at(page, "telephone")

    # when somebody nobody knew calls, and the caseworker is logged out in the middle
    page.get_by_label("Andre").check()
    page.get_by_label("Navn", exact=True).fill("Eva Moen")
    page.get_by_label("Relasjon").fill("søster")
    page.get_by_label("Hva gjelder det?").fill("Lurer på middag til broren.")
    page.get_by_text("Utkast lagret").wait_for()
    signed_in(page, site, "saksbehandler")
    page.get_by_role("link", name="Mine oppgaver").first.wait_for()
    opened(page, site)

    # then what was typed is there, and the caller can be made a contact who is told nothing yet
    assert page.get_by_label("Hva gjelder det?").input_value() == "Lurer på middag til broren."
    assert page.get_by_label("Navn", exact=True).input_value() == "Eva Moen"
    page.get_by_label("Legg til som kontaktperson").check()
    looked_at(page, "telephone-other")
    page.get_by_role("button", name="Lagre henvendelse").click()
    page.get_by_text("Henvendelsen er lagret. Kontaktpersonen er lagt til").wait_for()
    relative = Relative.objects.get(name="Eva Moen")
    assert (relative.may_be_told, relative.relation) == ("NO", "søster")
    asked = Application.objects.get(contact_name="Eva Moen")
    assert asked.follow_up_by_id == family.town.caseworker.staff_id

    # and one press makes it a søknad, with the first contact's day and words
    page.get_by_role("link", name="Gjør om til søknad").first.click()
    page.get_by_text("Søknaden regnes som mottatt 04.03.2026").wait_for()
    assert page.get_by_label("Med personens egne ord").input_value().startswith("Lurer på middag")
    page.goto(f"{site}/saker/{family.registered.reference}/soknad/")
    page.get_by_role("heading", name="Endre søknaden").wait_for()
    looked_at(page, "correct")
    opened(page, site)
    page.set_viewport_size({"width": 360, "height": 740})
    looked_at(page, "telephone-360")


def test_a_death_and_a_move_say_what_stands_and_who_must_end_it(
    page: "Page", site: str, family: Family
) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    signed_in(page, site, "saksbehandler")
    page.get_by_role("link", name="Mine oppgaver").first.wait_for()
    person = f"{site}/personer/{family.person.public_id}/"

    # a move, first without asking, then with a yes; then what is handed over
    page.goto(f"{person}rediger/flytting/")
    page.get_by_label("Flyttedato").fill("2026-03-24")
    page.get_by_label("Flytter til").fill("Asker kommune")
    page.locator("[data-primary]").click()
    page.get_by_text("Flyttingen er lagret.").wait_for()
    assert page.get_by_text("Flytter 24.03.2026").is_visible()
    looked_at(page, "move")
    page.get_by_role("radio", name="Ja", exact=True).check()
    page.get_by_label("Når ble det svart?").fill("2026-03-04")
    page.get_by_label("Hvem svarte?").fill("Personen selv")
    page.locator("[data-primary]").click()
    page.get_by_role("link", name="Merk hva som er overlevert").click()
    page.get_by_role("heading", name="Overlever vedtak og kartlegging").wait_for()
    looked_at(page, "hand-over")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_label("Hvordan?").fill("Rekommandert brev")
    page.locator("[data-primary]").click()
    page.get_by_text("Overlevert 04.03.2026 til Asker kommune").wait_for()
    looked_at(page, "moved")

    # a death: what happens is said before, and the banner changes after
    page.goto(f"{person}rediger/dodsfall/")
    assert page.get_by_text("avsluttes av").first.is_visible()
    looked_at(page, "death")
    page.get_by_label("Dødsdato").fill("2026-03-03")
    page.locator("[data-primary]").click()
    page.get_by_text("Dødsfallet er registrert.").wait_for()
    page.get_by_text("Død 03.03.2026").first.wait_for()
    looked_at(page, "dead")
    page.goto(f"{person}rediger/dodsfall/angre/")
    page.get_by_label("Hvorfor?").fill("Feil person.")
    looked_at(page, "death-undo")
    page.locator("[data-primary]").click()
    page.get_by_text("Dødsfallet er tatt bort.").wait_for()
    looked_at(page, "death-undone")
