"""The working surface in a real browser: seen, heard by axe, and used."""

from typing import TYPE_CHECKING

import pytest

from tests import given
from tests.browsers import wrong_with
from tests.desk.day import Day, a_day

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("wednesday")]


@pytest.fixture
def day(site: str) -> Day:
    return a_day(given.NOW)


def pages(day: Day) -> list[tuple[str, str, str]]:
    """Who looks, at what, and what the picture is called."""
    person = f"/personer/{day.person.public_id}/"
    return [
        ("saksbehandler", "/oppgaver/", "mine"),
        ("saksbehandler", "/oppgaver/?vis=fullfort", "done"),
        ("saksbehandler", "/oppgaver/?frist=7&type=letter_print", "narrowed"),
        ("saksbehandler", person, "person"),
        ("saksbehandler", f"/saker/{day.registered.reference}/", "case-registered"),
        ("virksomhetsleder", "/oppgaver/?vis=ufordelt", "unassigned"),
        ("virksomhetsleder", "/saker/", "cases"),
        ("virksomhetsleder", "/frister/", "deadlines"),
        ("kartlegger", "/oppgaver/?vis=vent", "waiting"),
        ("kartlegger", f"/saker/{day.assessed.reference}/", "case-assessed"),
        ("kartlegger", f"/saker/{day.held.reference}/", "case-held"),
        ("koordinator", f"/saker/{day.proposed.reference}/", "case-proposed"),
        ("vedtak", f"/saker/{day.running.reference}/", "case-running"),
        ("vedtak", f"/saker/{day.running.reference}/tjenester/", "services-running"),
        ("vedtak", f"/saker/{day.refused.reference}/tjenester/", "services-refused"),
        ("vedtak", f"/saker/{day.sent.reference}/tjenester/", "services-sent"),
        ("vedtak", f"/saker/{day.running.reference}/historikk/", "history"),
        ("utforer", "/oppgaver/?vis=ufordelt", "provider"),
    ]


def signed_in(page: "Page", site: str, user: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{site}/logg-inn/?next=/profil/")
    page.get_by_label("Brukernavn").fill(user)
    page.get_by_label("Passord").fill(given.PASSWORD)
    page.locator("[data-primary]").click()


@pytest.mark.proof  # with more on them than in test_pages
def test_every_page_of_the_desk_is_accessible_with_one_heading_and_one_way_on(
    page: "Page", site: str, day: Day
) -> None:
    user, wrong = "", []
    for who, path, name in pages(day):
        if who != user:
            signed_in(page, site, who)
            user = who
        page.goto(site + path)
        wrong += wrong_with(page, name)
        assert page.locator("h1").count() == 1, path
        filled = "main a.ds-button:not([data-variant]), main button.ds-button:not([data-variant])"
        assert page.locator(filled).count() <= 1, path

    assert wrong == []
