"""A leader goes through who keeps which role, renews one that ends, and names a deputy."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from people.access import system
from people.models import RoleGrant
from rights import actions
from rights.models import Ending, Review
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


def test_a_leader_answers_for_the_roles_of_the_unit_renews_one_and_names_a_deputy(
    people: Office,
) -> None:
    # given roles held since before New Year, and one of them ends in twenty days
    town = given.a_town()
    RoleGrant.objects.exclude(valid_from=dt.date(2026, 1, 1)).delete()
    RoleGrant.objects.update(valid_from=dt.date(2025, 12, 1), valid_to=dt.date(2026, 12, 1))
    soon = RoleGrant.objects.get(staff_id=town.provider.staff())
    RoleGrant.objects.filter(pk=soon.pk).update(valid_to=dt.date(2026, 3, 24))
    clock = system(town.municipality.pk)
    actions.open_reviews(actor=clock, at=given.NOW)
    actions.tell_of_ending(soon.pk, actor=clock, at=given.NOW)

    leader = people.screen(town.chief)
    leader.open("/tilganger/")
    looked_at(leader.page, "rights")
    leader.open(f"/tilganger/forny/{Ending.objects.get().public_id}/")
    looked_at(leader.page, "renew-role")
    leader.press("Forny rollen")
    leader.sees("Rollen er fornyet.")

    review = Review.objects.get(reviewer_id=town.chief.staff())
    leader.open(f"/tilganger/gjennomgang/{review.public_id}/")
    looked_at(leader.page, "review")
    first = leader.page.locator("tbody tr").first
    first.get_by_text("Fjern", exact=True).click()
    leader.press("Lagre gjennomgangen")
    leader.sees("Skriv hvorfor rollen fjernes.")
    looked_at(leader.page, "review-refused")
    leader.page.locator("tbody tr").first.get_by_label("Hvorfor").fill("Har sluttet i enheten.")
    leader.press("Lagre gjennomgangen")
    leader.sees("Har sluttet i enheten.")

    leader.open(f"/fordeling/ansatte/{given.public_id_of(town.leader)}/fravaer/")
    leader.page.get_by_label("Stedfortreder").select_option(index=1)
    looked_at(leader.page, "absence")
