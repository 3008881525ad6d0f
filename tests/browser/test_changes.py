"""From an act in the history to what it changed, and to how the case stood on a day."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from audit.models import Entry
from cases.actions import hold_case
from cases.models import Case
from tests import given
from tests.browsers import looked_at
from tests.journeys.screens import Office, office

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.proof, pytest.mark.usefixtures("wednesday")]


@pytest.fixture
def people(browser: "Browser", site: str) -> Iterator[Office]:
    with office(browser, site) as opened:
        yield opened


def test_the_auditor_follows_an_act_to_what_it_changed(people: Office) -> None:
    town = given.a_town()
    (case, *_) = given.a_registered_application(town)
    hold_case(
        case.pk,
        until=dt.date(2026, 3, 28),
        reason="Venter på lege",
        actor=town.caseworker,
        at=given.NOW,
    )
    Case.objects.filter(pk=case.pk).update(urgent=True)
    held = Entry.objects.get(event="CaseHeld", case_id=case.pk)

    screen = people.screen(town.auditor)
    screen.page.goto(f"{screen.site}/saker/{case.reference}/historikk/")
    looked_at(screen.page, "history")
    screen.page.locator(f'a[href$="?hendelse={held.id}"]').click()
    screen.sees("Endret utenom programmet")
    looked_at(screen.page, "changes")
    screen.fill("Dag", "2026-03-04")
    screen.press("Vis")
    screen.sees("Slik saken sto ved slutten av")
    looked_at(screen.page, "stood")
