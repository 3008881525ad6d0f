"""Two who write in the same form: each sees the other, nobody is locked out."""

import datetime as dt
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import expect

from people.access import Actor
from tests import given
from tests.journeys.screens import office

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SAID = "Kari Lie redigerer denne nå"


@pytest.mark.django_db
def test_who_else_writes_is_told_for_two_minutes_to_those_who_may_open_the_case() -> None:
    town = given.a_town()
    person = given.a_person(town.municipality)
    (case,) = given.a_registered_application(town, person=person, at=given.NOW)
    kari, chief, provider = (browser(who) for who in (town.caseworker, town.chief, town.provider))
    page = f"/saker/{case.reference}/notater/nytt/"
    asked = f"/kladd/andre/?form=notat&case={case.reference}"
    typed = {"_form": "notat", "_case": case.reference, "text": "Hun ringte."}

    with time_machine.travel(given.NOW, tick=False) as clock:
        assert SAID not in chief.get(page).content.decode()
        assert kari.post("/kladd/", typed, headers={"HX-Request": "true"}).status_code == 200

        # Told at load, and when the page asks; not to the writer, not of another form.
        assert SAID in chief.get(page).content.decode()
        answer = chief.get(asked)
        assert answer.content.decode() == SAID
        assert SAID not in kari.get(page).content.decode()
        assert chief.get(asked.replace("notat", "innstilling")).content == b""
        assert chief.get("/kladd/andre/").content == b""

        # Who may not open the case is not told.
        refused = provider.get(asked)
        assert refused.status_code in {403, 404}
        assert "Kari" not in refused.content.decode()

        # It locks nothing: the other signs first, and the first still has the text.
        clock.shift(dt.timedelta(minutes=1))
        sent = {"kind": "TELEPHONE", "occurred_on": "2026-03-04", "text": "Sønnen ringte."}
        assert chief.post(page, sent).status_code == 302
        assert "Hun ringte." in kari.get(page).content.decode()

        # A page that asks by itself prolongs nobody's session.
        assert "sessionid" not in chief.get(asked).cookies
        assert "sessionid" in chief.get(page).cookies

        # Two minutes after the last key nobody is writing.
        clock.shift(dt.timedelta(minutes=1))
        assert chief.get(asked).content == b""
        kari.post("/kladd/", typed, headers={"HX-Request": "true"})
        assert chief.get(asked).content.decode() == SAID
        assert kari.post(page, sent).status_code == 302
        assert chief.get(asked).content == b""  # what is signed is written no more


def browser(actor: Actor) -> Client:
    found = Client()
    found.force_login(given.account_of(actor))
    return found


@pytest.mark.browser
@pytest.mark.usefixtures("wednesday")
def test_a_page_that_stands_open_hears_of_the_other_and_of_their_leaving(
    browser: "Browser", site: str
) -> None:
    town = given.a_town()
    person = given.a_person(town.municipality)
    (case,) = given.a_registered_application(town, person=person, at=given.NOW)
    path = f"/saker/{case.reference}/notater/nytt/"
    with office(browser, site) as people:
        kari, chief = people.screen(town.caseworker), people.screen(town.chief)
        chief.page.clock.install()
        chief.open(path)
        kari.open(path)
        line = chief.page.locator("[data-quiet]")
        expect(line).to_be_hidden()

        kari.page.locator("textarea[name=text]").fill("Hun ringte.")
        expect(kari.page.locator("[data-save]")).to_contain_text("Utkast lagret")
        chief.page.clock.fast_forward(21_000)
        expect(line).to_have_text(SAID)
        expect(chief.page.locator("textarea[name=text]")).to_be_editable()

        kari.page.get_by_label("Telefonsamtale").check()
        kari.press("Lagre notatet")
        chief.page.clock.fast_forward(21_000)
        expect(line).to_be_hidden()


@pytest.mark.browser
@pytest.mark.usefixtures("wednesday")
def test_what_was_typed_is_there_after_a_lost_session_until_it_is_sent(
    browser: "Browser", site: str
) -> None:
    town = given.a_town()
    person = given.a_person(town.municipality)
    (case,) = given.a_registered_application(town, person=person, at=given.NOW)
    path = f"/saker/{case.reference}/vent/"
    with office(browser, site) as people:
        screen = people.screen(town.caseworker)
        page = screen.page
        screen.open(path)
        page.get_by_label("Hvorfor venter saken?").fill("Sønnen er bortreist.")
        expect(page.locator("[data-save]")).to_have_text("Utkast lagret kl. 10.00")

        page.context.clear_cookies()
        page.goto(site + path)
        page.get_by_label("Brukernavn").fill("saksbehandler")
        page.get_by_label("Passord").fill(given.PASSWORD)
        page.locator("[data-primary]").click()

        expect(page).to_have_url(site + path)
        screen.sees("Utkastet ditt fra kl. 10.00 er hentet fram.")
        expect(page.get_by_label("Hvorfor venter saken?")).to_have_value("Sønnen er bortreist.")
        page.get_by_label("Vent til").fill("2026-03-20")
        screen.press("Sett på vent")
        screen.sees("Saken er satt på vent.")
        screen.open(path)
        expect(page.get_by_label("Hvorfor venter saken?")).to_have_value("")
