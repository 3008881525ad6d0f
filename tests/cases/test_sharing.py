"""Access by hand: who may let a colleague into a case, and how it ends."""

import datetime as dt
from functools import partial
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from audit.models import Entry
from cases import actions
from cases.models import Case, CaseAccess
from cases.queries import shared_with, visible
from deadlines.actions import assign_case
from people.access import Actor
from people.refusals import AccessDenied, NotFound, Refused
from people.roles import Role
from tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town, responsible=town.caseworker)


def share(case: Case, to: Actor, *, by: Actor, reason: str = "Kjenner familien.") -> None:
    actions.share_case(case.pk, staff=given.public_id_of(to), reason=reason, actor=by, at=given.NOW)


def may_open(case: Case, actor: Actor) -> bool:
    return visible(actor).filter(pk=case.pk).exists()


def test_a_colleague_opens_the_case_until_the_access_is_ended(town: given.Town, case: Case) -> None:
    share(case, town.assessor, by=town.caseworker)

    assert may_open(case, town.assessor)
    [row] = shared_with(case.pk)
    assert row.name == "Liv Berg"
    assert Entry.objects.get(event="AccessGiven").data["reason"] == "Kjenner familien."

    actions.unshare_case(
        case.pk, staff=given.public_id_of(town.assessor), actor=town.caseworker, at=given.NOW
    )
    assert not may_open(case, town.assessor)
    assert shared_with(case.pk) == ()


def test_access_given_by_hand_ends_alone_where_the_case_is_theirs(
    town: given.Town, case: Case
) -> None:
    # given a colleague who was let in by hand, and then became responsible
    colleague = given.staff(Role.CASEWORKER, town.intake)
    share(case, colleague, by=town.caseworker)
    assign_case(case.pk, staff_id=colleague.staff(), actor=town.chief, at=given.NOW)

    # when somebody ends what was given by hand
    end = partial(actions.unshare_case, case.pk, staff=given.public_id_of(colleague))
    end(actor=town.caseworker, at=given.NOW)

    # then they have the case still, and there is nothing more to end
    assert shared_with(case.pk) == ()
    assert may_open(case, colleague)
    with pytest.raises(NotFound):
        end(actor=town.caseworker, at=given.NOW)
    assert Entry.objects.filter(event="AccessEnded").count() == 1


def test_only_the_unit_that_has_the_case_gives_it_away(town: given.Town, case: Case) -> None:
    share(case, town.assessor, by=town.caseworker)

    with pytest.raises(Refused):
        share(case, town.coordinator, by=town.assessor)
    with pytest.raises(AccessDenied):
        share(case, town.coordinator, by=town.officer)

    assert not may_open(case, town.coordinator)
    assert Entry.objects.filter(event="AccessGiven").count() == 1


def test_who_was_let_in_ends_nobodys_access_but_their_own(town: given.Town, case: Case) -> None:
    for colleague in (town.assessor, town.coordinator):
        share(case, colleague, by=town.caseworker)

    with pytest.raises(Refused) as refused:
        actions.unshare_case(
            case.pk, staff=given.public_id_of(town.coordinator), actor=town.assessor, at=given.NOW
        )

    assert refused.value.code == "not_in_unit"
    assert may_open(case, town.coordinator)
    assert not Entry.objects.filter(event="AccessEnded").exists()

    # their own they may give back, and are not left at a page that is closed to them
    client = Client()
    client.force_login(given.account_of(town.assessor))
    ended = client.post(
        f"/saker/{case.reference}/tilgang/avslutt/", {"staff": given.public_id_of(town.assessor)}
    )
    assert (ended.status_code, ended["Location"]) == (302, "/")
    assert not may_open(case, town.assessor)


def test_everything_wrong_is_said_at_once_and_nothing_is_given(
    town: given.Town, case: Case
) -> None:
    with pytest.raises(Refused) as refused:
        share(case, town.provider, by=town.caseworker, reason=" ")
    with pytest.raises(Refused) as again:
        share(case, town.caseworker, by=town.caseworker)

    codes = [objection.code for objection in refused.value.objections]
    assert codes == ["unknown_staff", "reason_missing"]
    assert [objection.code for objection in again.value.objections] == ["has_access"]
    assert not Entry.objects.filter(event="AccessGiven").exists()
    assert CaseAccess.objects.filter(case=case, ground="shared").count() == 0


def test_what_was_given_on_other_grounds_is_not_ended_here(town: given.Town, case: Case) -> None:
    with pytest.raises(NotFound):
        actions.unshare_case(
            case.pk, staff=given.public_id_of(town.caseworker), actor=town.caseworker, at=given.NOW
        )

    assert may_open(case, town.caseworker)


def test_access_that_ends_at_a_midnight_is_told_by_its_last_day(
    town: given.Town, case: Case
) -> None:
    # given a unit that has given the case on, and reads it for some days more
    midnight = dt.datetime(2026, 3, 19, tzinfo=ZoneInfo("Europe/Oslo"))
    rows = CaseAccess.objects.filter(case=case, unit=town.intake, to_at=None)
    assert rows.update(until_at=midnight) == 1
    client = Client()
    client.force_login(given.account_of(town.caseworker))

    with time_machine.travel(given.NOW, tick=False):
        shown = client.get(f"/saker/{case.reference}/tilgang/").content.decode()

    assert "til og med 18.03.2026" in shown
    assert "kl. 00.00" not in shown


def test_the_page_gives_and_ends(town: given.Town, case: Case) -> None:
    client = Client()
    client.force_login(given.account_of(town.caseworker))
    page = f"/saker/{case.reference}/tilgang/"
    assert f'href="{page}"' in client.get(f"/saker/{case.reference}/").content.decode()
    receiver = given.public_id_of(town.assessor)

    wrong = client.post(page, {"staff": receiver})
    assert wrong.status_code == 422
    client.post(page, {"staff": receiver, "reason": "Skal på hjemmebesøk."})
    shown = client.get(page).content.decode()
    assert "Har fått tilgang" in shown
    told = client.get(f"/saker/{case.reference}/historikk/").content.decode()
    assert "Tilgang gitt: Skal på hjemmebesøk. – Liv Berg" in told

    other = Client()
    other.force_login(given.account_of(town.assessor))
    seen = other.get(page).content.decode()  # may open the case, and not give it away
    assert "Du har tilgang i eget navn." in seen
    assert "Fikk tilgang av en kollega" in seen
    assert "Hvem skal ha tilgang?" not in seen
    third = given.public_id_of(town.coordinator)
    assert other.post(page, {"staff": third, "reason": "Min kollega."}).status_code == 403
    assert not may_open(case, town.coordinator)
    assert Entry.objects.filter(event="AccessGiven").count() == 1

    assert client.post(f"{page}avslutt/", {"staff": "x"}).status_code == 404
    assert may_open(case, town.assessor)
    assert not Entry.objects.filter(event="AccessEnded").exists()
    client.post(f"{page}avslutt/", {"staff": receiver})
    assert "Har fått tilgang" not in client.get(page).content.decode()
