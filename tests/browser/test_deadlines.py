"""The pages of one deadline and of a task in a real browser: seen, heard by axe, and used."""

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from deadlines import actions
from deadlines.kinds import Kind
from tests import given
from tests.browsers import looked_at, wrong_with

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("wednesday")]


@pytest.fixture
def paths(page: "Page", site: str) -> list[str]:
    """The pages of an evaluation that is overdue and was put off, and of its task."""
    town, began = given.a_town(), given.NOW - dt.timedelta(days=100)
    case = given.a_case(town, responsible=town.caseworker)
    with transaction.atomic():
        deadline = actions.open_deadline(
            case,
            Kind.EVALUATION,
            starts_on=began.date(),
            set_on=began.date() + dt.timedelta(days=30),
            actor=town.caseworker,
            at=began,
        )
    actions.extend_deadline(
        str(deadline.public_id),
        until=began.date() + dt.timedelta(days=60),
        reason="Personen var på sykehus",
        actor=town.caseworker,
        at=began + dt.timedelta(days=20),
    )
    page.goto(f"{site}/logg-inn/?next=/profil/")
    page.get_by_label("Brukernavn").fill("virksomhetsleder")
    page.get_by_label("Passord").fill(given.PASSWORD)
    page.locator("[data-primary]").click()
    one, task = f"/frister/{deadline.public_id}/", f"/saker/{case.reference}/oppgaver/"
    query = f"?kind=deadline_evaluation&key={deadline.public_id}"
    return [
        one,
        f"{one}utsett/",
        f"{one}fulgt-opp/",
        f"{task}vent/{query}",
        f"{task}fordel/{query}",
    ]


@pytest.mark.proof  # with more on them than in test_pages
def test_the_pages_of_a_deadline_are_accessible_with_one_heading_and_one_way_on(
    page: "Page", site: str, paths: list[str]
) -> None:
    wrong = []
    for n, path in enumerate(paths):
        page.goto(f"{site}{path}")
        wrong += wrong_with(page, f"deadline-{n}")
        assert page.locator("h1").count() == 1
        assert page.locator("[data-primary]").count() == 1

    assert wrong == []


def test_a_deadline_is_put_off_and_settled_without_a_mouse(
    page: "Page", site: str, paths: list[str]
) -> None:
    page.goto(f"{site}{paths[1]}")
    page.locator("[data-primary]").press("Enter")
    page.get_by_role("link", name="Skriv hvorfor fristen utsettes").wait_for()

    page.goto(f"{site}{paths[2]}")
    page.get_by_label("Hva er gjort?").fill("Evaluert hjemme")
    page.locator("[data-primary]").press("Enter")
    page.wait_for_url("**/saker/**")


@pytest.mark.proof
def test_every_rule_is_seen_and_a_length_of_the_municipalitys_own_is_set(
    page: "Page", site: str
) -> None:
    given.a_town()
    page.goto(f"{site}/logg-inn/?next=/oppsett/frister/")
    page.get_by_label("Brukernavn").fill("systemansvarlig")
    page.get_by_label("Passord").fill(given.PASSWORD)
    page.locator("[data-primary]").click()
    page.get_by_text("Lokal praksis, ikke kontrollert").first.wait_for()
    looked_at(page, "kinds")

    page.get_by_role("link", name="Kommunens egne lengder").click()
    page.get_by_role("link", name="Ny rad").click()
    looked_at(page, "own-term")
    page.get_by_label("Frist", exact=True).select_option(Kind.TARGET_DECISION.value)
    page.get_by_label("Lengde").fill("14")
    page.get_by_label("Vedtatt av, og når").fill("Rådet 01.03.2026")
    page.locator("[data-primary]").click()
    page.get_by_role("cell", name="14 dager", exact=True).wait_for()
    looked_at(page, "own-terms")
