"""Several tasks at once in a real browser: chosen, confirmed, and the receipt."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests import given
from tests.browser.test_desk import signed_in
from tests.browsers import axe, fits
from tests.desk.day import Day, a_day

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("wednesday")]
PICTURES = os.environ.get("PICTURES", "")  # a folder, to look at the pages


@pytest.fixture
def day(site: str) -> Day:
    return a_day(given.NOW)


@pytest.mark.parametrize("width", [pytest.param(1366, marks=pytest.mark.proof), 360])
def test_a_leader_gives_several_tasks_and_reads_the_receipt(
    page: "Page", site: str, day: Day, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    signed_in(page, site, "virksomhetsleder")
    page.goto(f"{site}/oppgaver/?vis=ufordelt&haster=nei")
    expect(page.get_by_text("Haster: Uten")).to_be_visible()
    # what a caseworker does: nobody is offered what they may not do
    mine = re.compile("Velg (Start kart|Send foreløpig)")
    boxes = page.get_by_role("checkbox", name=mine)
    for n in range(2):
        boxes.nth(n).check()
    looked_at(page, f"inbox-{width}")
    page.get_by_role("button", name="Gi til …", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fordel valgte oppgaver")
    looked_at(page, f"give-{width}")
    page.get_by_role("radio", name="Saksbehandler").first.check()
    page.get_by_role("button", name="Gi oppgavene").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kvittering")
    given_to = re.compile("2 av 2 oppgaver er gitt til Saksbehandler")
    expect(page.get_by_role("status").filter(has_text=given_to)).to_be_visible()
    looked_at(page, f"receipt-{width}")
    page.get_by_role("link", name="Tilbake til Mine oppgaver").click()
    expect(page.get_by_text("Haster: Uten")).to_be_visible()
    page.go_back()  # to the receipt, which nothing is sent again for
    expect(page.get_by_role("status").filter(has_text=given_to)).to_be_visible()


def looked_at(page: "Page", name: str) -> None:
    """Nothing for axe, no sideways scroll; and a picture, where one is wanted."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    assert axe(page) == [], name
    assert fits(page), name
