"""What a person has blocked (sperring) is open to who works with it, and on no page to others."""

import datetime as dt

import pytest
from django.test import Client

from audit.models import Entry
from cases.models import Case
from delivery.models import Order
from oversight import actions as overseeing
from oversight.models import ReasonedAccess
from people.access import Actor
from people.models import PersonAccess, Resident
from people.refusals import Refused
from people.roles import Role
from privacy import actions
from privacy.models import Claim
from tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]
NOW = given.NOW
WHY = "Funnet bevisstløs i oppgangen."
ADDRESS = "Storgata 91"


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def person(town: given.Town) -> Resident:
    """Somebody with home nursing that runs."""
    person = given.a_person(town.municipality)
    given.a_running_service(town, person=person)
    Resident.objects.filter(pk=person.pk).update(address=ADDRESS)
    return person


def client_of(who: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(who))
    return client


def page(who: Actor, url: str) -> tuple[int, str]:
    answer = client_of(who).get(url)
    return answer.status_code, answer.content.decode().partition("<main")[2]


def claim(person: Resident, town: given.Town) -> str:
    made = actions.register_claim(
        str(person.public_id),
        kind="BLOCK",
        from_whom="Personen selv",
        what="Ingen andre skal se.",
        received_on=NOW.date(),
        actor=town.caseworker,
        at=NOW,
    )
    return str(made["claim"])


def reason(person: Resident, who: Actor, category: str) -> bool:
    told = overseeing.give_reason(
        person=str(person.public_id), category=category, reason=WHY, actor=who, at=NOW
    )
    return bool(told["opened"])


def test_the_page_says_what_closes_and_it_is_granted_by_who_says_the_person_knows(
    town: given.Town, person: Resident
) -> None:
    url = f"/rettigheter/{claim(person, town)}/"
    client = client_of(town.chief)
    shown = client.get(url).content.decode()
    for told in (
        "Dette stenges",
        "Dette stenges ikke",
        "ser bestillingen så lenge",
        "ikke gjelde bare",
    ):
        assert told in shown

    answer = client.post(url, {"outcome": "GRANTED"})

    assert answer.status_code == 422
    assert "Bekreft at personen vet" in answer.content.decode()
    assert not Resident.objects.get(pk=person.pk).blocked
    assert Claim.objects.get().outcome == ""
    assert not Entry.objects.filter(event="ClaimAnswered").exists()
    assert client.post(url, {"outcome": "GRANTED", "understood": "on"}).status_code == 302
    assert Resident.objects.get(pk=person.pk).blocked


def test_who_works_with_it_sees_it_and_no_other_on_any_page(
    town: given.Town, person: Resident
) -> None:
    case = Case.objects.get(person=person)
    order = Order.objects.get(case=case)
    sheet, papers = f"/personer/{person.public_id}/", f"/personer/{person.public_id}/dokumenter/"
    before = page(town.officer, sheet)
    assert case.reference in before[1]
    key = claim(person, town)
    actions.answer_claim(key, outcome="GRANTED", understood=True, actor=town.chief, at=NOW)

    # the one who has the case, and the leader who gives it on
    for who in (town.officer, town.chief):
        status, shown = page(who, sheet)
        assert (status, case.reference in shown) == (200, True)
        assert "fordi du arbeider med saken" in shown
        assert [page(who, url)[0] for url in (papers, f"/saker/{case.reference}/")] == [200, 200]
    # who only answers the telephone knows who it is, and the way in an emergency
    stranger = given.staff(Role.CASEWORKER, town.intake)
    status, shown = page(stranger, sheet)
    assert status == 200
    assert not [one for one in (ADDRESS, case.reference, "Helsetjenester") if one in shown]
    assert f'href="{sheet}begrunn-innsyn/"' in shown
    assert page(stranger, papers)[0] == 403
    assert page(stranger, f"/saker/{case.reference}/")[0] == 404
    # and who has nothing to do with them is told that, and the same way
    other = given.staff(Role.ASSESSOR, town.office_team)
    status, shown = page(other, sheet)
    assert status == 403
    assert f'href="{sheet}begrunn-innsyn/"' in shown
    assert page(other, f"/saker/{case.reference}/")[0] == 404
    # the unit that gives the help sees its order while it runs (after: order_page without person)
    running = f"/bestillinger/{order.line.public_id if order.line else ''}/"
    assert ADDRESS in page(town.provider, running)[1]


def test_only_danger_opens_it_to_another_and_only_for_hours(
    town: given.Town, person: Resident
) -> None:
    case, sheet = Case.objects.get(person=person), f"/personer/{person.public_id}/"
    stranger = given.staff(Role.CASEWORKER, town.intake)
    who = given.staff(Role.ASSESSOR, town.office_team)
    assert reason(person, who, "CALL")
    key = claim(person, town)
    actions.answer_claim(key, outcome="GRANTED", understood=True, actor=town.chief, at=NOW)
    assert page(who, sheet)[0] == 403  # what a reason had opened is closed

    for one in (who, stranger):
        asked = ReasonedAccess.objects.count()
        with pytest.raises(Refused) as refused:
            reason(person, one, "CALL")
        assert refused.value.code == "emergency_only"
        assert ReasonedAccess.objects.count() == asked
        assert not PersonAccess.objects.filter(staff_id=one.staff(), to_at__gt=NOW).exists()

        assert reason(person, one, "EMERGENCY")
        status, shown = page(one, sheet)
        assert status == 200
        assert "Helsetjenester i hjemmet" in shown
        assert "kan lese til kl." in shown
        assert page(one, f"/saker/{case.reference}/")[0] == 404
        told = overseeing.give_reason(
            case.reference, category="EMERGENCY", reason=WHY, actor=one, at=NOW
        )
        assert not told["opened"]  # the case is opened by nobody so
    row = ReasonedAccess.objects.latest("pk")
    assert row.to_at == NOW + dt.timedelta(hours=4)
    assert row.leader_id == town.chief.staff()
