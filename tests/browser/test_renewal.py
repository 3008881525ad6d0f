"""More hours, and the same hours again: from the person's page to a confirmed order, in Chromium.

Work is counted: keys pressed (letters typed, boxes and buttons pressed) and pages that came.
"""

import datetime as dt
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from cases.models import Case
from cases.stages import Origin, Stage
from decisions.models import DecisionLine
from delivery import actions
from delivery.models import RunningService
from people.access import Actor
from tests import given
from tests.browsers import axe
from tests.journeys.screens import Office, Screen, office

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Frame

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("wednesday")]
PICTURES = os.environ.get("PICTURES", "")  # a folder, to look at the pages
DAY = dt.timedelta(days=1)
FIRST = given.NOW - 60 * DAY
BEGAN = given.NOW - 50 * DAY
WIDTHS = (1366, 360)


class Work:
    """One person's screen, and what they have had to do on it."""

    def __init__(self, screen: Screen) -> None:
        self.screen, self.keys, self.pages = screen, 0, 0
        screen.page.on("framenavigated", self._came)

    def _came(self, frame: "Frame") -> None:
        self.pages += frame == self.screen.page.main_frame

    def fill(self, label: str, text: str) -> None:
        self.keys += len(text)
        self.screen.fill(label, text)

    def check(self, name: str) -> None:
        self.keys += 1
        self.screen.check(name)

    def press(self, name: str) -> None:
        self.keys += 1
        self.screen.press(name)

    def follow(self, name: str) -> None:
        self.keys += 1
        with self.screen.page.expect_navigation():
            self.screen.follow(name)


@pytest.fixture
def town(site: str) -> given.Town:
    return given.a_town()


@pytest.fixture
def people(browser: "Browser", site: str, town: given.Town) -> Iterator[Office]:
    with office(browser, site) as opened:
        yield opened


@pytest.fixture
def line(town: given.Town) -> DecisionLine:
    """Help at home, 3,5 hours a week, that has run for fifty days."""
    found = given.an_issued_decision(town, at=FIRST).lines.get()
    actions.confirm_order(str(found.public_id), actor=town.provider, at=FIRST)
    actions.start_order(
        str(found.public_id), starts_on=BEGAN.date(), version=1, actor=town.provider, at=BEGAN
    )
    return found


