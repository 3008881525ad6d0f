"""The list in a real browser: Back to the row one opened, what is new told, nothing cut off."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from cases import actions as casework
from cases.models import Case
from people import actions as registering
from people.roles import Role
from tests import given
from tests.browser.test_desk import signed_in
from tests.browsers import axe, fits

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("wednesday")]
PICTURES = os.environ.get("PICTURES", "")  # a folder, to look at the pages
CUT = """[...document.querySelectorAll(".app-rows")]
  .some((table) => table.scrollWidth > table.parentElement.clientWidth + 1)"""
LIST = "/oppgaver/?vis=ufordelt&haster=nei"


@pytest.fixture
def office(site: str) -> tuple[given.Town, list[Case]]:
    """Nineteen new cases in a queue, with three and their leader to take them."""
    town = given.a_town()
    leader = given.staff(
        Role.UNIT_LEADER, town.intake, username="leder-mottak", given="Gro", family="Holm"
    )
    per = given.staff(Role.CASEWORKER, town.intake, username="per", given="Per", family="Dal")
    registering.register_absence(
        given.public_id_of(per),
        from_on=given.NOW.date(),
        to_on=given.NOW.date().replace(day=20),
        actor=leader,
        at=given.NOW,
    )
    registering.set_capacity(
        given.public_id_of(town.caseworker), capacity=25, actor=leader, at=given.NOW
    )
    registering.save_view(
        page="/oppgaver/",
        query="vis=ufordelt&haster=ja",
        name="Haster i mottak",
        unit_id=town.intake.pk,
        actor=leader,
        at=given.NOW,
    )
    made = [
        given.a_registered_application(
            town,
            person=given.a_person(town.municipality, family=f"Nessen{chr(97 + n)}"),
            at=given.NOW,
        )[0]
        for n in range(19)
    ]
    casework.take_case(made[-1].pk, actor=town.caseworker, at=given.NOW)
    return town, made


def test_back_comes_to_the_row_that_was_opened_or_took_its_place_and_what_is_new_is_told(
    page: "Page", site: str, office: tuple[given.Town, list[Case]]
) -> None:
    town, cases = office
    signed_in(page, site, "saksbehandler")
    page.goto(site + LIST)
    rows = page.locator("[data-rows] th[scope=row] a")
    expect(rows).to_have_count(18)
    opened = rows.nth(16).get_attribute("id")
    rows.nth(16).focus()
    scrolled = page.evaluate("scrollY")
    assert scrolled > 0

    # opened by key, on to another page of the case, and back twice
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/saker/"))
    page.get_by_role("link", name="Historikk").click()
    page.wait_for_url(re.compile("/historikk/"))
    page.go_back()
    page.wait_for_url(re.compile("/saker/[^/]+/(kartlegging/)?"))
    page.go_back()
    page.wait_for_url(site + LIST)
    expect(page.locator(f"#{opened}")).to_be_focused()
    assert abs(page.evaluate("scrollY") - scrolled) < 5

    # done there: the row that took its place has the focus
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/kartlegging/$"))
    page.get_by_role("button", name="Start kartlegging").click()
    page.wait_for_url(re.compile("/kartlegging/.+"))
    page.evaluate("history.go(-2)")
    page.wait_for_url(site + LIST)
    expect(rows).to_have_count(17)
    expect(rows.nth(16)).to_be_focused()

    # what is new is told, and the list does not move until it is asked for
    page.clock.install()
    page.goto(site + LIST)
    told = page.locator(".app-fresh a")
    expect(told).to_contain_text("Hentet kl.")
    casework.take_case(cases[0].pk, actor=town.caseworker, at=given.NOW)  # one goes: no news
    for _ in range(2):
        given.a_registered_application(town, at=given.NOW)
    with page.expect_response("**/oppgaver/nye/**"):
        page.clock.run_for(61_000)
    expect(told).to_have_text("2 nye oppgaver – vis")
    expect(rows).to_have_count(17)
    told.click()
    expect(rows).to_have_count(18)
    expect(told).to_contain_text("Hentet kl.")


@pytest.mark.parametrize(
    "width",
    [1366, *(pytest.param(width, marks=pytest.mark.proof) for width in (820, 360))],
)
def test_a_leader_shares_new_cases_out_in_five_clicks(
    page: "Page", site: str, office: tuple[given.Town, list[Case]], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    signed_in(page, site, "leder-mottak")
    page.goto(f"{site}/oppgaver/?vis=ufordelt")
    expect(page.get_by_role("link", name="Haster i mottak")).to_be_visible()
    looked_at(page, f"list-{width}")
    page.goto(f"{site}/fordeling/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Fordeling")

    page.get_by_role("link", name="Velg alle").click()  # 1
    page.get_by_role("checkbox", name="Kari Lie").check()  # 2
    page.get_by_role("checkbox", name="Gro Holm").check()  # 3
    looked_at(page, f"sharing-{width}")
    page.get_by_role("button", name="Fordel …").click()  # 4
    expect(page.get_by_role("heading", level=1)).to_have_text("Fordel valgte saker")
    looked_at(page, f"share-{width}")
    page.get_by_role("button", name="Gi sakene").click()  # 5
    expect(page.get_by_text("18 av 18 saker er gitt.")).to_be_visible()
    looked_at(page, f"share-receipt-{width}")

    page.get_by_role("link", name="Tilbake til Fordeling").click()
    page.get_by_role("link", name="Kari Lie").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Omfordel: Kari Lie")
    looked_at(page, f"team-work-{width}")
    page.get_by_role("checkbox", name="Per Dal").check()
    page.get_by_role("button", name="Fordel …").click()
    expect(page.get_by_text("Per Dal er borte til og med 19.03.2026.")).to_be_visible()
    page.get_by_role("button", name="Gi sakene").click()
    expect(page.get_by_text("kryss av for å gi likevel").first).to_be_visible()
    looked_at(page, f"share-away-{width}")
    page.goto(f"{site}/oppgaver/visninger/")
    looked_at(page, f"views-{width}")
    page.goto(f"{site}/oppgaver/visninger/ny/?vis=vent&haster=ja")
    looked_at(page, f"view-new-{width}")
    page.goto(f"{site}/fordeling/")
    page.get_by_role("link", name="Per Dal").click()
    page.get_by_role("link", name="Registrer fravær").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fravær: Per Dal")
    looked_at(page, f"absence-{width}")


def looked_at(page: "Page", name: str) -> None:
    """Nothing cut off, nothing for axe in an answer; and a picture, where one is wanted."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    # What a form answers with; every page with an address is heard in test_pages.
    assert not page.url.endswith("/fordeling/gi/") or axe(page) == [], name
    assert fits(page), name
    assert not page.evaluate(CUT), name
