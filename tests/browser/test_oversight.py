"""To be refused, give a reason and look, and the pages that tell who may see whom."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from oversight import actions
from oversight.models import ReasonedAccess
from people import actions as telling
from people.models import IdentityNumber
from tests import given
from tests.browsers import looked_at
from tests.journeys.screens import Office, office

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.proof, pytest.mark.usefixtures("wednesday")]


@pytest.fixture
def people(browser: "Browser", site: str) -> Iterator[Office]:
    with office(browser, site) as opened:
        yield opened


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
    looked_at(screen.page, "refused")
    screen.follow("Begrunn innsyn")
    screen.sees("Hvorfor må du se dette?")
    looked_at(screen.page, "reason")
    screen.check("Øyeblikkelig hjelp")
    screen.fill("Begrunnelse", "Ringte fra legevakten om ham.")
    screen.press("Åpne med denne begrunnelsen")
    screen.sees("Du har begrunnet innsynet, og kan lese til kl.")
    screen.open(f"/saker/{case.reference}/tilgang/")
    screen.sees("Du har begrunnet innsynet.")
    looked_at(screen.page, "why")

    holder = people.screen(town.other_caseworker)
    holder.open(f"/saker/{case.reference}/tilgang/")
    looked_at(holder.page, "access")
    own = people.screen(town.caseworker)
    own.open("/profil/tilknytning/")
    looked_at(own.page, "relations")
    leader = people.screen(town.chief)
    leader.open(f"/fordeling/ansatte/{given.public_id_of(town.caseworker)}/tilknytning/")
    looked_at(leader.page, "team-relations")
    leader.open("/innsyn/")
    looked_at(leader.page, "reasons")
    leader.open(f"/innsyn/{ReasonedAccess.objects.latest('pk').public_id}/")
    looked_at(leader.page, "control")
    leader.check("I orden")
    leader.press("Lagre kontrollen")
    leader.sees("Innsynet er kontrollert.")
