"""From the telephone to an order with the unit by the simplified course, in Chromium.

Work is counted, and told with the machine's time.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from assessments.models import Assessment
from audit.models import Entry
from cases.models import Case
from cases.stages import Stage
from decisions.models import Decision
from notifications.models import Letter
from people.models import IdentityNumber
from tests import given
from tests.browsers import looked_at
from tests.journeys.screens import Office, office
from tests.journeys.work import Cost, Work, within
from tildeling.town.law import decide as decide_prices

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("wednesday")]
ALARM = Cost(keys=168, pages=8)  # of which 139 are the words of this one case


@pytest.fixture
def town(site: str) -> given.Town:
    made = given.a_town()
    decide_prices(actor=made.administrator, at=given.NOW, from_on=given.LONG_AGO)
    return made


@pytest.fixture
def people(browser: "Browser", site: str, town: given.Town) -> Iterator[Office]:
    with office(browser, site) as opened:
        yield opened


def call(kari: Work, number: str) -> Case:
    """«Ny søknad» while the person is on the telephone."""
    screen = kari.screen
    screen.open("/soknader/ny/")
    screen.page.get_by_label("Fødselsnummer").press_sequentially(number)
    screen.sees("NORDMANN, Ola")
    screen.suggest("id_services", "Trygghetsalarm")
    kari.keys += len(number) + 6 + 2
    kari.press("Registrer og start kartlegging")
    assert screen.heading() == "Forenklet løp"
    return Case.objects.get()


def ask(kari: Work) -> None:
    """The few questions, and the proposal they lead to."""
    kari.check("Ola Nordmann")
    kari.check("Ja")
    kari.check("Har beslutningskompetanse")
    kari.fill("Hva er viktig for deg?", "Bo hjemme og være trygg.")
    box = kari.screen.page.locator("input[name=bevege_inne][value='3']")
    box.check()
    kari.keys += 1
    kari.fill("Situasjonen nå", "Bor alene. Har falt to ganger i høst.")
    kari.fill("Personens syn på forslaget", "Ola ønsker alarm.")
    kari.fill("Faglig vurdering", "Alarmen gir rask hjelp ved nye fall.")
    kari.fill("Mål", "Trygg hjemme, også alene.")
    looked_at(kari.screen.page, "short-course")
    kari.press("Send til vedtak")
    kari.screen.sees("Forløpskoordinatoren er passert etter kommunens regel")


@pytest.mark.proof
def test_from_the_telephone_to_an_order_with_the_unit(people: Office, town: given.Town) -> None:
    kari, nina = Work(people.screen(town.caseworker)), Work(people.screen(town.officer))
    person = given.a_person(town.municipality)

    case = call(kari, IdentityNumber.objects.get(resident=person).number)
    ask(kari)
    kari.screen.open(f"/saker/{case.reference}/")
    kari.screen.sees("Passert etter kommunens regel for tjenesten")
    kari.pages -= 1  # only to see that the step is shown as passed

    nina.screen.open(f"/saker/{case.reference}/vedtak/")
    nina.press("Begynn på vedtaket")
    nina.pick("Utførende enhet", "Hjemmetjenesten Nord")
    nina.press("Fatt vedtak og send brev")
    looked_at(nina.screen.page, "decide-short")
    nina.press("Fatt vedtak og send brev")
    nina.screen.sees("Venter på utsending")
    provider = people.screen(town.provider)
    provider.open("/bestillinger/")
    provider.sees("Trygghetsalarm")

    case.refresh_from_db()
    decision = Decision.objects.get(case=case)
    assert (case.stage, case.coordinator_passed) == (Stage.DECIDED, True)
    assert decision.recommended_by_id != decision.decided_by_id  # two persons, as policy asks
    assert decision.persons_view.endswith("Ola ønsker alarm.")
    assert "Har falt to ganger" in decision.facts
    assert Assessment.objects.get().completed_by_id == town.caseworker.staff_id
    assert Letter.objects.filter(case=case, key__contains="decision").exists()
    assert Entry.objects.filter(case_id=case.pk, data__step="PASS_COORDINATOR").exists()
    within("alarm by telephone", ALARM, kari, nina)
