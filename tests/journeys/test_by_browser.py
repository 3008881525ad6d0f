"""From the telephone to a started service, and the ways it can go otherwise, in real Chromium."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.utils.timezone import localdate

from cases.models import Case
from people.models import IdentityNumber
from tests import given
from tests.journeys.screens import Office, Screen, office
from tildeling.town.law import decide as decide_prices

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture
def town(site: str) -> given.Town:
    made = given.a_town()
    decide_prices(actor=made.administrator, at=dt.datetime.now(dt.UTC), from_on=given.LONG_AGO)
    return made


@pytest.fixture
def people(browser: "Browser", site: str, town: given.Town) -> Iterator[Office]:
    with office(browser, site) as opened:
        yield opened


def today() -> dt.date:
    return localdate(dt.datetime.now(dt.UTC))


def typed(day: dt.date) -> str:
    return day.isoformat()


def register(screen: Screen, town: given.Town, *services: str) -> list[Case]:
    """«Ny søknad» on the telephone with somebody known here."""
    person = given.a_person(town.municipality)
    number = IdentityNumber.objects.get(resident=person).number
    screen.open("/soknader/ny/")
    screen.page.get_by_label("Fødselsnummer").press_sequentially(number)
    screen.sees("NORDMANN, Ola")
    for service in services:
        screen.suggest("id_services", service)
    screen.fill("Med personens egne ord", "Jeg vil klare morgenstellet selv.")
    screen.press("Registrer søknad")
    assert "registrert" in screen.heading()
    return list(Case.objects.order_by("pk"))


def hand_over(sender: Screen, case: Case, *, to: str) -> None:
    """«Overfør ansvar» from the case's page."""
    sender.open(f"/saker/{case.reference}/forlop/ansvar/")
    sender.pick("Til", to)
    sender.press("Foreslå overføring")


def assess(screen: Screen, case: Case) -> None:
    """The kartlegging, page by page."""
    screen.open(f"/saker/{case.reference}/kartlegging/")
    screen.press("Start kartlegging")
    if "Se gjennom" in screen.page.locator("main").inner_text():
        return
    screen.fill("Hvem deltar?", "Ola Nordmann og datteren")
    screen.check("Ja")
    screen.check("Har beslutningskompetanse")
    screen.press("Neste: Hva er viktig for deg?")
    screen.page.locator("textarea[name=what_matters]").fill("Klare morgenstellet selv.")
    screen.press("Neste: Funksjon")
    for box in screen.page.locator("input[type=radio][value='3']").all():
        box.check()
    screen.press("Neste: Hjem og nettverk")
    screen.press("Neste: Helse og legemidler")
    screen.press("Neste: Risiko")
    screen.press("Neste: Oppsummering")
    screen.press("Fullfør kartleggingen")
    screen.press("Fullfør kartleggingen")
    screen.sees("låst")


def recommend(screen: Screen, case: Case, *, refuse: bool = False) -> None:
    """«Innstilling»: what is proposed, and why."""
    screen.open(f"/saker/{case.reference}/innstilling/")
    day = today()
    screen.fill("Omfang", "3,5")
    screen.fill("Fra", day.isoformat())
    if refuse:
        screen.check("Foreslås ikke innvilget")
    screen.pick("Trinn i omsorgstrappen", "4")
    screen.fill("Hvorfor ikke et lavere trinn?", "Hverdagsrehabilitering er prøvd.")
    screen.fill("Faglig vurdering", "Trenger hjelp til morgenstell og legemidler.")
    screen.fill("Personens syn på forslaget", "Ola er enig.")
    screen.fill("Mål", "Klare morgenstellet selv innen våren.")
    screen.fill("Evalueres", (day + dt.timedelta(days=90)).isoformat())
    screen.press("Send innstilling til vedtak")


def coordinate(sender: Screen, coordinator: Screen, case: Case) -> None:
    """The handover to the coordinator, accepted and sent on."""
    sender.open(f"/saker/{case.reference}/forlop/overfor/")
    sender.press("Foreslå overføring")
    coordinator.open(f"/saker/{case.reference}/forlop/")
    coordinator.press("Ta imot forløpet")
    coordinator.press("Send til vedtak")


def write_decision(screen: Screen, case: Case, *, unit: str = "", reason: str = "") -> None:
    """Begin on the decision and fill in what only the decider knows."""
    screen.open(f"/saker/{case.reference}/")
    screen.press("Ta saken")
    screen.open(f"/saker/{case.reference}/vedtak/")
    screen.press("Begynn på vedtaket")
    if unit:
        screen.pick("Utførende enhet", unit)
    if reason:
        screen.fill("Begrunnelse for utfallet", reason)
    screen.fill("Faktiske forhold", "Ola trenger hjelp til morgenstell og legemidler.")


def decide(screen: Screen, case: Case, *, unit: str) -> None:
    """«Fatt vedtak og send brev», with the last look before it."""
    write_decision(screen, case, unit=unit)
    screen.press("Fatt vedtak og send brev")
    screen.press("Fatt vedtak og send brev")
    screen.sees("Venter på utsending")


def give(provider: Screen, case: Case) -> None:
    """The performing unit finds its order, confirms it and starts."""
    provider.open("/bestillinger/")
    provider.page.get_by_role("row", name=case.reference).or_(
        provider.page.get_by_role("row", name="NORDMANN")
    ).first.get_by_role("link").first.click()
    provider.press("Bekreft mottak")
    provider.follow("Registrer oppstart")
    provider.fill("Første dag med tjenesten", today().isoformat())
    provider.press("Registrer oppstart")
    provider.sees("I gang")


def test_the_home_track_from_the_telephone_to_a_started_service(
    people: Office, town: given.Town
) -> None:
    kari, liv = people.screen(town.caseworker), people.screen(town.assessor)
    coordinator, nina = people.screen(town.coordinator), people.screen(town.officer)
    provider = people.screen(town.provider)

    (case,) = register(kari, town, "Helsetjenester i hjemmet")
    hand_over(kari, case, to="Liv Berg")
    liv.open("/oppgaver/")
    liv.follow("Du er foreslått som ansvarlig")
    liv.press("Ta over ansvaret")
    assess(liv, case)
    recommend(liv, case)
    coordinate(liv, coordinator, case)
    decide(nina, case, unit="Hjemmetjenesten Nord")
    give(provider, case)

    nina.open(f"/saker/{case.reference}/")
    nina.sees("Tjeneste i gang")
