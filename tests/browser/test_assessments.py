"""Kartlegging and innstilling in a real browser: keys, drafts, quotes, and what axe says."""

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from assessments.iplos import VARIABLES
from assessments.models import Assessment
from cases.models import Case
from tests import given
from tests.browsers import axe, fits, wrong_with

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("wednesday")]


def a_case(*, completed: bool) -> Case:
    """A case in a second round, so that the last scores stand beside."""
    town = given.a_town()
    person = given.a_person(town.municipality)
    given.an_assessed_case(town, person=person, at=given.NOW - dt.timedelta(days=300))
    return given.an_assessed_case(town, person=person, completed=completed)


def signed_in(page: "Page", site: str, path: str) -> None:
    page.goto(f"{site}/logg-inn/?next={path}")
    page.get_by_label("Brukernavn").fill("kartlegger")
    page.get_by_label("Passord").fill(given.PASSWORD)
    page.locator("[data-primary]").click()
    page.wait_for_url(f"{site}{path}")


def test_seventeen_keys_score_seventeen_rows_and_the_draft_comes_back(
    page: "Page", site: str
) -> None:
    case = a_case(completed=False)
    path = f"/saker/{case.reference}/kartlegging/1/funksjon/"
    page.set_viewport_size({"width": 820, "height": 1180})
    signed_in(page, site, path)
    assert axe(page) == []
    assert fits(page)

    page.locator("[data-score] input").first.focus()
    for _ in VARIABLES:
        page.keyboard.press("5")

    expect(page.get_by_text("17 av 17 vurdert")).to_be_visible()
    expect(page.locator("[data-primary]")).to_be_focused()
    expect(page.get_by_text("Stor endring siden sist").first).to_be_visible()
    expect(page.locator("[data-save]")).to_contain_text("Utkast lagret kl.")

    page.goto(site + path)
    expect(page.locator("[data-score] input:checked")).to_have_count(len(VARIABLES))
    page.locator("[data-primary]").click()
    page.wait_for_url("**/hjem/")
    assert Assessment.objects.latest("started_at").scores.count() == len(VARIABLES)


def test_one_goes_back_in_the_browser_and_writes_more_without_a_conflict(
    page: "Page", site: str
) -> None:
    case = a_case(completed=False)
    steps = f"/saker/{case.reference}/kartlegging/1/"
    signed_in(page, site, f"{steps}deltakere/")

    def write(label: str, text: str, leads_to: str) -> None:
        page.get_by_label(label).fill(text)
        page.locator("[data-primary]").click()
        page.wait_for_url(f"**/{leads_to}/")

    write("Hvem deltar?", "Ola", "viktig")
    write("Hva er viktig for deg?", "Hagen", "funksjon")
    page.go_back()
    page.wait_for_url("**/viktig/")
    page.go_back()
    page.wait_for_url("**/deltakere/")
    write("Hvem deltar?", "Ola og datteren", "viktig")
    write("Hva er viktig for deg?", "Hagen og katten", "funksjon")

    found = Assessment.objects.latest("started_at")
    assert (found.participants, found.what_matters) == ("Ola og datteren", "Hagen og katten")


@pytest.mark.parametrize("tail", ["kartlegging/skjema/", "kartlegging/1/skjema/"])
def test_the_form_for_paper_is_two_pages(page: "Page", site: str, tail: str) -> None:
    case = a_case(completed=True)
    signed_in(page, site, f"/saker/{case.reference}/{tail}")

    paper = page.pdf(format="A4")

    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 2


def test_marked_text_is_quoted_into_the_field_last_written_in(page: "Page", site: str) -> None:
    case = a_case(completed=True)
    signed_in(page, site, f"/saker/{case.reference}/innstilling/")
    assert axe(page) == []
    assert fits(page)

    page.get_by_label("Personens syn på forslaget").fill("Ola sier: ")
    page.locator("blockquote[data-quote]").first.click(click_count=3)
    page.get_by_role("button", name="Sett inn som sitat").click()

    expect(page.get_by_label("Personens syn på forslaget")).to_have_value(
        "Ola sier: «Klare morgenstellet selv.»"
    )


def test_what_is_written_is_missing_no_more(page: "Page", site: str) -> None:
    case = given.an_assessed_case(given.a_town(), at=given.NOW)
    signed_in(page, site, f"/saker/{case.reference}/innstilling/")
    line = page.locator(".as-missing a[href='#id_professional_assessment']")
    expect(line).to_be_visible()

    page.locator("#id_professional_assessment").fill("Trenger hjelp til morgenstell.")

    expect(line).to_be_hidden()
    expect(page.locator(".as-missing")).to_be_visible()


@pytest.mark.proof
def test_every_page_is_accessible_and_fits_in_every_width_and_scheme(
    page: "Page", site: str
) -> None:
    case = a_case(completed=False)
    wrong = []
    base = f"/saker/{case.reference}/"
    signed_in(page, site, f"{base}kartlegging/1/deltakere/")
    steps = ["deltakere", "viktig", "funksjon", "hjem", "helse", "risiko", "oppsummering"]
    for tail in [
        *[f"kartlegging/1/{step}/" for step in steps],
        "kartlegging/1/",
        "kartlegging/1/fullfor/",
        "kartlegging/1/vis/",
        "kartlegging/1/skjema/",
        "kartlegging/skjema/",
        "utproving/",
        "utproving/ny/",
        "innstilling/",
    ]:
        page.goto(site + base + tail)
        wrong += wrong_with(page, tail.strip("/").replace("/", "-"))

    assert wrong == []
