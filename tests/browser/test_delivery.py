"""The pages of a performing unit in a real browser: seen, heard by axe, and used."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from cases.models import Case
from delivery import actions
from delivery.models import OrderQuestion
from people.access import Actor
from tests import given
from tests.browser.test_letters import LABEL
from tests.browser.test_rows import CUT
from tests.browsers import wrong_with
from tests.journeys.screens import Office, office
from tests.whole import order_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("wednesday")]
BEFORE = given.NOW - dt.timedelta(days=2)


@pytest.fixture
def town(site: str) -> given.Town:
    return given.a_town()


@pytest.fixture
def people(browser: "Browser", site: str, town: given.Town) -> Iterator[Office]:
    with office(browser, site) as opened:
        yield opened


def ordered(town: given.Town) -> Case:
    return given.an_issued_decision(town, at=BEFORE).case


def pages(town: given.Town) -> list[tuple[Actor, str, str]]:
    """Who looks, at what, and what the picture is called."""
    refused, asked, early = ordered(town), ordered(town), ordered(town)
    actions.refuse_order(
        order_of(refused), reason="Vi har ikke folk på kveld.", actor=town.provider, at=given.NOW
    )
    question = actions.ask_about_order(
        order_of(asked),
        ask="ordered",
        question="Hvor henger nøkkelen?",
        actor=town.provider,
        at=given.NOW,
    )["question"]
    actions.confirm_order(order_of(early), actor=town.provider, at=BEFORE)
    actions.start_order(
        order_of(early),
        starts_on=BEFORE.date(),
        early_reason="Falt hjemme, og datteren er bortreist.",
        version=1,
        actor=town.provider,
        at=given.NOW,
    )
    waiting = ordered(town)
    actions.confirm_order(order_of(waiting), actor=town.provider, at=BEFORE)

    def order(case: Case, tail: str = "") -> str:
        return f"/bestillinger/{order_of(case)}/{tail}"

    return [
        (town.provider, "/bestillinger/", "orders-new"),
        (town.provider, "/bestillinger/?vis=avsluttet", "orders-ended"),
        (town.provider, "/bestillinger/?vis=i-gang", "orders-running"),
        (town.provider, order(refused), "order-refused"),
        (town.provider, order(asked), "order-asked"),
        (town.provider, order(asked, "spor/"), "order-ask"),
        (town.provider, order(asked, "avvis/"), "order-refuse"),
        (town.provider, order(asked, "ark/"), "work-sheet"),
        (town.provider, order(early), "order-early"),
        (town.provider, order(waiting, "oppstart/"), "order-start-early"),
        (town.officer, f"/saker/{refused.reference}/", "case-refused"),
        (town.officer, order(refused, "send/"), "order-redirect"),
        (town.officer, order(early, "tidlig/"), "early-settle"),
        (town.officer, f"/bestillinger/sporsmal/{question}/", "question-answer"),
    ]


def test_when_an_order_must_be_answered_is_in_sight_on_a_telephone(
    people: Office, town: given.Town
) -> None:
    ordered(town)
    screen = people.screen(town.provider)
    screen.page.set_viewport_size({"width": 360, "height": 800})

    screen.open("/bestillinger/")

    assert not screen.page.evaluate(CUT)
    due = screen.page.locator("tbody tr").first.locator("td", has=screen.page.locator(".app-due"))
    assert "Svar senest" in due.evaluate(LABEL)


@pytest.mark.proof
def test_every_page_of_an_order_is_accessible_and_fits(people: Office, town: given.Town) -> None:
    wrong = []
    for actor, path, name in pages(town):
        screen = people.screen(actor)
        screen.open(path)
        wrong += wrong_with(screen.page, name)
        assert screen.page.locator("h1").count() == 1, path

    assert wrong == []


def test_the_work_sheet_is_one_page_of_paper(people: Office, town: given.Town) -> None:
    screen = people.screen(town.provider)
    screen.open(f"/bestillinger/{order_of(ordered(town))}/ark/")

    paper = screen.page.pdf(format="A4")

    assert paper.count(b"/Type /Page\n") == 1


def test_a_unit_asks_and_gets_its_answer(people: Office, town: given.Town) -> None:
    case = ordered(town)
    provider, nina = people.screen(town.provider), people.screen(town.officer)
    provider.open(f"/bestillinger/{order_of(case)}/")
    provider.follow("Be om mer informasjon")
    provider.check("Nina Moe, har bestilt")
    provider.fill("Hva trenger dere å vite?", "Hvor henger nøkkelen?")
    provider.press("Send spørsmålet")
    provider.sees("Ikke besvart ennå")

    nina.open("/oppgaver/")
    nina.sees("Svar på spørsmål om bestilling")
    nina.open(f"/bestillinger/sporsmal/{OrderQuestion.objects.get().public_id}/")
    nina.fill("Svar", "Hos naboen i nummer tre.")
    nina.press("Send svaret")
    nina.sees("Svaret er sendt.")

    provider.open(f"/bestillinger/{order_of(case)}/")
    provider.sees("Hos naboen i nummer tre.")


def test_what_a_unit_types_of_a_refusal_is_kept_on_the_way(
    people: Office, town: given.Town
) -> None:
    path = f"/bestillinger/{order_of(ordered(town))}/avvis/"
    provider = people.screen(town.provider)
    provider.open(path)
    provider.fill("Hvorfor avviser dere bestillingen?", "Vi har ikke folk på kveld.")
    expect(provider.page.locator("[data-save]")).to_contain_text("Utkast lagret")

    provider.open(path)

    provider.sees("er hentet fram")
    field = provider.page.get_by_label("Hvorfor avviser dere bestillingen?")
    expect(field).to_have_value("Vi har ikke folk på kveld.")
