"""Two administrators take a restored copy into use; until then every page says what it is."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from people.roles import Role
from tests import given
from tests.browsers import looked_at
from tests.journeys.screens import Office, office

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.proof, pytest.mark.usefixtures("wednesday")]
BANNER = "Gjenopprettet kopi: sender ingenting."


@pytest.fixture
def people(browser: "Browser", site: str) -> Iterator[Office]:
    with office(browser, site) as opened:
        yield opened


def test_one_proposes_another_says_yes_and_the_banner_is_gone(people: Office) -> None:
    # given a restored copy in which a letter waits
    town = given.a_town()
    given.an_issued_decision(town)
    other = given.staff(Role.SYSTEM_ADMINISTRATOR, town.office, username="systemansvarlig-to")
    with connection.cursor() as cursor:
        cursor.execute("SELECT ready.become_a_copy()")

    first = people.screen(town.administrator)
    first.open("/oppsett/")
    first.page.get_by_role("link", name="Ta kopien i bruk").click()
    looked_at(first.page, "restored")
    first.press("Foreslå å ta kopien i bruk")
    first.sees("En annen systemansvarlig må si ja.")
    looked_at(first.page, "restored-proposed")

    second = people.screen(other)
    second.open("/oppsett/gjenopprettet/ta-i-bruk/")
    second.sees("Brevene blir sendt.")
    looked_at(second.page, "restored-confirm")
    second.sees(BANNER)
    second.press("Ta kopien i bruk")
    second.sees("Posten går som den skal.")
    looked_at(second.page, "restored-released")
    assert BANNER not in second.page.content()
