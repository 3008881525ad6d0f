"""To be stopped, to be asked why, and what the person is told of who has looked."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from oversight import actions
from oversight.models import Signal
from people.access import reading
from people.models import Resident
from people.roles import Permission
from tests import given
from tests.browsers import looked_at
from tests.journeys.screens import Office, office

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.proof, pytest.mark.usefixtures("wednesday")]
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def people(browser: "Browser", site: str) -> Iterator[Office]:
    with office(browser, site) as opened:
        yield opened


def test_whoever_is_stopped_is_told_so_and_let_in_again_once_they_have_explained_it(
    people: Office,
) -> None:
    town = given.a_town()
    case = given.a_case(town, responsible=town.other_caseworker)
    others = Resident.objects.bulk_create(
        Resident(municipality=town.municipality, given_name="Ola", family_name=f"Nr{n}")
        for n in range(200)
    )
    for n, person in enumerate(others):
        at = given.NOW - (200 - n) * SECOND
        with reading(town.caseworker, Permission.FIND_PERSON, page="Personoversikt", at=at) as look:
            look.saw(persons=[person.pk])
    with reading(town.assessor, Permission.OPEN_CASE, page="Sak – Oversikt", at=given.NOW) as look:
        look.saw(persons=[case.person_id], case=case.pk)

    screen = people.screen(town.caseworker)
    screen.page.goto(f"{screen.site}/personer/{case.person.public_id}/")
    screen.sees("Du har åpnet 200 personer den siste timen")
    looked_at(screen.page, "stopped")

    actions.look_for_signals(at=given.NOW + 60 * SECOND)
    leader = people.screen(town.chief)
    leader.open("/innsyn/uvanlig/")
    looked_at(leader.page, "signals")
    leader.open(f"/innsyn/uvanlig/{Signal.objects.get(pattern='STOPPED').public_id}/")
    looked_at(leader.page, "signal")
    leader.check("Forklart")
    leader.fill("Hva den ansatte sier, og hva du fant", "Ringte alle på ventelisten.")
    leader.press("Lagre vurderingen")
    leader.sees("Vurderingen er lagret.")
    screen.open(f"/personer/{case.person.public_id}/")

    auditor = people.screen(town.auditor)
    auditor.open(f"/personer/{case.person.public_id}/innsyn/")
    auditor.follow("Svar til personen")
    auditor.sees("Liv Berg, Kartlegger, Kartleggingsavdelingen")
    looked_at(auditor.page, "told")
