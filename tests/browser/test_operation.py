"""The administrator sees what stands still, what is wrong, and settles what was put aside."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from people.access import system
from tests import given
from tests.browsers import looked_at
from tests.journeys.screens import Office, office
from watch import actions, queries
from watch.kinds import PARTS, TRIES, Part
from watch.models import Attempt

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.proof, pytest.mark.usefixtures("wednesday")]


@pytest.fixture
def people(browser: "Browser", site: str) -> Iterator[Office]:
    with office(browser, site) as opened:
        yield opened


def test_an_administrator_sees_what_is_wrong_and_lets_one_piece_of_work_lie(people: Office) -> None:
    # given a silent post, two sorts of wrong rows, and work that was put aside
    town = given.a_town()
    clock = system(town.municipality.pk)
    for name in [*(name for name in PARTS if "." in name), Part.CLOCK, Part.WATCHDOG]:
        if name != "notifications.tasks.send_due":
            actions.beat(name, at=given.NOW)
    actions.keep({"role_without_end": 2, "letter_forgotten": 1}, actor=clock, at=given.NOW)
    actions.beat(Part.INVARIANTS, at=given.NOW)
    for row, fault in [(7, ""), (8, "ValueError")]:
        Attempt.objects.create(
            municipality=town.municipality,
            work="remind",
            row=row,
            tries=TRIES,
            begun_at=given.NOW,
            fault=fault,
            parked_at=given.NOW,
        )

    administrator = people.screen(town.administrator)
    administrator.open("/oppsett/drift/")
    looked_at(administrator.page, "operation")
    administrator.page.get_by_role("link", name="La ligge").first.click()
    looked_at(administrator.page, "let-work-go")
    administrator.press("La ligge")
    looked_at(administrator.page, "let-work-go-refused")
    administrator.page.get_by_label("Hvorfor det kan ligge").fill("Fristen er borte.")
    administrator.press("La ligge")
    administrator.sees("Skal ligge: Fristen er borte.")
    administrator.page.get_by_role("button", name="Prøv igjen").last.click()
    administrator.sees("Det blir prøvd igjen.")
    looked_at(administrator.page, "operation-after")
    assert len(queries.parked(town.administrator)) == 1
