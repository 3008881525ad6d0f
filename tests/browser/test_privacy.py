"""Two registrations become one by two people, and a claim is answered, in a real browser."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from people.models import Resident
from people.roles import Role
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


def test_one_proposes_another_confirms_and_a_claim_is_answered(people: Office) -> None:
    town = given.a_town()
    person = given.a_case(town).person
    double = given.a_person(town.municipality, given=person.given_name, family=person.family_name)
    Resident.objects.filter(pk=double.pk).update(born_on=person.born_on)
    home = f"/personer/{person.public_id}/"

    first = people.screen(town.caseworker)
    first.open(home)
    first.follow("Rettigheter")
    looked_at(first.page, "rights")
    first.follow("Slå sammen med en annen registrering")
    looked_at(first.page, "find")
    first.page.locator("input[name=alike]").first.check()
    first.press("Sammenlign")
    first.sees("Begge har fødselsnummer.")
    looked_at(first.page, "side-by-side")
    first.page.locator("input[name=number]").first.check()
    first.fill("Hvorfor det er samme person", "Kontrollert i Folkeregisteret.")
    first.press("Foreslå å slå sammen")
    first.sees("Forslaget venter på en annen enn deg.")
    path = first.page.url.removeprefix(first.site)

    second = people.screen(given.staff(Role.CASEWORKER, town.intake))
    second.open(path)
    looked_at(second.page, "proposal")
    second.follow("Bekreft: det er samme person")
    looked_at(second.page, "sure")
    second.press("Slå sammen")
    second.sees("De to er slått sammen.")
    looked_at(second.page, "merged")
    first.open(f"/personer/{double.public_id}/rettigheter/")
    first.sees("Slått sammen")
    first.follow("Registrer krav")
    looked_at(first.page, "claim-new")
    first.check("Retting")
    first.fill("Hvem kravet kom fra", "Personen selv")
    first.fill("Hva det bes om", "Fastlegen er feil.")
    first.press("Registrer kravet")
    first.sees("Lederen svarer på kravet.")
    claim = first.page.url.removeprefix(first.site)

    leader = people.screen(town.chief)
    leader.open(claim)
    looked_at(leader.page, "claim")
    leader.check("Innvilget")
    leader.page.locator("select[name=field]").select_option("doctor")
    leader.fill("Hva som er riktig", "Lege Riktig")
    leader.press("Svar på kravet")
    leader.sees("Kravet er besvart.")
    leader.open(f"{home}rettigheter/")
    leader.sees("Lege Riktig")
    looked_at(leader.page, "corrected")
    control = people.screen(town.auditor)
    control.open("/bevaring/")
    looked_at(control.page, "retention")

    second.open(path)
    second.fill("Hvorfor det er to personer", "To fødselsnummer, to søsken.")
    second.press("Foreslå å oppheve")
    first.open(path)
    first.follow("Bekreft: det er to personer")
    looked_at(first.page, "sure-undo")
    first.press("Opphev sammenslåingen")
    first.sees("Vurder avviket innen fristen.")
    looked_at(first.page, "undone")
