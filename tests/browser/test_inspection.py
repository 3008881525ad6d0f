"""The auditor's desk in a real browser: who saw this in week 10 and why, a file of it, a sample.

Work is counted: keys pressed (letters typed, boxes and buttons pressed) and pages that came.
"""

from typing import TYPE_CHECKING

import pytest

from inspection.models import Extract, Sample
from tests import given
from tests.browsers import looked_at
from tests.journeys.screens import Screen, office
from tests.journeys.work import Cost, Work, within

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.proof, pytest.mark.usefixtures("wednesday")]
# A case number of ten signs, Enter, a week of a list and «Vis»: 13 keys and 3 pages. By the
# keystroke-level model (0.28 s a key, 1.35 s to think before each of 4 steps, 1 s a page) 12 s.
ANSWER = Cost(keys=14, pages=3)


def take(screen: Screen, purpose: str) -> None:
    screen.check(purpose)
    with screen.page.expect_download():
        screen.page.get_by_role("button", name="Last ned", exact=True).click()


def test_who_saw_this_in_a_week_and_why_and_a_sample_from_draw_to_answer(
    browser: "Browser", site: str
) -> None:
    town = given.a_town()
    case = given.an_issued_decision(town).case
    with office(browser, site) as people:
        people.screen(town.caseworker).page.goto(f"{site}/personer/{case.person.public_id}/")
        people.screen(town.officer).open(f"/saker/{case.reference}/")

        # who saw this in week 10, and why
        work = Work(people.screen(town.auditor))
        screen = work.screen
        screen.open("/innsynslogg/")
        work.fill("Navn, fødselsdato, fødselsnummer eller saksnummer", case.reference)
        with screen.page.expect_navigation():
            screen.page.keyboard.press("Enter")
        work.keys += 1
        work.unfold("Filtre")
        work.pick("Uke", "Uke 10")
        work.press("Vis")
        screen.sees("i uke 10: ")
        screen.sees("fordi de hadde saken eller oppgaven")
        within("who saw this in a week and why", ANSWER, work)
        looked_at(screen.page, "log")
        screen.follow("Ta ut som Excel eller CSV")
        looked_at(screen.page, "take-out")
        take(screen, "Personen har bedt om innsyn")
        screen.open(f"/saker/{case.reference}/historikk/?uke=2026-10")
        looked_at(screen.page, "history")
        screen.follow("Ta ut hele saken (ZIP)")
        take(screen, "Klage eller rettssak")
        assert set(Extract.objects.values_list("what", "form")) == {
            ("LOOKS", "xlsx"), ("CASE", "zip")
        }  # fmt: skip

        # a sample, from the draw to the leader's answer
        screen.open("/internkontroll/ny/")
        looked_at(screen.page, "new-sample")
        screen.fill("Mottatt fra", "2026-01-01")
        screen.fill("Til og med", "2026-03-04")
        screen.press("Trekk saker")
        looked_at(screen.page, "sample-drawn")
        screen.follow("1. ")
        screen.page.get_by_text("I orden").nth(0).click()
        screen.page.locator("[name=text_fakta]").press_sequentially("Datteren er hørt.")
        screen.sees("Utkast lagret")
        screen.page.reload()
        looked_at(screen.page, "inspect")
        for n, head in enumerate(("fakta", "vurdering", "form", "begrunnelse", "klage")):
            verdict = "DEVIATION" if n == 3 else "IN_ORDER"
            screen.page.locator(f"[name=verdict_{head}][value={verdict}]").check()
        screen.press("Fullfør kontrollen")
        screen.sees("Skriv hva avviket er.")
        looked_at(screen.page, "inspect-refused")
        screen.page.locator("[name=text_begrunnelse]").fill("Hovedhensynene står ikke der.")
        screen.press("Fullfør kontrollen")
        screen.sees("1 av 1 saker er kontrollert, 1 med avvik.")
        looked_at(screen.page, "sample")

        leader = people.screen(town.chief)
        leader.open("/oppgaver/")
        leader.follow("Svar på avvik fra internkontroll")
        looked_at(leader.page, "deviation")
        leader.fill("Hva er gjort?", "Nytt brev er sendt, og malen er rettet.")
        leader.press("Send svaret")
        leader.sees("Avviket er besvart.")
        screen.open(f"/internkontroll/{Sample.objects.get().public_id}/")
        screen.sees("Besvart: Nytt brev er sendt")
        screen.open("/internkontroll/")
        looked_at(screen.page, "samples")
        screen.open("/uttrekk/")
        looked_at(screen.page, "extracts")
