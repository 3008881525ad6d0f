"""The decision's pages in a real browser: seen at every width, heard by axe, and used."""

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from cases.models import Case
from decisions import actions
from decisions.models import Decision
from decisions.policy import Part
from people.access import Actor
from people.models import Representative
from tests import given
from tests.browsers import wrong_with

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("wednesday")]
SERVICES = ("helsetjenester_i_hjemmet", "dagopphold_institusjon")


@pytest.fixture
def at() -> dt.datetime:
    return given.NOW


@pytest.fixture
def town(site: str) -> given.Town:
    return given.a_town()


@pytest.fixture
def writing(town: given.Town, at: dt.datetime) -> Case:
    """Two services, one without a unit: the officer has begun."""
    person = given.a_person(town.municipality)
    Representative.objects.create(
        resident=person,
        kind="GUARDIAN",
        name="Ola Vik",
        address="Torget 2",
        postal="3017 Drammen",
        personal_matters=True,
        economy=True,
        valid_from=given.LONG_AGO,
    )
    case = given.a_case_to_decide(town, person=person, services=SERVICES, at=at)
    given.a_drafted_decision(town, case, at=at)
    decision = Decision.objects.get(case=case)
    line = decision.lines.get(position=1)
    actions.save_decision(
        case.pk,
        version=decision.version,
        typed={
            "considerations": "",
            "lines": [
                {"id": str(decision.lines.get(position=0).public_id)},
                {"id": str(line.public_id), "outcome": "PARTLY", "unit_performing": ""},
            ],
        },
        actor=town.officer,
        at=at,
    )
    return case


@pytest.fixture
def approving(town: given.Town, at: dt.datetime) -> Case:
    """A refusal that was sent back once, and waits for approval again."""
    case = given.a_case_to_decide(town, refuse=True, at=at)
    decision = given.a_drafted_decision(town, case, at=at)
    sent = actions.submit_decision(case.pk, version=decision.version, actor=town.officer, at=at)
    seen = actions.see_part(
        case.pk, part=Part.DECISION, version=sent["version"], actor=town.approver, at=at
    )
    back = actions.return_decision(
        case.pk,
        version=seen["version"],
        code="GROUNDS",
        reason="Skriv hvorfor dagtilbud ikke er nok.",
        part=Part.DECISION,
        actor=town.approver,
        at=at,
    )
    saved = actions.save_decision(
        case.pk,
        version=back["version"],
        typed={"considerations": "Dagtilbudet dekker behovet for tilsyn."},
        actor=town.officer,
        at=at,
    )
    sent = actions.submit_decision(case.pk, version=saved["version"], actor=town.officer, at=at)
    actions.see_part(
        case.pk, part=Part.APPLICATION, version=sent["version"], actor=town.approver, at=at
    )
    return case


def sign_in(page: "Page", site: str, actor: Actor) -> None:
    page.goto(f"{site}/logg-inn/?next=/profil/")
    page.get_by_label("Brukernavn").fill(given.account_of(actor).username)
    page.get_by_label("Passord").fill(given.PASSWORD)
    page.locator("[data-primary]").click()
    page.wait_for_url("**/profil/")


def pages(writing: Case, approving: Case, issued: Decision) -> dict[str, tuple[str, str]]:
    """Every page by name: who looks, and where."""

    def at(case: Case, tail: str) -> str:
        return f"/saker/{case.reference}/vedtak/{tail}"

    return {
        "skriv": ("officer", at(writing, "1/")),
        "brev": ("officer", at(writing, "1/brev/")),
        "fatt": ("officer", at(writing, "1/fatt/")),
        "send-tilbake": ("officer", at(writing, "send-tilbake/")),
        "les": ("officer", at(approving, "1/")),
        "godkjenning": ("approver", at(approving, "1/godkjenning/")),
        "godkjenning-vedtak": ("approver", at(approving, "1/godkjenning/?del=vedtak")),
        "godkjenning-brev": ("approver", at(approving, "1/godkjenning/?del=brev")),
        "kvittering": ("officer", at(issued.case, "1/kvittering/")),
        "fattet": ("officer", at(issued.case, "1/")),
    }


@pytest.mark.proof  # with more on them than in test_pages
def test_the_pages_of_a_decision_are_accessible_with_one_heading(
    page: "Page", site: str, town: given.Town, writing: Case, approving: Case, at: dt.datetime
) -> None:
    issued = given.an_issued_decision(town, at=at)
    wrong: list[str] = []
    for who in ("officer", "approver"):
        sign_in(page, site, getattr(town, who))
        for name, (reader, path) in pages(writing, approving, issued).items():
            if reader == who:
                page.goto(f"{site}{path}")
                wrong += wrong_with(page, name)
                assert page.locator("h1").count() == 1, name
        page.context.clear_cookies()

    assert wrong == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_an_officer_fills_in_what_is_missing_and_sends_the_letter(
    page: "Page", site: str, town: given.Town, at: dt.datetime, *, scripts: bool
) -> None:
    case = given.a_case_to_decide(town, at=at)
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=scripts, locale="nb-NO")
    window = context.new_page()
    sign_in(window, site, town.officer)

    window.goto(f"{site}/saker/{case.reference}/vedtak/")
    window.locator("[data-primary]").click()
    window.get_by_role("link", name="Utførende enhet").click()
    window.get_by_label("Faktiske forhold").fill("Ola bor alene.")
    window.get_by_role("button", name="Fatt vedtak og send brev").click()
    window.locator(".ds-error-summary").wait_for()
    window.get_by_label("Utførende enhet").select_option(label="Hjemmetjenesten Nord")
    window.get_by_role("button", name="Fatt vedtak og send brev").click()
    window.get_by_role("heading", name="Vil du fatte vedtaket og sende brevet?").wait_for()
    window.get_by_role("button", name="Fatt vedtak og send brev").click()
    window.get_by_role("heading", name="Vedtaket er fattet").wait_for()

    assert Decision.objects.get(case=case).facts == "Ola bor alene."
    window.get_by_role("button", name="Stans utsending").click()
    window.get_by_text("Brevet er stanset.").wait_for()
    context.close()


def test_an_approver_looks_at_every_step_and_approves(
    page: "Page", site: str, town: given.Town, approving: Case
) -> None:
    sign_in(page, site, town.approver)
    page.goto(f"{site}/saker/{approving.reference}/vedtak/1/godkjenning/")

    for name in ("Kartlegging", "Innstilling", "Vedtak og begrunnelse", "Brev"):
        page.get_by_role("button", name=f"Åpne {name}").click()
        page.locator("#del").wait_for()
    page.get_by_role("button", name="Godkjenn vedtaket og send brev").click()

    page.get_by_role("heading", name="Vedtaket er godkjent og fattet").wait_for()
    assert Decision.objects.get(case=approving).issued_at is not None