def look(screen: Screen, name: str) -> None:
    """A picture at both widths, and what axe hears."""
    page = screen.page
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
        assert axe(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    page.set_viewport_size({"width": 1366, "height": 900})


def begin(work: Work, line: DecisionLine, *, why: str, words: str = "") -> Case:
    """From the telephone page to the new case."""
    screen = work.screen
    screen.open(f"/personer/{line.decision.case.person.public_id}/")
    work.follow("Start revurdering")
    look(screen, "reassess")
    work.check(why)
    if words:
        work.fill("Hva er endret eller ønskes?", words)
    work.press("Start revurdering")
    screen.sees("Revurderingen er startet")
    return Case.objects.get(origin=Origin.REASSESSMENT)


def assess(work: Work, case: Case, *, scores: int) -> None:
    """The kartlegging: what must be asked anew, and as many scores as are needed."""
    screen = work.screen
    screen.open(f"/saker/{case.reference}/kartlegging/")
    work.fill("Hvem deltar?", "Ola Nordmann")
    work.check("Ja")
    work.check("Har beslutningskompetanse")
    work.press("Neste: Hva er viktig for deg?")
    work.keys += len("Bo hjemme.")
    screen.page.locator("textarea[name=what_matters]").fill("Bo hjemme.")
    work.press("Neste: Funksjon")
    for box in screen.page.locator("input[type=radio][value='3']").all()[: scores or None]:
        work.keys += 1
        box.check()
    for step in ("Hjem og nettverk", "Helse og legemidler", "Risiko", "Oppsummering"):
        work.press(f"Neste: {step}")
    work.press("Fullfør kartleggingen")
    work.press("Fullfør kartleggingen")
    screen.sees("låst")


def recommend(work: Work, case: Case, *, quantity: str = "") -> None:
    """Only what changes, and what the person thinks of it."""
    screen = work.screen
    screen.open(f"/saker/{case.reference}/innstilling/")
    expect(screen.page.locator("main")).to_contain_text("Nå: 3,5 timer/uke")
    expect(screen.page.get_by_label(re.compile("^Omfang")).first).to_have_value("3,5")
    if quantity:
        work.fill("Omfang", quantity)
    work.fill("Personens syn på forslaget", "Ola er enig.")
    look(screen, "recommend-renewal")
    work.press("Send innstilling til vedtak")
    screen.sees("Innstillingen er sendt")


def decide(work: Work, case: Case) -> None:
    screen = work.screen
    screen.open(f"/saker/{case.reference}/")
    work.press("Ta saken")
    screen.open(f"/saker/{case.reference}/vedtak/")
    work.press("Begynn på vedtaket")
    look(screen, "decide-renewal")
    work.press("Fatt vedtak og send brev")
    work.press("Fatt vedtak og send brev")
    screen.sees("Venter på utsending")


def take_over(people: Office, town: given.Town, case: Case, *, change: str) -> None:
    """The unit sees the difference, confirms, and lets the new order take over."""
    provider = people.screen(town.provider)
    order = DecisionLine.objects.get(decision__case=case).public_id
    provider.open(f"/bestillinger/{order}/")
    if change:
        provider.sees(change)
        provider.sees("forrige bestilling")
    look(provider, "order-change" if change else "order-same")
    provider.press("Bekreft mottak")
    provider.sees("Mottaket er bekreftet.")


def coordinated(people: Office, actor: Actor, case: Case) -> None:
    screen = people.screen(actor)
    screen.open(f"/saker/{case.reference}/forlop/")
    screen.press("Ta imot forløpet")
    screen.press("Send til vedtak")


@pytest.mark.proof
def test_more_hours_a_week_by_a_reassessment(
    people: Office, town: given.Town, line: DecisionLine
) -> None:
    berit, nina = Work(people.screen(town.caseworker)), Work(people.screen(town.officer))

    case = begin(berit, line, why="Behovet er endret", words="Trenger hjelp også om kvelden.")
    assess(berit, case, scores=0)
    recommend(berit, case, quantity="5")
    coordinated(people, town.coordinator, case)
    decide(nina, case)
    take_over(people, town, case, change="3,5 → 5,0 timer/uke")

    new = DecisionLine.objects.get(decision__case=case)
    assert new.replaces == line
    assert RunningService.objects.get(ends_on=None).order.line == line  # until the new one starts
    assert (berit.pages, nina.pages) <= (20, 8)
    assert berit.keys + nina.keys <= 150
    print(f"more hours: {berit.keys + nina.keys} keys, {berit.pages + nina.pages} pages")  # noqa: T201 - the count is the point


@pytest.mark.proof
def test_the_same_hours_again_are_a_few_keys(
    people: Office, town: given.Town, line: DecisionLine
) -> None:
    berit, nina = Work(people.screen(town.caseworker)), Work(people.screen(town.officer))

    case = begin(berit, line, why="Tjenesten skal evalueres")
    assess(berit, case, scores=1)
    recommend(berit, case)
    decide(nina, case)
    take_over(people, town, case, change="")

    case.refresh_from_db()
    assert case.coordinator_passed
    assert case.stage == Stage.DECIDED
    assert berit.keys + nina.keys <= 70
    print(f"unchanged: {berit.keys + nina.keys} keys, {berit.pages + nina.pages} pages")  # noqa: T201 - the count is the point


def test_a_unit_tells_of_a_change_from_its_order(
    people: Office, town: given.Town, line: DecisionLine
) -> None:
    provider = people.screen(town.provider)
    provider.open(f"/bestillinger/{line.public_id}/")
    provider.follow("Meld endring")
    provider.sees("Tjenesten går som før")
    look(provider, "report-change")
    provider.fill("Hva er endret?", "Trenger fem timer i uken, ikke tre og en halv.")
    provider.press("Send meldingen")

    provider.sees("Meldingen er sendt til")
    provider.sees("Endring venter")
    look(provider, "order-pending")
    assert Case.objects.get(origin=Origin.CHANGE_MESSAGE).stage == Stage.RECEIVED
