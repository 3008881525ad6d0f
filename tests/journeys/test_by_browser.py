"""From the telephone to a started service, and the ways it can go otherwise, in real Chromium."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.utils.timezone import localdate

from cases.models import Case
from deadlines.actions import sweep
from people.models import IdentityNumber
from people.roles import Role
from tests import given
from tests.journeys.screens import Office, Screen, office
from tildeling.town.law import decide as decide_prices

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[None]:
    """A working day that ticks, so that no midnight or weekend comes in the middle of a journey."""
    with time_machine.travel(given.NOW):
        yield


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


def recommend(screen: Screen, case: Case, *, quantity: str = "3,5") -> None:
    """«Innstilling»: what is proposed, and why."""
    screen.open(f"/saker/{case.reference}/innstilling/")
    day = today()
    screen.fill("Omfang", quantity)
    screen.fill("Fra", day.isoformat())
    screen.pick("Trinn i omsorgstrappen", "4")
    screen.fill("Hvorfor ikke et lavere trinn?", "Hverdagsrehabilitering er prøvd.")
    screen.fill("Faglig vurdering", "Trenger hjelp til morgenstell og legemidler.")
    screen.fill("Personens syn på forslaget", "Ola er enig.")
    screen.fill("Mål", "Klare morgenstellet selv innen våren.")
    screen.fill("Evalueres", (day + dt.timedelta(days=90)).isoformat())
    screen.press("Send innstilling til vedtak")
    screen.sees("Innstillingen er sendt")


def coordinate(sender: Screen, coordinator: Screen, case: Case) -> None:
    """The handover that was proposed with the recommendation, accepted and sent on."""
    sender.sees("Overføring venter på svar")
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


@pytest.mark.proof
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


def approve(screen: Screen, case: Case) -> None:
    """Look at each step, then approve and send."""
    screen.open(f"/saker/{case.reference}/vedtak/1/godkjenning/")
    for part in ["Søknad", "Kartlegging", "Innstilling", "Vedtak og begrunnelse", "Brev"]:
        screen.page.get_by_role("button", name=f"Åpne {part}").click()
        screen.page.wait_for_load_state()
    screen.press("Godkjenn vedtaket og send brev")
    screen.sees("Venter på utsending")


@pytest.mark.proof
def test_the_other_track_with_an_approver_from_the_telephone_to_a_started_service(
    people: Office, town: given.Town
) -> None:
    team = people.screen(town.other_caseworker)
    nina, approver = people.screen(town.officer), people.screen(town.approver)

    (case,) = register(team, town, "Langtidsopphold i institusjon")
    assess(team, case)
    recommend(team, case, quantity="1")
    write_decision(nina, case, unit="Solbakken")
    nina.press("Send til godkjenning")
    nina.sees("Til godkjenning")
    approve(approver, case)
    give(people.screen(given.staff(Role.PROVIDER, town.nursing_home)), case)

    team.open(f"/saker/{case.reference}/")
    team.sees("Tjeneste i gang")


@pytest.mark.proof
def test_one_call_becomes_two_cases_and_the_quick_one_does_not_wait(
    people: Office, town: given.Town
) -> None:
    kari, team = people.screen(town.caseworker), people.screen(town.other_caseworker)

    quick, slow = register(kari, town, "Trygghetsalarm", "brukerstyrt personlig assistanse")
    kari.sees("registrert – 2 saker")
    team.open(f"/saker/{slow.reference}/kartlegging/")
    team.press("Start kartlegging")
    assess(kari, quick)
    recommend(kari, quick, quantity="1")
    decide(people.screen(town.officer), quick, unit="Hjemmetjenesten Nord")
    give(people.screen(town.provider), quick)

    kari.open(f"/saker/{quick.reference}/")
    kari.sees("Tjeneste i gang")
    team.open(f"/saker/{slow.reference}/")
    team.sees("Under kartlegging")


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@pytest.mark.proof
def test_a_refusal_is_approved_and_its_letter_says_how_to_complain(
    people: Office, town: given.Town
) -> None:
    case = given.a_case_to_decide(town, refuse=True, at=now())
    given.a_drafted_decision(town, case, at=now())
    nina = people.screen(town.officer)

    nina.open(f"/saker/{case.reference}/vedtak/1/")
    nina.press("Send til godkjenning")
    approve(people.screen(town.approver), case)

    nina.open(f"/saker/{case.reference}/vedtak/1/brev/")
    nina.sees("Slik kan du klage")
    nina.sees("4 uker")


@pytest.mark.proof
def test_what_the_coordinator_sends_back_is_put_right_and_sent_again(
    people: Office, town: given.Town
) -> None:
    case = given.a_coordinated_case(town, at=now())
    coordinator, liv = people.screen(town.coordinator), people.screen(town.assessor)

    coordinator.open(f"/saker/{case.reference}/forlop/tilbake/")
    coordinator.check("Personens syn mangler eller er uklart")
    coordinator.fill("Hva må rettes?", "Skriv hva Ola selv mener.")
    coordinator.press("Send tilbake")

    liv.open("/oppgaver/")
    liv.open(f"/saker/{case.reference}/innstilling/")
    liv.sees("Skriv hva Ola selv mener.")
    liv.fill("Personens syn på forslaget", "Ola vil helst ha hjelp om morgenen.")
    liv.press("Send innstilling til vedtak")
    coordinate(liv, coordinator, case)

    liv.open(f"/saker/{case.reference}/")
    liv.sees("Til vedtak")


@pytest.mark.proof
def test_what_the_decider_sends_back_goes_to_who_recommended(
    people: Office, town: given.Town
) -> None:
    case = given.a_case_to_decide(town, at=now())
    nina, liv = people.screen(town.officer), people.screen(town.assessor)

    nina.open(f"/saker/{case.reference}/vedtak/send-tilbake/")
    nina.check("Begrunnelsen er for tynn")
    nina.fill("Begrunnelse", "Si hvorfor et lavere trinn ikke holder.")
    nina.press("Send tilbake innstillingen")

    liv.open(f"/saker/{case.reference}/innstilling/")
    liv.sees("Si hvorfor et lavere trinn ikke holder.")


@pytest.mark.proof
def test_a_declined_handover_comes_back_with_its_reason(people: Office, town: given.Town) -> None:
    case = given.a_recommended_case(town, at=now())
    liv, coordinator = people.screen(town.assessor), people.screen(town.coordinator)
    liv.open(f"/saker/{case.reference}/forlop/overfor/")
    liv.press("Foreslå overføring")

    coordinator.open(f"/saker/{case.reference}/forlop/avsla/")
    coordinator.fill("Hvorfor kan dere ikke ta imot?", "Mangler hjemmebesøk.")
    coordinator.press("Avslå overføringen")

    liv.open(f"/saker/{case.reference}/forlop/")
    liv.sees("Mangler hjemmebesøk.")
    liv.press("Behold saken")
    liv.sees("Du beholder saken.")


@pytest.mark.proof
def test_a_refused_order_goes_back_by_name_and_on_to_another_unit(
    people: Office, town: given.Town
) -> None:
    case = given.an_issued_decision(town, at=now() - dt.timedelta(days=8)).case
    provider, nina = people.screen(town.provider), people.screen(town.officer)

    provider.open("/bestillinger/")
    provider.page.get_by_role("row", name="NORDMANN").get_by_role("link").first.click()
    provider.follow("Avvis …")
    provider.fill("Hvorfor avviser dere bestillingen?", "Vi har ikke folk på kveld.")
    provider.press("Avvis bestillingen")

    nina.open("/oppgaver/")
    nina.page.get_by_role("row", name="NORDMANN").get_by_role("link").first.click()
    nina.sees("Vi har ikke folk på kveld.")
    nina.pick("Enhet", "Fagteam Nord")
    nina.fill("Hvordan får personen vite hvem som utfører tjenesten?", "Ringt i dag.")
    nina.press("Send bestillingen")
    give(people.screen(town.team_provider), case)

    nina.open(f"/saker/{case.reference}/")
    nina.sees("Tjeneste i gang")


def test_a_withdrawn_application_ends_with_who_asked_and_who_was_told(
    people: Office, town: given.Town
) -> None:
    kari = people.screen(town.caseworker)
    (case,) = register(kari, town, "Helsetjenester i hjemmet")

    kari.open(f"/saker/{case.reference}/")
    kari.page.get_by_role("button", name="Flere valg").click()
    kari.follow("Trekk søknaden …")
    kari.sees("Den kan ikke åpnes igjen.")
    kari.fill("Hvem ba om å trekke søknaden?", "Ola Nordmann")
    kari.fill("Hvordan er det bekreftet?", "på telefon")
    kari.fill("Hvem er orientert om at saken avsluttes?", "Ola Nordmann på telefon")
    kari.press("Trekk søknaden")

    kari.sees("Trukket")
    kari.sees("Orientert: Ola Nordmann på telefon")
    kari.open("/oppgaver/")
    kari.sees("Du har ingen oppgaver.")


@pytest.mark.proof
def test_a_posted_letter_starts_the_time_to_complain(people: Office, town: given.Town) -> None:
    case = given.an_issued_decision(town, at=now() - dt.timedelta(days=8)).case
    nina = people.screen(town.officer)

    nina.open("/brev/")
    nina.press("Skriv ut")
    nina.sees("Skrevet ut, ikke sendt")
    nina.press("Marker som sendt")
    sweep(at=now())

    nina.open(f"/saker/{case.reference}/historikk/")
    nina.sees("Klagefristen løper fra")
    nina.sees("(antatt)")
