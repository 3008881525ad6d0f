"""The pages of one deadline and of a task in a real browser: seen, heard by axe, and used."""

import datetime as dt
import os
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from deadlines import actions
from deadlines.kinds import Kind
from tests import given
from tests.browsers import axe, fits

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("wednesday")]
WIDTHS = (1366, 820, 360)
PICTURES = os.environ.get("PICTURES", "")  # a folder, to look at the pages


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


def look(page: "Page", url: str, picture: str) -> list[str]:
    """Open the page, take its picture if asked to, and say what axe finds."""
    page.goto(url)
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{picture}.png")
    return axe(page)


@pytest.mark.proof  # with more on them than in test_pages
def test_the_pages_of_a_deadline_are_accessible_with_one_heading_and_one_way_on(
    page: "Page", site: str, paths: list[str]
) -> None:
    for n, path in enumerate(paths):
        assert look(page, f"{site}{path}", f"{n}") == [], path
        assert page.locator("h1").count() == 1
        assert page.locator("[data-primary]").count() == 1


@pytest.mark.proof
@pytest.mark.parametrize(("width", "scheme"), list(product(WIDTHS, ["light", "dark"])))
def test_the_pages_of_a_deadline_are_accessible_in_every_width_and_scheme(
    page: "Page", site: str, paths: list[str], width: int, scheme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for n, path in enumerate(paths):
        assert look(page, f"{site}{path}", f"{n}-{width}-{scheme}") == [], path
        assert fits(page)


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
