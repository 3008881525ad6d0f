"""Somebody waits for help now: it is urgent, everybody's who can give it, and seen by all."""

import pytest
from django.test import Client

from cases.models import Case
from deadlines.actions import take_task
from decisions import actions
from notifications.models import Notice
from people.access import Actor
from tests import given
from tests.decisions.haste import give

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]
TASK = ">Vurder hastevedtak</a>"
ASKED = "Bedt om hjelp nå"


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
    """A case that is not urgent by its søknad, with help asked of the first who can."""
    (found,) = given.a_registered_application(town)
    assert not found.urgent
    actions.ask_for_urgent(
        found.pk, to="", why="Alene i kveld.", actor=town.caseworker, at=given.NOW
    )
    return found


def test_it_stands_in_the_own_list_of_all_who_can_as_urgent_until_one_takes_it(
    case: Case, town: given.Town
) -> None:
    officer, approver = signed_in(town.officer), signed_in(town.approver)
    for client in (officer, approver):
        urgent = shown(client, "/oppgaver/?haster=ja")
        assert TASK in urgent
        row = urgent.partition(TASK)[2].partition("</tr>")[0]
        assert ">Haster</span>" in row
        assert TASK not in shown(client, "/oppgaver/?haster=nei")
    assert TASK not in shown(signed_in(town.leader), "/oppgaver/")  # who cannot

    take_task(case.pk, kind="consider_urgent_decision", key=case.reference,
              actor=town.officer, at=given.NOW)  # fmt: skip

    assert TASK in shown(officer, "/oppgaver/")
    assert TASK not in shown(approver, "/oppgaver/")


def test_the_case_and_the_person_say_so_until_it_is_given_and_who_asked_is_told(
    case: Case, town: given.Town
) -> None:
    asker = signed_in(town.caseworker)
    pages = [f"/saker/{case.reference}/", f"/personer/{case.person.public_id}/"]
    for page in pages:
        found = shown(asker, page)
        assert ASKED in found
        assert "Ingen har svart ennå." in found

    give(case, town)

    for page in pages:
        assert "Ingen har svart ennå." not in shown(asker, page)
    (notice,) = Notice.objects.filter(staff_id=town.caseworker.staff_id, case=case)
    assert notice.sentence.startswith("Hjelpen du ba om i sak")
