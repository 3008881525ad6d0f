"""More hours, and the same hours again: from the person's page to a confirmed order, in Chromium.

Work is counted: keys pressed (letters typed, boxes and buttons pressed) and pages that came.
"""

import datetime as dt
import re
from collections.abc import Iterator
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
from tests.browsers import looked_at
from tests.journeys.screens import Office, office
from tests.journeys.work import Cost, Work, within

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("wednesday")]
DAY = dt.timedelta(days=1)
FIRST = given.NOW - 60 * DAY
BEGAN = given.NOW - 50 * DAY
WHY = "Falt to ganger på kvelden."
MORE = Cost(keys=59 + len(WHY), pages=7)  # what a change rests on is the case's own words
UNCHANGED = Cost(keys=23, pages=7)


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


def begin(work: Work, line: DecisionLine, *, why: str, words: str = "") -> Case:
    """From the telephone page to the one page of the new case."""
    screen = work.screen
    screen.open(f"/personer/{line.decision.case.person.public_id}/")
    work.follow("Start revurdering")
    looked_at(screen.page, "reassess")
    work.check(why)
    if words:
        work.fill("Hva er endret eller ønskes?", words)
    work.press("Start revurdering")
    screen.sees("Revurderingen er startet")
    return Case.objects.get(origin=Origin.REASSESSMENT)


def talk(work: Work) -> None:
    """What is asked anew, whatever else is as before."""
    work.check("Ola Nordmann")
    work.check("Ja")
    work.check("Har beslutningskompetanse")
    work.check("Personen svarer det samme som sist")


def score(work: Work, *, as_before: int) -> None:
    """So many parts of daily life are judged anew, and found unchanged."""
    same = work.screen.page.get_by_label("Vurdert på nytt: uendret").all()
    for box in same[:as_before]:
        work.keys += 1
        box.check()


def propose(work: Work, *, quantity: str = "", why: str = "") -> None:
    """Only what changes, and what the person thinks of it."""
    screen = work.screen
    expect(screen.page.locator("main")).to_contain_text("Nå: 3,5 timer/uke")
    expect(screen.page.get_by_label(re.compile("^Omfang")).first).to_have_value("3,5")
    if quantity:
        work.fill("Omfang", quantity)
        work.fill("Faglig vurdering", why)
    work.fill("Personens syn på forslaget", "Ola er enig.")
    looked_at(screen.page, "short-renewal")
    work.press("Send til vedtak")


def decide(work: Work, case: Case) -> None:
    """Read on one page, and made."""
    screen = work.screen
    screen.open(f"/saker/{case.reference}/vedtak/")
    work.press("Begynn på vedtaket")
    looked_at(screen.page, "decide-renewal")
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
    looked_at(provider.page, "order-change" if change else "order-same")
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
    kari, nina = Work(people.screen(town.caseworker)), Work(people.screen(town.officer))

    case = begin(kari, line, why="Behovet er endret", words="Trenger hjelp også om kvelden.")
    talk(kari)
    score(kari, as_before=6)
    propose(kari, quantity="5", why=WHY)
    kari.screen.sees("Innstillingen er sendt")
    coordinated(people, town.coordinator, case)
    decide(nina, case)

    take_over(people, town, case, change="3,5 → 5,0 timer/uke")
    new = DecisionLine.objects.get(decision__case=case)
    assert new.replaces == line
    assert RunningService.objects.get(ends_on=None).order.line == line  # until the new one starts
    within("more hours", MORE, kari, nina)


@pytest.mark.proof
def test_the_same_hours_again_are_a_few_keys(
    people: Office, town: given.Town, line: DecisionLine
) -> None:
    kari, nina = Work(people.screen(town.caseworker)), Work(people.screen(town.officer))

    case = begin(kari, line, why="Tjenesten skal evalueres")
    talk(kari)
    score(kari, as_before=1)
    propose(kari)
    kari.screen.sees("Forløpskoordinatoren er passert")
    decide(nina, case)

    take_over(people, town, case, change="")
    case.refresh_from_db()
    assert case.coordinator_passed
    assert case.stage == Stage.DECIDED
    within("unchanged", UNCHANGED, kari, nina)


def test_a_unit_tells_of_a_change_from_its_order(
    people: Office, town: given.Town, line: DecisionLine
) -> None:
    provider = people.screen(town.provider)
    provider.open(f"/bestillinger/{line.public_id}/")
    provider.follow("Meld endring")
    provider.sees("Tjenesten går som før")
    looked_at(provider.page, "report-change")
    provider.fill("Hva er endret?", "Trenger fem timer i uken, ikke tre og en halv.")
    provider.press("Send meldingen")

    provider.sees("Meldingen er sendt til")
    provider.sees("Endring venter")
    looked_at(provider.page, "order-pending")
    assert Case.objects.get(origin=Origin.CHANGE_MESSAGE).stage == Stage.RECEIVED
