"""Abuse stories in a browser: a former husband's case (1), and a code set on who is seen (2)."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from audit.models import Denial, Read
from cases.models import Case
from decisions.models import DecisionLine
from delivery.models import Order
from notifications.models import Letter, Notice
from people.access import Actor
from people.actions import set_protection
from people.models import IdentityNumber, Resident, RoleGrant
from people.roles import Role
from tests import given
from tests.browsers import looked_at
from tests.journeys.screens import Office, Screen, office

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.proof, pytest.mark.usefixtures("wednesday")]

GONE = 404
HIS_NAME = "Lundsen"


@pytest.fixture
def people(browser: "Browser", site: str) -> Iterator[Office]:
    with office(browser, site) as opened:
        yield opened


@pytest.fixture
def town(people: Office) -> given.Town:
    """Kari also works evenings in the home service, whose orders she then sees."""
    town = given.a_town()
    RoleGrant.objects.create(
        staff_id=town.caseworker.staff(),
        unit=town.home_service,
        role=Role.PROVIDER,
        valid_from=localdate(given.NOW),
        valid_to=localdate(given.NOW) + dt.timedelta(days=90),
    )
    return town


class Log:
    """What has been put on record of one member of staff, way by way."""

    def __init__(self, actor: Actor, him: Resident) -> None:
        self.staff = actor.staff()
        self.him = him
        self.denials = self.reads = 0
        self.rows: list[str] = []
        self.count()

    def count(self) -> tuple[int, int]:
        """How many denials and looks have come since it was asked last."""
        denials = Denial.objects.filter(staff_id=self.staff).count()
        reads = Read.objects.filter(staff_id=self.staff).count()
        since = denials - self.denials, reads - self.reads
        self.denials, self.reads = denials, reads
        return since

    def attempt(self, way: str) -> None:
        """One attempt on him is on record."""
        assert self.count()[0] == 1, way
        self.rows.append(way)

    def look_without_him(self, way: str) -> None:
        """One look is on record, and he is not among those who were shown."""
        assert self.count() == (0, 1), way
        assert self.him.pk not in Read.objects.filter(staff_id=self.staff).latest("at").person_ids
        self.rows.append(way)


def refused(screen: Screen, path: str) -> None:
    """The address answers as one that leads nowhere."""
    answer = screen.page.goto(screen.site + path)
    assert answer is not None
    assert answer.status == GONE, path
    nothing(screen)


def nothing(screen: Screen) -> None:
    assert HIS_NAME.lower() not in screen.page.content().lower()


def test_every_way_to_a_former_husbands_case_is_closed_on_record_and_told_her_leader(
    people: Office, town: given.Town
) -> None:
    # given his cases, which are hers to open: one she registered, one that is an order at her unit
    him = given.a_person(town.municipality, given="Ola", family=HIS_NAME)
    other = given.a_person(town.municipality, given="Per", family="Moensen")
    (case,) = given.a_registered_application(town, person=him)
    given.a_registered_application(town, person=other)
    decided: Case = given.an_issued_decision(town, person=him).case
    order = f"/bestillinger/{DecisionLine.objects.get(decision__case=decided).public_id}/"
    letter = f"/brev/{Letter.objects.filter(case=case)[0].public_id}/"
    Notice.objects.create(
        municipality=town.municipality, staff_id=town.caseworker.staff(), kind="TASK", case=case,
        key="his", sentence="Det har kommet et nytt dokument i saken.", created_at=given.NOW,
    )  # fmt: skip
    kari = people.screen(town.caseworker)
    page = f"/saker/{case.reference}/"
    for mine in (page, order):
        kari.open(mine)
        assert HIS_NAME.upper() in kari.page.content().upper()
    kari.open("/varsler/")
    link = kari.page.locator(f"main a[href='{page}']").get_attribute("href") or ""

    # when she tells who he is to her
    kari.open("/profil/tilknytning/")
    kari.check("Tidligere partner")
    kari.fill("Fødselsnummer", IdentityNumber.objects.get(resident=him).number)
    kari.press("Meld tilknytning")
    kari.sees("Tilknytningen er lagret.")

    # then eight ways lead nowhere, and each is on record
    log = Log(town.caseworker, him)
    refused(kari, page)
    log.attempt("address")
    kari.open("/saker/")
    assert "MOENSEN" in kari.page.content().upper()
    nothing(kari)
    log.look_without_him("list")
    kari.page.locator("#sok").fill(HIS_NAME)
    kari.page.locator("#sok").press("Enter")
    kari.sees("Ingen treff")
    assert kari.page.locator("main a[href^='/personer/']").count() == 0
    log.attempt("search")
    refused(kari, order)
    log.attempt("provider view")
    refused(kari, letter)
    log.attempt("letter")
    sheet = kari.page.request.get(f"{kari.site}/oppgaver/oppgaver.csv?vis=ufordelt").text()
    assert "MOENSEN" in sheet.upper()
    assert HIS_NAME.upper() not in sheet.upper()
    log.look_without_him("export")
    kari.open("/varsler/")
    assert kari.page.locator(f"main a[href='{link}']").count() == 0
    log.count()
    refused(kari, link)
    log.attempt("notice")
    kari.open("/soknader/ny/")
    log.count()
    number = kari.page.locator("[name=number]")
    number.fill(IdentityNumber.objects.get(resident=him).number)
    number.press("Tab")
    kari.sees("Nummeret er ikke registrert her fra før")
    nothing(kari)
    log.attempt("suggestion")
    assert len(log.rows) == 8

    # and her leader is told, not for whom
    leader = people.screen(town.chief)
    leader.open("/innsyn/")
    leader.sees("Kari Lie har 4 ganger prøvd å se personer de har tilknytning til")
    nothing(leader)
    looked_at(leader.page, "attempts")


def test_a_code_set_on_somebody_empties_the_screens_of_two_providers_within_a_minute(
    people: Office, town: given.Town
) -> None:
    """Abuse story 2, at the screens; that no letter leaves: journeys/test_code_set_in_flight.py."""
    # given Ola on the screens of two of the unit, one of whom is writing
    decision = given.an_issued_decision(town)
    ola = Resident.objects.get(pk=decision.case.person_id)
    order = f"/bestillinger/{DecisionLine.objects.get(decision=decision).public_id}/"
    other = given.staff(Role.PROVIDER, town.home_service, username="utforer-to")
    reading, writing = people.screen(town.provider), people.screen(other)
    for screen in (reading, writing):
        screen.page.clock.install()
    reading.open("/bestillinger/")
    writing.open(f"{order}avvis/")
    written = writing.page.locator("textarea[name=reason]")
    written.fill("Vi har ikke folk nok på kveldstid.")
    for screen in (reading, writing):
        screen.sees(ola.family_name.upper())
    looks = Read.objects.count()

    # when nothing has happened, asking changes nothing; then the code is set
    for screen in (reading, writing):
        with screen.page.expect_response("**/okt/skjermet/**"):
            screen.page.clock.run_for(31_000)
    expect(written).to_be_visible()
    assert Read.objects.count() == looks
    set_protection(
        str(ola.public_id), protection="STRICT", version=ola.version,
        actor=town.caseworker, at=dt.datetime.now(dt.UTC),
    )  # fmt: skip
    for screen in (reading, writing):
        with screen.page.expect_response("**/okt/skjermet/**"):
            screen.page.clock.run_for(31_000)

    # then the list has been read anew and names him not, and what is typed is all that is seen
    row = reading.page.locator(f"main a[href='{order}']")
    expect(row).to_have_text(decision.case.reference)
    assert ola.family_name.lower() not in reading.page.content().lower()
    shown = writing.page.locator("body")
    expect(writing.page.locator("#skjermet")).to_be_visible()
    expect(written).to_be_visible()
    expect(written).to_have_value("Vi har ikke folk nok på kveldstid.")
    expect(writing.page.locator(".app-person")).to_be_hidden()
    assert ola.family_name.lower() not in shown.inner_text().lower()
    looked_at(writing.page, "shielded")

    # and what was written is sent
    writing.press("Avvis bestillingen")
    assert Order.objects.get().refuse_reason == "Vi har ikke folk nok på kveldstid."
