"""What one hears of, and the next task, in a browser: pressed, and looked at wide and narrow."""

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from deadlines import actions as work
from deadlines.kinds import Kind
from notifications import actions
from notifications.adapters import link_off
from notifications.kinds import NoticeKind
from notifications.models import SwitchedOff
from people.actions import register_absence
from people.models import StaffMember
from people.roles import Role
from tests import given
from tests.browsers import looked_at

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.proof, pytest.mark.usefixtures("wednesday")]


def test_a_notice_says_why_it_came_and_a_press_gives_the_next_task_or_stops_the_kind(
    page: "Page", site: str
) -> None:
    # given a caseworker with notices, who stands in for another, and tasks nobody has
    town, now = given.a_town(), given.NOW
    other = given.staff(Role.CASEWORKER, town.intake, given="Per", family="Østby")
    cases = [given.a_case(town) for _ in range(2)]
    given.a_case(town, responsible=other)
    for days, case in enumerate(cases):
        began = now.date() - dt.timedelta(days=27 + days)
        work.open_deadline(
            case, Kind.PRELIMINARY_ANSWER, starts_on=began, actor=town.caseworker, at=now
        )
    register_absence(
        given.public_id_of(other),
        from_on=now.date(),
        to_on=now.date() + dt.timedelta(days=5),
        stand_in=given.public_id_of(town.caseworker),
        actor=town.chief,
        at=now,
    )
    staff = StaffMember.objects.get(pk=town.caseworker.staff())
    for kind in (NoticeKind.TASK, NoticeKind.DEADLINE, NoticeKind.RIGHTS):
        actions.notify(
            staff, kind, case=cases[0], key=kind, sentence="Noe du kan ville vite.", at=now
        )
    page.goto(f"{site}/logg-inn/?next=/oppgaver/")
    page.get_by_label("Brukernavn").fill("saksbehandler")
    page.get_by_label("Passord").fill(given.PASSWORD)
    page.locator("[data-primary]").click()
    page.wait_for_url(f"{site}/oppgaver/")

    # the list says for whom one stands in, and one press gives the task most at risk
    expect(page.get_by_text("Deg, for Per Østby").first).to_be_visible()
    looked_at(page, "tasks")
    page.get_by_role("button", name="Gi meg neste").click()
    expect(page.locator("#status")).to_contain_text("Du fikk denne fordi fristen er i dag")

    # each notice says why, and stops its kind
    page.goto(f"{site}/varsler/")
    looked_at(page, "notices")
    page.get_by_role("button", name=re.compile("Slå av slike varsler.*Nytt arbeid")).first.click()
    expect(page.locator("#status")).to_contain_text("Slått av: Nytt arbeid.")
    page.get_by_role("link", name="Velg hvilke varsler du får").click()
    looked_at(page, "choices")
    page.get_by_role("button", name=re.compile("Slå på.*Nytt arbeid")).click()
    expect(page.get_by_role("button", name=re.compile("Slå av.*Nytt arbeid"))).to_be_visible()
    assert not SwitchedOff.objects.exists()

    # the link of the e-mail asks before it does
    page.goto(
        site + "/varsler/e-post/av/" + link_off(town.municipality.pk, staff.pk).split("/")[-2]
    )
    looked_at(page, "off")
    page.get_by_role("button", name="Slå av e-posten").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("er slått av")
    looked_at(page, "done")
    assert SwitchedOff.objects.count() == 1
