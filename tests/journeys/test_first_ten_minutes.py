"""The first ten minutes with people already known: the tour that README.md tells, in Chromium.

On the demo town's Berit. Keys and pages are held within a budget; the machine's seconds are told.
With PICTURES=<folder> the tour leaves its pictures and its table there.
"""

import datetime as dt
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.core.management import call_command
from django.utils.timezone import localdate
from playwright.sync_api import expect
from pytest_django import Settings

from assessments.iplos import variables
from audit.models import Read
from cases.models import Case
from cases.stages import Origin
from people.access import Actor
from people.models import Account, Resident
from people.signed_in import actor_for
from tests.journeys.screens import Office, office
from tests.journeys.tour import Hands, Tour
from tests.journeys.work import Cost

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.proof]
PICTURES = os.environ.get("PICTURES", "")
MONDAY = dt.datetime(2026, 11, 23, 8, 30, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
HELP, UNIT = "Praktisk bistand – daglige gjøremål", "Hjemmetjenesten Nord"
MATTERS = "Å ha det rent og ordentlig rundt meg."
CLEANING = "Klarer ikke lenger gulvvask og tungt husarbeid."
EVENINGS = "Berit ønsker hjelp også om kvelden."


@pytest.fixture
def people(browser: "Browser", site: str, settings: Settings) -> Iterator[Office]:
    settings.DEMO = True
    with time_machine.travel(MONDAY):
        call_command("demo_town", verbosity=0)
        with office(browser, site) as opened:
            yield opened


def someone(username: str) -> Actor:
    return actor_for(Account.objects.get(username=username), at=MONDAY)


def hands(people: Office, username: str, *, tablet: bool = False) -> Hands:
    return Hands(people.screen(someone(username), tablet=tablet))


def newest(person: Resident, **more: str) -> Case:
    return Case.objects.filter(person=person, **more).latest("pk")


def test_the_first_ten_minutes(people: Office) -> None:
    tour = Tour(PICTURES)
    berit = Resident.objects.get(given_name="Berit", family_name="Hansen")
    kari, nina = hands(people, "saksbehandler"), hands(people, "vedtak")
    liv, tor = hands(people, "kartlegger", tablet=True), hands(people, "koordinator")
    ida, auditor = hands(people, "utforer"), hands(people, "kontrollor")

    answer_the_telephone(tour, kari)
    register(tour, kari)
    case = newest(berit)
    assess(tour, liv, case)
    recommend(liv, case)
    send_back(tour, tor, liv, case)
    write_the_letter(tour, nina, case)
    reassess(tour, kari, berit)
    more = newest(berit, origin=Origin.REASSESSMENT)
    coordinate(tor, more)
    decide(tour, nina, more)
    confirm(tour, ida)
    see_who(tour, auditor, more, berit)

    tour.tell()


def answer_the_telephone(tour: Tour, kari: Hands) -> None:
    """«Når kommer dere?», asks somebody who says she is Berit's daughter."""
    page = kari.screen.page
    kari.screen.open("/oppgaver/")
    with tour.leg("1 Find Berit by half a name", Cost(keys=4, pages=2), kari):
        kari.hit("/")
        kari.type("beri")
        kari.hit_and_go("Enter")
        kari.follow("HANSEN, Berit")
    now = page.get_by_role("region", name="Tjenester nå")
    expect(now).to_contain_text("Helsetjenester i hjemmet · 3,5 t/uke")
    expect(now).to_contain_text(UNIT)
    expect(now).to_contain_text("Dag og klokkeslett for besøk står hos enheten")
    contacts = page.get_by_role("region", name="Kontaktpersoner").get_by_role("listitem")
    for daughter, answer in (("Anne Hansen", "ja"), ("Tone Hansen", "nei")):
        told = contacts.filter(has_text=daughter)
        expect(told).to_contain_text(f"Kan få opplysninger: {answer}")
    tour.picture(kari.screen, "1-telefon")


def register(tour: Tour, kari: Hands) -> None:
    """Berit wants something more, and says it in her own words."""
    page = kari.screen.page
    with tour.leg("2 Register a new application", Cost(keys=12, pages=2), kari):
        kari.click_and_go(page.locator(".app-enquiry").get_by_role("link", name="Ny søknad"))
        kari.click(page.locator("#id_services"))
        kari.choose("dagl", HELP)
        kari.hit("Tab")
        kari.type("Jeg orker ikke støvsugeren lenger.")
        tour.picture(kari.screen, "2-soknad")
        kari.hit_and_go("Control+Enter")
    kari.screen.sees("Søknad registrert")


def assess(tour: Tour, liv: Hands, case: Case) -> None:
    """At Berit's kitchen table, with what was said last time beside."""
    page = liv.screen.page
    liv.screen.open(f"/saker/{case.reference}/kartlegging/")
    with tour.leg("3 Kartlegging on a tablet", Cost(keys=13, pages=10), liv):
        liv.press("Start kartlegging")
        liv.tell("Hvem deltar?", "Berit og datteren Anne")
        liv.check("Ja")
        liv.check("Har beslutningskompetanse")
        liv.press("Neste: Hva er viktig for deg?")
        liv.data += len(MATTERS)
        page.locator("textarea[name=what_matters]").fill(MATTERS)
        liv.press("Neste: Funksjon")
        boxes = page.locator("[data-score] input[value='3']").all()
        assert len(boxes) == len(variables(on=localdate(MONDAY)))
        expect(page.locator("main")).to_contain_text("Forrige: 3 – Middels behov")
        for box in boxes:
            liv.data += 1
            box.tap()
        page.evaluate("scrollTo(0, 0)")
        tour.picture(liv.screen, "3-kartlegging")
        for step in ("Hjem og nettverk", "Helse og legemidler", "Risiko", "Oppsummering"):
            liv.press(f"Neste: {step}")
        liv.press("Fullfør kartleggingen")
        liv.press("Fullfør kartleggingen")
    liv.screen.sees("Fullført og låst")


def recommend(liv: Hands, case: Case) -> None:
    """«Innstilling», written once: the decision and the letter take it from here."""
    day = localdate(MONDAY)
    liv.screen.open(f"/saker/{case.reference}/innstilling/")
    liv.tell("Omfang", "1")
    liv.tell("Fra", (day + 7 * DAY).isoformat())
    liv.pick("Trinn i omsorgstrappen", "4")
    liv.tell("Hvorfor ikke et lavere trinn?", "Hjelpemidler alene er prøvd.")
    liv.tell("Faglig vurdering", CLEANING)
    liv.tell("Personens syn på forslaget", "Berit vil ha hjelp hver uke.")
    liv.tell("Mål", "Holde hjemmet selv med litt hjelp.")
    liv.tell("Evalueres", (day + 90 * DAY).isoformat())
    liv.press("Send innstilling til vedtak")
    liv.screen.sees("Innstillingen er sendt")


def accept(tor: Hands, case: Case) -> None:
    tor.screen.open(f"/saker/{case.reference}/forlop/")
    tor.press("Ta imot forløpet")


def coordinate(tor: Hands, case: Case) -> None:
    accept(tor, case)
    tor.press("Send til vedtak")


def send_back(tour: Tour, tor: Hands, liv: Hands, case: Case) -> None:
    """One reason, which stands where it is to be put right."""
    accept(tor, case)
    why = "Skriv hva timen skal brukes til."
    with tour.leg("4 Send back with one reason", Cost(keys=4, pages=2), tor):
        tor.follow("Send tilbake til kartlegger")
        tor.check("Omfanget må begrunnes eller rettes")
        tor.tell("Hva må rettes?", why)
        tor.press("Send tilbake")
    tor.screen.sees("Innstillingen er sendt tilbake.")
    liv.screen.open(f"/saker/{case.reference}/innstilling/")
    liv.screen.sees(why)
    tour.picture(liv.screen, "4-tilbake")
    liv.tell("Faglig vurdering", f"{CLEANING} Timen er til gulv og bad.")
    liv.press("Send innstilling til vedtak")
    coordinate(tor, case)


def write_the_letter(tour: Tour, nina: Hands, case: Case) -> None:
    """What was said and judged stands in the letter; what is missing stands in a list."""
    page = nina.screen.page
    nina.screen.open(f"/saker/{case.reference}/")
    with tour.leg("5 Finish the letter", Cost(keys=8, pages=6), nina):
        nina.press("Ta saken")
        nina.click_and_go(page.get_by_role("link", name="Vedtak", exact=True))
        nina.press("Begynn på vedtaket")
        missing = page.get_by_role("region", name="Én ting mangler før vedtaket kan fattes")
        expect(missing.get_by_role("listitem")).to_have_text(["Utførende enhet"])
        tour.picture(nina.screen, "5-vedtak")
        nina.pick("Utførende enhet", UNIT)
        nina.press("Fatt vedtak og send brev")
        nina.press("Fatt vedtak og send brev")
    assert nina.data == 0
    nina.screen.open(f"/saker/{case.reference}/vedtak/1/brev/")
    for said in (CLEANING, "Berit vil ha hjelp hver uke.", "1 time/uke", "Slik kan du klage"):
        nina.screen.sees(said)
    tour.picture(nina.screen, "5-brev")


def reassess(tour: Tour, kari: Hands, berit: Resident) -> None:
    """3,5 hours a week become 5, from what runs today."""
    page = kari.screen.page
    kari.screen.open(f"/personer/{berit.public_id}/")
    with tour.leg("6 From 3,5 to 5,0 hours a week", Cost(keys=16, pages=3), kari):
        kari.click_and_go(page.get_by_role("link", name="Start revurdering Helsetjenester"))
        kari.check("Behovet er endret")
        kari.tell("Hva er endret eller ønskes?", "Trenger hjelp også om kvelden.")
        kari.press("Start revurdering")
        for answer in ("Berit Hansen", "Ja", "Har beslutningskompetanse"):
            kari.check(answer)
        kari.check("Personen svarer det samme som sist")
        for unchanged in page.get_by_label("Vurdert på nytt: uendret").all():
            kari.keys += 1
            unchanged.check()
        kari.tell("Omfang", "5")
        kari.tell("Faglig vurdering", "Klarer ikke kvelden alene lenger.")  # why it is more
        kari.tell("Personens syn på forslaget", EVENINGS)
        tour.picture(kari.screen, "6-revurdering")
        kari.press("Send til vedtak")
    kari.screen.sees("Innstillingen er sendt")


def decide(tour: Tour, nina: Hands, case: Case) -> None:
    nina.screen.open(f"/saker/{case.reference}/vedtak/")
    with tour.leg("6 The decision on it", Cost(keys=2, pages=2), nina):
        nina.press("Begynn på vedtaket")
        nina.screen.sees("Innvilget 5 timer/uke")
        nina.press("Fatt vedtak og send brev")
    nina.screen.sees("Vedtaket er fattet")


def confirm(tour: Tour, ida: Hands) -> None:
    """The unit sees what is new against what it gives today."""
    page = ida.screen.page
    ida.screen.open("/bestillinger/")
    order = page.get_by_role("row").filter(has_text="3,5 → 5,0 timer/uke")
    with tour.leg("7 The unit confirms", Cost(keys=2, pages=2), ida):
        ida.click_and_go(order.get_by_role("link").first)
        tour.picture(ida.screen, "7-bestilling")
        ida.press("Bekreft mottak")
    ida.screen.sees("Mottaket er bekreftet.")


def see_who(tour: Tour, auditor: Hands, case: Case, berit: Resident) -> None:
    """Each look at Berit stands with who, why and at what; who did what, on the case's own page."""
    page = auditor.screen.page
    auditor.screen.open("/innsynslogg/")
    with tour.leg("8 Who has looked", Cost(keys=5, pages=2), auditor):
        auditor.click(page.locator("#id_q"))
        auditor.type("beri")
        auditor.hit_and_go("Enter")
        auditor.unfold("Filtre")
        auditor.pick("Uke", "Uke 48")
        auditor.press("Vis")
    looks = page.get_by_role("table").get_by_role("row")
    for who, why, what in (
        ("Kari Lie", "Satt på oppgaven", "Innstilling"),
        ("Liv Berg", "Satt på oppgaven", "Kartlegging"),
        ("Tor Haug", "Koordinerer forløpet", "Forløp"),
        ("Nina Moe", "Satt på oppgaven", "Vedtak"),
        ("Ida Krog", "Bestilling til enheten", "Bestilling"),
        ("Unni Eide", "Kontroll", "Innsynslogg"),
    ):
        row = looks.filter(has_text=who).filter(has_text=why).filter(has_text=what)
        expect(row.first).to_be_visible()
    tour.picture(auditor.screen, "8-innsynslogg")
    looked = set(
        Read.objects.filter(at__gte=MONDAY, person_ids__contains=[berit.pk]).values_list(
            "staff_id", flat=True
        )
    )
    staff = ("saksbehandler", "kartlegger", "koordinator", "vedtak", "utforer", "kontrollor")
    assert looked == {someone(username).staff() for username in staff}
    auditor.click_and_go(page.get_by_role("link", name=case.reference).first)
    for who in ("Kari Lie", "Tor Haug", "Nina Moe", "Ida Krog"):
        auditor.screen.sees(who)
