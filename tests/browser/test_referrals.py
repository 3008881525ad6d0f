"""«Henvisninger» and help without a decision in a real browser, as a caseworker works."""

import datetime as dt
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests import given
from tests.browsers import looked_at
from tests.journeys.screens import Office, office

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.proof, pytest.mark.usefixtures("wednesday")]
DAY = dt.timedelta(days=1)
look = partial(looked_at, widths=(1366, 820, 360))


@pytest.fixture
def people(browser: "Browser", site: str) -> Iterator[Office]:
    with office(browser, site) as opened:
        yield opened


def test_a_referral_is_graded_helped_and_ended(people: Office, site: str) -> None:
    town = given.a_town()
    for family, grade, days in (("Aas", 4, 40), ("Berg", 2, 16), ("Dahl", 2, 12)):
        person = given.a_person(town.municipality, family=family)
        given.a_referral(town, person=person, grade=grade, at=given.NOW - days * DAY)
    person = given.a_person(town.municipality, family="Eide")
    case = given.a_referral(town, person=person, grade=None, at=given.NOW - 11 * DAY)
    screen = people.screen(town.caseworker)
    page = screen.page
    screen.open("/henvisninger/")
    expect(page.get_by_role("heading", level=1, name="Henvisninger")).to_be_visible()
    expect(page.get_by_role("row").nth(1)).to_contain_text("Ikke satt")
    look(screen.page, "henvisninger")

    page.get_by_role("link", name=f"sett hastegrad for sak {case.reference}").click()
    page.get_by_role("radio", name="1 –").check()
    page.get_by_label("Hvorfor?").fill("Falt to ganger i natt.")
    look(screen.page, "hastegrad")
    page.get_by_role("button", name="Sett hastegrad").click()
    row = page.get_by_role("row").nth(1)
    expect(row).to_contain_text("11 av 7 dager")

    row.get_by_role("link", name="Gi hjelp").click()
    page.get_by_label("Første dag").fill((given.NOW - 11 * DAY).date().isoformat())
    page.get_by_label("Planlagt siste dag").fill((given.NOW + 9 * DAY).date().isoformat())
    page.get_by_label("Hvilken enhet gir hjelpen?").select_option(label="Fagteam Nord")
    page.get_by_label("Hvorfor gis hjelpen uten vedtak?").fill("Opptrening etter fall.")
    page.get_by_role("radio", name="Personen samtykker", exact=True).check()
    page.get_by_label("Hvem er orientert, og hvordan?").fill("Eide selv, på telefon")
    page.get_by_label("Har fått vite").check()
    page.get_by_role("radio", name="Hjelpen er svaret").check()
    look(screen.page, "gi-hjelp")
    page.get_by_role("button", name="Gi hjelp uten vedtak").click()
    expect(page.get_by_text("Hjelpen er registrert uten vedtak.")).to_be_visible()
    look(screen.page, "uten-vedtak")

    page.get_by_role("link", name="Vedtak eller avslutning?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vedtak eller avslutning?")
    look(screen.page, "dag-10")
    page.get_by_role("link", name="Hjelpen er slutt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Avslutt hjelp uten vedtak")
    look(screen.page, "avslutt-hjelp")
    screen.open(f"/saker/{case.reference}/")
    look(screen.page, "sak-uten-vedtak")
    screen.open(f"/personer/{person.public_id}/")
    look(screen.page, "person-uten-vedtak")

    # the unit that is to give it, whose staff may not open the case
    team = people.screen(town.team_provider)
    team.open("/bestillinger/")
    team.page.get_by_role("link", name="Hjelp uten vedtak", exact=True).click()
    expect(team.page.get_by_role("row").nth(1)).to_contain_text("Ikke tatt imot")
    look(team.page, "enhetens-hjelp")
    team.page.get_by_role("link", name="EIDE").click()
    look(team.page, "ta-imot-hjelp")
    team.page.get_by_role("button", name="Ta imot").click()
    expect(team.page.get_by_text("Hjelpen er tatt imot.")).to_be_visible()
