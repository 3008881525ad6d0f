"""What an open page asks by itself: has somebody on it had their address protected since?"""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from audit.models import Denial, Read
from cases.models import Case
from people import actions as people
from people.access import Actor
from people.models import IdentityNumber, Resident
from people.roles import Role
from privacy import actions as privacy
from privacy.models import Merge
from tests import given

pytestmark = pytest.mark.django_db
TEN = given.NOW


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def after(**time: float) -> time_machine.travel:
    return time_machine.travel(TEN + dt.timedelta(**time), tick=False)


def asked(client: Client, seconds: object = 60) -> bool:
    """What a page so many seconds old is told."""
    answer = client.get(f"/okt/skjermet/?sekunder={seconds}")
    assert answer.status_code == 200
    told = answer.json()
    assert set(told) == {"shielded"}
    return bool(told["shielded"])


def protect(case: Case, protection: str, actor: Actor, at: dt.datetime) -> None:
    person = Resident.objects.get(pk=case.person_id)
    people.set_protection(
        str(person.public_id), protection=protection, version=person.version, actor=actor, at=at
    )


@pytest.mark.parametrize("protection", ["STRICT", "CONFIDENTIAL"])
def test_it_is_told_to_who_has_looked_before_and_to_nobody_else(protection: str) -> None:
    with after(minutes=-5):
        town = given.a_town()
        (case,) = given.a_registered_application(town, at=TEN - dt.timedelta(minutes=5))
        looked, elsewhere = signed_in(town.caseworker), signed_in(town.chief)
        assert looked.get(f"/saker/{case.reference}/").status_code == 200
    with after():
        assert not asked(looked, 300)
        protect(case, protection, town.caseworker, TEN)

    with after(seconds=45):
        assert asked(looked, 300)
        assert not asked(elsewhere, 300)
        assert not asked(looked, 20)  # a page opened afterwards is as it should be
    with after(hours=5):
        assert asked(signed_in(town.caseworker), 6 * 3600)  # the machine slept with the page open
    with after(days=2):
        assert not asked(signed_in(town.caseworker), 999_999)


def test_a_merge_tells_who_has_either_of_the_two_on_a_screen() -> None:
    # given somebody with each of two open, one of whom has kode 6
    with after(minutes=-5):
        town = given.a_town()
        (case,) = given.a_registered_application(town, at=TEN - dt.timedelta(minutes=5))
        double = given.a_person(town.municipality)
        (other,) = given.a_registered_application(
            town, person=double, at=TEN - dt.timedelta(minutes=5)
        )
        colleague = given.staff(Role.CASEWORKER, town.intake)
        one, two = signed_in(town.caseworker), signed_in(colleague)
        assert one.get(f"/saker/{case.reference}/").status_code == 200
        assert two.get(f"/saker/{other.reference}/").status_code == 200
        Resident.objects.filter(pk=double.pk).update(protection="CONFIDENTIAL")

    # when the two become one, and the one has kode 6 thereafter
    with after():
        assert not asked(one, 300)
        kept = Resident.objects.get(pk=case.person_id)
        merged(town, kept, double, by=colleague)
    with after(seconds=30):
        assert asked(one, 300)
        assert asked(two, 300)  # of who was taken in there is no other trail than their own id
    with after(seconds=40):
        protect(case, "STRICT", town.caseworker, TEN + dt.timedelta(seconds=40))
    with after(seconds=50):
        assert asked(two, 60)


def merged(town: given.Town, kept: Resident, absorbed: Resident, *, by: Actor) -> None:
    number = IdentityNumber.objects.get(resident=kept, current=True).number
    made = privacy.propose_merge(
        str(kept.public_id),
        other=str(absorbed.public_id),
        number=number,
        reason="Samme person.",
        actor=town.caseworker,
        at=TEN,
    )
    privacy.confirm_merge(made["merge"], version=Merge.objects.get().version, actor=by, at=TEN)


def test_lifting_the_protection_and_nonsense_tell_nothing() -> None:
    with after(minutes=-5):
        town = given.a_town()
        (case,) = given.a_registered_application(town, at=TEN - dt.timedelta(minutes=5))
        protect(case, "STRICT", town.caseworker, TEN - dt.timedelta(minutes=4))
    with after():
        looked = signed_in(town.caseworker)
        looked.get(f"/saker/{case.reference}/")
        protect(case, "NONE", town.caseworker, TEN)
    with after(seconds=30):
        for nonsense in ("60", "", "x", "-1", "1e9", "٣"):
            assert not asked(looked, nonsense), nonsense


def test_asking_is_no_look_and_one_question_and_keeps_nobody_signed_in(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with after():
        town = given.a_town()
        (case,) = given.a_registered_application(town, at=TEN)
        idle = signed_in(town.caseworker)
        idle.get(f"/saker/{case.reference}/")
        protect(case, "STRICT", town.caseworker, TEN)
        on_record = Read.objects.count(), Denial.objects.count()
        with django_assert_num_queries(3):  # the session, its account, and the question
            assert asked(idle)
        assert (Read.objects.count(), Denial.objects.count()) == on_record
    for minutes in range(1, 30):
        with after(minutes=minutes):
            asked(idle)
    with after(minutes=31):
        part = idle.get("/okt/skjermet/?sekunder=60", headers={"HX-Request": "true"})
        assert part.status_code == 401
        assert SESSION_KEY not in idle.session
