"""To be refused, give a reason and look, and the pages that tell who may see whom."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from oversight import actions
from oversight.models import ReasonedAccess
from people import actions as telling
from people.models import IdentityNumber
from tests import given
from tests.browsers import axe, fits
from tests.journeys.screens import Office, Screen, office

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.proof, pytest.mark.usefixtures("wednesday")]
PICTURES = os.environ.get("PICTURES", "")  # a folder, to look at the pages


@pytest.fixture
def people(browser: "Browser", site: str) -> Iterator[Office]:
    with office(browser, site) as opened:
        yield opened


def looks_right(screen: Screen, name: str) -> None:
    for width in (1366, 360):
        screen.page.set_viewport_size({"width": width, "height": 900})
        if PICTURES:
            screen.page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
        assert fits(screen.page), name
        assert axe(screen.page) == [], name
        assert screen.page.locator("[data-primary]").count() <= 1, name


def test_a_reason_is_given_from_the_page_that_refuses_and_controlled_by_the_leader(
    people: Office,
) -> None:
    town = given.a_town()
    case = given.a_case(town, unit=town.office_team, responsible=town.other_caseworker)
    other = given.a_case(town, person=given.a_person(town.municipality, family="Lund"))
    for n in range(3):
        actions.give_reason(
            (case, other, case)[n].reference,
            category="STAND_IN",
            reason="Vikar for Liv, som er syk i dag.",
            actor=town.officer,
            at=given.NOW,
        )
    telling.declare_relation(
        "SIBLING",
        number=IdentityNumber.objects.get(resident=other.person_id).number,
        words="søster",
        actor=town.caseworker,
        at=given.NOW,
    )

    screen = people.screen(town.assessor)
    screen.page.goto(f"{screen.site}/saker/{case.reference}/")
    screen.sees("er ansvarlig og kan gi deg tilgang")
    looks_right(screen, "refused")
    screen.follow("Begrunn innsyn")
    screen.sees("Hvorfor må du se dette?")
    looks_right(screen, "reason")
    screen.check("Øyeblikkelig hjelp")
    screen.fill("Begrunnelse", "Ringte fra legevakten om ham.")
    screen.press("Åpne med denne begrunnelsen")
    screen.sees("Du kan lese i noen timer.")
    screen.open(f"/saker/{case.reference}/tilgang/")
    screen.sees("Du har begrunnet innsynet.")
    looks_right(screen, "why")

    holder = people.screen(town.other_caseworker)
    holder.open(f"/saker/{case.reference}/tilgang/")
    looks_right(holder, "access")
    own = people.screen(town.caseworker)
    own.open("/profil/tilknytning/")
    looks_right(own, "relations")
    leader = people.screen(town.chief)
    leader.open(f"/fordeling/ansatte/{given.public_id_of(town.caseworker)}/tilknytning/")
    looks_right(leader, "team-relations")
    leader.open("/innsyn/")
    looks_right(leader, "reasons")
    leader.open(f"/innsyn/{ReasonedAccess.objects.latest('pk').public_id}/")
    looks_right(leader, "control")
    leader.check("Kontrollert")
    leader.press("Lagre kontrollen")
    leader.sees("Innsynet er kontrollert.")
