"""The pages of the post in a real browser: seen, heard by axe, and pressed."""

import datetime as dt
import itertools
import os
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from cases.actions import take_case
from notifications import actions
from notifications.kinds import NoticeKind
from notifications.models import Letter, PostChannel
from people.models import Resident, StaffMember
from tests import given
from tests.browser.test_rows import CUT
from tests.browsers import axe, wrong_with
from tests.notifications.posting import printed, queued

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("wednesday")]

LABEL = "cell => getComputedStyle(cell, '::before').content"  # seen where rows are blocks


@pytest.fixture
def letter_page(page: "Page", site: str) -> str:
    """A queue with something in every part; the path of one letter's page."""
    town, now = given.a_town(), dt.datetime.now(dt.UTC)
    who, early = town.caseworker, now - dt.timedelta(hours=2)
    names = itertools.cycle([("Kari", "Hansen"), ("Per", "Østby"), ("Anne", "Ås"), ("Ola", "Vik")])
    cases = [
        given.a_case(town, person=given.a_person(town.municipality, given=first, family=last))
        for first, last in itertools.islice(names, 7)
    ]
    for n, case in enumerate(cases[:4]):
        queued(case, who, at=early, key=f"ready:{n}")
    Resident.objects.filter(pk=cases[1].person_id).update(address="Ny vei 2")
    printed(queued(cases[4], who, at=early, key="printed"), who, at=now)
    queued(cases[5], who, at=now, key="held")
    stopped = queued(cases[6], who, at=early, key="stopped")
    actions.stop_letter(str(stopped.public_id), note="Feil dato i vedtaket.", actor=who, at=now)
    hidden = given.a_person(town.municipality, family="Skjult", protection="CONFIDENTIAL")
    queued(given.a_case(town, person=hidden), who, at=early, key="hidden")
    PostChannel.objects.create(
        municipality=town.municipality,
        channel="DIGITAL",
        account=uuid.uuid4(),
        decided_by="Kommunedirektøren",
        valid_from=dt.date(2026, 1, 1),
    )
    digital = [queued(given.a_case(town), who, at=early, key=f"net:{n}") for n in range(2)]
    row = digital[0].dispatches.get()
    assert actions.carry(row.pk, municipality_id=town.municipality.pk, at=now) == "waits"
    Letter.objects.filter(pk=digital[1].pk).update(state="UNCERTAIN", uncertain_at=now)
    actions.notify(
        StaffMember.objects.get(pk=who.staff()),
        NoticeKind.TASK,
        case=cases[0],
        key="1",
        sentence="Du har fått ansvar for en sak.",
        at=now,
    )
    page.goto(f"{site}/logg-inn/?next=/brev/")
    page.get_by_label("Brukernavn").fill("saksbehandler")
    page.get_by_label("Passord").fill(given.PASSWORD)
    page.locator("[data-primary]").click()
    page.wait_for_url(f"{site}/brev/")
    return f"/brev/{digital[1].public_id}/oppfolging/"


def test_the_post_is_accessible_and_a_letter_is_printed_with_one_press(
    page: "Page", site: str, letter_page: str
) -> None:
    for path in (letter_page, "/varsler/", "/brev/"):
        page.goto(site + path)
        assert axe(page) == []

    page.get_by_role("button", name="Skriv ut").click()

    told = "3 brev er klare til utskrift. 1 brev ble stanset."
    expect(page.locator("#status")).to_contain_text(told)


