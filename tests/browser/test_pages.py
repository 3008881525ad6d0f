"""Every page of the house with data on it: heard by axe, at every width, in every light."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.test import Client

from people.access import Actor
from people.roles import Role
from tests import given
from tests.architecture.test_doors import APPROVED, PEOPLE, filled
from tests.browser.test_rows import CUT
from tests.browsers import WIDTHS, settled, wrong_with
from tests.depth import in_turn
from tests.journeys.screens import Office, Screen, office
from tests.walk import quick_pages
from tests.whole import Whole, a_whole_town

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Files, answers to machines, and the API's try-out page, which is another's.
NOT_PAGES = re.compile(
    r"/api/|[.]ics$|^/kladd/andre/$|/healthz|/readyz|/pdf/|/okt/|/brev/bunke/|/brev/<uuid:letter_id>/$"
    r"|^/dokumenter/<uuid:document_id>/$|^/oppgaver/nye/$|^/oppgaver/oppgaver[.]|[.](csv|pdf)$"
)


# Pages for whoever leads the unit a case is in; in the table the leader is of another.
FOR_THE_LEADER = (
    "/saker/<str:reference>/fordel/",
    "/saker/<str:reference>/oppgaver/fordel/",
    "/fordeling/",
    "/fordeling/ansatte/<uuid:staff_id>/",
    "/fordeling/ansatte/<uuid:staff_id>/fravaer/",
    "/fordeling/ansatte/<uuid:staff_id>/kapasitet/",
)


def pages() -> list[tuple[str, Role | None]]:
    """Every address that is a page, and a role it opens to, as approved; None: the chief."""
    found: list[tuple[str, Role | None]] = [(path, None) for path in FOR_THE_LEADER]
    for line in (APPROVED / "doors_get.txt").read_text(encoding="utf-8").splitlines()[1:]:
        path, *answers = line.removeprefix("GET ").split()
        if "200" in answers and not NOT_PAGES.search(path):
            found.append((path, PEOPLE[answers.index("200")]))
    return found


PAGES = pages()
PARTS = 4  # of the walk in a browser, so that every core has its share


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[None]:
    """A working day that ticks: what the pages show does not hang on when the tests are run."""
    with time_machine.travel(given.NOW):
        yield


@pytest.fixture
def whole(site: str) -> Whole:
    return a_whole_town()


@pytest.fixture
def people(browser: "Browser", site: str, whole: Whole) -> Iterator[Office]:
    with office(browser, site) as opened:
        yield opened


def whose(whole: Whole, role: Role | None) -> Actor:
    return whole.town.by_role()[role] if role else whole.town.chief


def cut_off(screen: Screen) -> list[str]:
    """What does not fit, where no script tells: at each width."""
    page, wrong = settled(screen.page), []
    metrics = page.context.new_cdp_session(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        size = metrics.send("Page.getLayoutMetrics")["cssContentSize"]
        wrong += [f"{size['width']} px wide at {width}"] if size["width"] > width else []
        wrong += [f"rows cut off at {width}"] if page.evaluate(CUT) else []
    return wrong


def headings(screen: Screen) -> list[str]:
    many = screen.page.locator("h1").count()
    return [f"{many} h1"] if many != 1 else []


def test_the_pages_are_many() -> None:
    assert len(PAGES) > 60


@pytest.mark.django_db
def test_every_page_opens_to_whom_it_is_for_with_one_heading() -> None:
    """How it looks and what axe hears is looked at in every width and light, below."""
    whole = a_whole_town()
    clients: dict[Role | None, Client] = {}
    wrong = {}
    with quick_pages():
        for path, role in PAGES:
            if role not in clients:
                clients[role] = Client()
                clients[role].force_login(given.account_of(whose(whole, role)))
            answer = clients[role].get(filled(path, whole))
            many = answer.content.count(b"<h1")
            if (answer.status_code, many) != (200, 1):
                wrong[path] = (answer.status_code, many)

    assert wrong == {}


@pytest.mark.proof
@pytest.mark.browser
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_accessible_and_fits_at_every_width_in_every_light(
    whole: Whole, people: Office, part: int
) -> None:
    wrong = {}
    for path, role in in_turn(PAGES[part::PARTS]):
        screen = people.screen(whose(whole, role))
        screen.open(filled(path, whole))
        if found := [*wrong_with(screen.page, "page"), *cut_off(screen), *headings(screen)]:
            wrong[path] = found

    assert wrong == {}


@pytest.mark.proof
@pytest.mark.browser
def test_every_page_stands_without_scripts(browser: "Browser", site: str, whole: Whole) -> None:
    wrong = {}
    with office(browser, site, scripts=False) as people:
        for path, role in in_turn(PAGES):
            screen = people.screen(whose(whole, role))
            screen.open(filled(path, whole))
            if found := [*cut_off(screen), *headings(screen)]:
                wrong[path] = found

    assert wrong == {}
