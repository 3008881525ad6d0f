"""A meeting in a real browser: on the desk, on paper, on the wall, and led to its end."""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cases import actions as casework
from cases.models import Case
from meetings import actions
from meetings.models import Meeting
from meetings.rules import Declared
from tests import given
from tests.browsers import axe, wrong_with
from tests.journeys.screens import Office, office
from tests.meetings.acts import a_meeting, gather, item_of, put

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("wednesday")]
PICTURES = os.environ.get("PICTURES", "")  # a folder, to look at the pages
SOON = given.NOW + dt.timedelta(hours=1)
LINES = {
    "Berit Hansen": "Trygghetsalarm eller tilsyn om natten? Har falt to ganger siden oktober",
    "Per Aas": "Korttidsopphold etter brudd, eller rehabilitering hjemme med hjelpemidler",
    "Ada Vik": "BPA: fra 20 til 32 timer i uken",
    "Bo Lunde": "Matombringing alle dager",
}


@pytest.fixture
def people(browser: "Browser", site: str) -> Iterator[Office]:
    with office(browser, site) as opened:
        yield opened


def an_agenda(town: given.Town) -> tuple[Meeting, list[Case]]:
    """Today's meeting of the intake team: one concluded, one with somebody out, one hidden."""
    meeting = a_meeting(town, unit=town.intake, starts=SOON)
    cases = []
    for name, line in LINES.items():
        first, _, last = name.partition(" ")
        person = given.a_person(
            town.municipality,
            given=first,
            family=last,
            protection="STRICT" if first == "Bo" else "NONE",
        )
        case = given.a_case(town, person=person, responsible=town.caseworker)
        put(case, meeting, by=town.caseworker, line=line)
        cases.append(case)
    gather(meeting, town.caseworker, town.officer, town.assessor, by=town.caseworker, at=given.NOW)
    for case, out in ((cases[0], None), (cases[1], town.officer)):
        declared = [Declared(given.public_id_of(out), "FAMILY")] if out else []
        actions.clear_impartiality(
            str(item_of(case).public_id),
            nobody=not declared,
            declared=declared,
            actor=town.caseworker,
            at=given.NOW,
        )
    actions.conclude_item(
        str(item_of(cases[0]).public_id),
        text="Alarm nå. Tilsyn vurderes på nytt etter fire uker.",
        actor=town.caseworker,
        at=given.NOW,
    )
    return meeting, cases


@pytest.mark.proof
def test_the_pages_of_a_meeting_fit_and_are_heard(people: Office) -> None:
    town = given.a_town()
    meeting, cases = an_agenda(town)
    a_meeting(town, unit=town.intake, starts=SOON + dt.timedelta(days=7))
    other = given.a_case(town, responsible=town.caseworker)
    casework.declare_disqualified(
        other.pk,
        staff=given.public_id_of(town.officer),
        ground="SUPERIOR",
        actor=town.caseworker,
        at=given.NOW,
    )
    here = f"/moter/{meeting.public_id}/"
    done, now = (f"/moter/saker/{item_of(case).public_id}/" for case in cases[:2])
    paths = {
        "list": "/moter/",
        "new": "/moter/nytt/",
        "meeting": here,
        "attendance": f"{here}til-stede/",
        "change": f"{here}endre/",
        "print": f"{here}utskrift/",
        "wall": f"{here}vegg/",
        "done": done,
        "item": now,
        "impartiality": f"{now}habilitet/",
        "postpone": f"{now}utsett/",
        "off": f"{now}ta-av/",
        "case": f"/saker/{cases[2].reference}/",
        "case-off": f"/saker/{cases[2].reference}/mote/ta-av/",
        "put": f"/saker/{other.reference}/mote/",
        "case-impartiality": f"/saker/{other.reference}/habilitet/",
    }
    screen = people.screen(town.caseworker)
    wrong = []
    for name, path in paths.items():
        screen.open(path)
        wrong += wrong_with(screen.page, name)
    assert wrong == []

    for scheme in ("light", "dark"):
        screen.page.set_viewport_size({"width": 1920, "height": 1080})
        screen.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        screen.open(f"{here}vegg/")
        assert axe(screen.page) == []
        assert screen.page.locator("nav").count() == 0
        if PICTURES:
            screen.page.screenshot(path=Path(PICTURES) / f"wall-1920-{scheme}.png")
    screen.page.emulate_media(media="print", color_scheme="light")
    screen.page.set_viewport_size({"width": 720, "height": 1020})
    screen.open(f"{here}utskrift/")
    if PICTURES:
        screen.page.screenshot(path=Path(PICTURES) / "paper.png", full_page=True)


def test_a_meeting_is_led_to_its_end(people: Office) -> None:
    town = given.a_town()
    meeting = a_meeting(town, unit=town.intake, starts=SOON)
    case = given.a_case(town, responsible=town.caseworker)
    screen = people.screen(town.caseworker)

    screen.open(f"/saker/{case.reference}/mote/")
    screen.page.get_by_role("radio").first.check()
    screen.press("Sett opp til møte")
    screen.sees("Til møte 04.03.")
    screen.open(f"/moter/{meeting.public_id}/til-stede/")
    screen.check("Kari Lie")
    screen.press("Før oppmøtet")
    screen.follow("O. N.")
    screen.sees("Avklar habiliteten før konklusjonen skrives.")
    screen.follow("Avklar habiliteten")
    screen.check("Ingen er inhabile")
    screen.press("Lagre")
    screen.fill("Hva konkluderer møtet med?", "Prøv hverdagsrehabilitering først.")
    with screen.page.expect_navigation():
        screen.page.keyboard.press("Control+Enter")
    screen.press("Avslutt møtet")

    screen.sees(f"Notat i sak {case.reference}")
    screen.follow(f"Notat i sak {case.reference}")
    screen.sees("Tildelingsmøte 04.03.2026: Prøv hverdagsrehabilitering først.")