def test_the_whole_of_a_letter_waiting_is_in_sight_on_a_telephone(
    page: "Page", site: str, letter_page: str
) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{site}/brev/")

    assert not page.evaluate(CUT)
    row = page.get_by_role("region", name="Klare til utskrift").locator("tbody tr").first
    assert "Merknad" in row.locator("td").last.evaluate(LABEL)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_letter_that_asks_is_seen_beside_what_is_written_before_it_is_sent(
    browser: "Browser", site: str, *, scripts: bool
) -> None:
    # given the page that asks, filled in; also without scripts
    town = given.a_town()
    (case,) = given.a_registered_application(town, at=dt.datetime.now(dt.UTC))
    take_case(case.pk, actor=town.caseworker, at=dt.datetime.now(dt.UTC))
    path = f"/saker/{case.reference}/mangelbrev/"
    context = browser.new_context(java_script_enabled=scripts, locale="nb-NO")
    page = context.new_page()
    page.goto(f"{site}/logg-inn/?next={path}")
    page.get_by_label("Brukernavn").fill(given.account_of(town.caseworker).username)
    page.get_by_label("Passord").fill(given.PASSWORD)
    page.locator("[data-primary]").click()
    page.get_by_label("Hva mangler?").fill("Papirer fra sykehuset.")
    page.get_by_label("Hvorfor trenger vi det?").fill("Vi må vite hva du klarer selv.")

    # when it is looked at
    page.get_by_role("button", name="Se brevet").click()

    # then it stands there with what was written, which stands in the form still; nothing is sent
    letter = page.get_by_role("article", name="Brevet")
    expect(letter).to_contain_text("Papirer fra sykehuset.")
    expect(letter).to_be_in_viewport()
    expect(page.get_by_label("Hva mangler?")).to_have_value("Papirer fra sykehuset.")
    assert not Letter.objects.filter(kind="MISSING_INFORMATION").exists()
    if scripts:
        assert axe(page) == []
        if pictures := os.environ.get("PICTURES"):
            page.screenshot(path=f"{pictures}/brev.png", full_page=True)

    # and it goes with the next press
    page.get_by_role("button", name="Send brevet").click()
    expect(page.locator("#status")).to_contain_text("Brevet ligger i utskriftskøen.")
    assert Letter.objects.filter(kind="MISSING_INFORMATION").count() == 1
    context.close()


def test_what_was_typed_a_moment_before_the_letter_was_seen_is_kept_when_one_leaves(
    browser: "Browser", site: str
) -> None:
    # given somebody who writes, and looks at the letter before a draft can have been kept
    town = given.a_town()
    (case,) = given.a_registered_application(town, at=dt.datetime.now(dt.UTC))
    take_case(case.pk, actor=town.caseworker, at=dt.datetime.now(dt.UTC))
    path = f"/saker/{case.reference}/mangelbrev/"
    page = browser.new_context(locale="nb-NO").new_page()
    page.goto(f"{site}/logg-inn/?next={path}")
    page.get_by_label("Brukernavn").fill(given.account_of(town.caseworker).username)
    page.get_by_label("Passord").fill(given.PASSWORD)
    page.locator("[data-primary]").click()
    page.get_by_label("Hvorfor trenger vi det?").fill("Vi må vite hva du klarer selv.")
    page.get_by_label("Hva mangler?").press_sequentially("Papirer")
    page.get_by_role("button", name="Se brevet").click()
    expect(page.get_by_role("article", name="Brevet")).to_contain_text("Papirer")

    # when they leave, and come back
    page.goto(f"{site}/saker/{case.reference}/")
    page.goto(site + path)

    # then it is there
    expect(page.get_by_label("Hva mangler?")).to_have_value("Papirer")
    page.context.close()


@pytest.mark.proof
def test_the_post_is_accessible_in_every_width_and_scheme(
    page: "Page", site: str, letter_page: str
) -> None:
    wrong = []
    for name, path in {
        "letter": letter_page,
        "tasks": "/oppgaver/",
        "notices": "/varsler/",
        "post": "/brev/",
    }.items():
        page.goto(site + path)
        wrong += wrong_with(page, name)
    stopped = Letter.objects.get(state="STOPPED")
    became: dict[str, dict[str, Any]] = {
        "to nowhere": {"postal": ""},
        "to the dead": {"died_on": dt.date(2026, 3, 3)},
    }
    for name, columns in became.items():
        Resident.objects.filter(pk=stopped.person_id).update(**columns)
        page.goto(f"{site}/brev/{stopped.public_id}/oppfolging/")
        wrong += wrong_with(page, name)

    assert wrong == []
