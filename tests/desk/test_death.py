"""Somebody has died: every list says so, and the case has one thing left to do."""

import datetime as dt

import pytest
from django.test import Client
from django.utils.timezone import localdate

from assessments.actions import start_assessment
from assessments.models import Assessment
from cases.actions import take_case
from cases.models import Case
from delivery import actions as leaving
from people.access import Actor
from people.refusals import Refused
from people.roles import Role
from tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]
TODAY = localdate(given.NOW)
DIED = TODAY - dt.timedelta(days=9)
TAG = f">Død {DIED:%d.%m.%Y}</span>"
END = "Avslutt saken etter dødsfall"


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def shown(client: Client, page: str) -> str:
    answer = client.get(page)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    """A new case that nobody has taken, of a person whose death was registered today."""
    (found,) = given.a_registered_application(town)
    leaving.register_death(
        str(found.person.public_id),
        died_on=DIED,
        version=found.person.version,
        actor=town.caseworker,
        at=given.NOW,
    )
    found.refresh_from_db()
    return found


def test_no_list_asks_anybody_to_go_there_and_each_says_it(case: Case, town: given.Town) -> None:
    leader = given.staff(Role.UNIT_LEADER, case.unit)
    client = signed_in(leader)

    # the queue: nobody is to start a kartlegging; who answers for the queue has the end of the case
    assert ">Start kartlegging</a>" not in shown(client, "/oppgaver/?vis=ufordelt")
    for page in (f"/fordeling/?enhet={case.unit_id}", "/saker/"):
        assert TAG in shown(client, page)
    assert "Start kartlegging" not in shown(client, f"/fordeling/?enhet={case.unit_id}")

    # confirming that it is given says it too
    asked = client.post(
        "/fordeling/gi/",
        {"enhet": case.unit_id, "sak": case.reference, "til": town.caseworker.staff_id},
    )
    assert TAG in asked.content.decode()


def test_the_case_has_its_end_as_the_one_thing_to_do_and_no_kartlegging_begins(
    case: Case, town: given.Town
) -> None:
    page = shown(signed_in(town.caseworker), f"/saker/{case.reference}/")
    step = page.partition('id="neste"')[2].partition("</section>")[0]
    assert f'class="ds-button" href="/saker/{case.reference}/avslutt/">{END}</a>' in step
    assert "Start kartlegging" not in step

    with pytest.raises(Refused, match="Personen døde"):
        start_assessment(case.pk, version=case.version, actor=town.caseworker, at=given.NOW)
    assert not Assessment.objects.exists()

    # it is not late from the start: nine days ago nobody here knew
    take_case(case.pk, actor=town.caseworker, at=given.NOW)
    mine = shown(signed_in(town.caseworker), "/oppgaver/")
    row = mine.partition(f">{END}</a>")[2].partition("</tr>")[0]
    assert "7 dager igjen" in row
    assert TAG in row
