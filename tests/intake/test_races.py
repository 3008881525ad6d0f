"""Several at once: one act, one person, and every case its own number."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections, transaction

from cases.models import Case
from intake import actions
from intake.models import Application
from intake.rules import Correction
from notifications.models import Letter
from people.access import Once
from people.actions import admit
from people.models import Resident
from people.refusals import InFlight, Stale
from people.rules import PersonGiven, synthetic_number
from tests import given

pytestmark = pytest.mark.usefixtures("real_db")
AT_ONCE = 10


@pytest.fixture
def town() -> Iterator[given.Town]:
    yield given.a_town()
    connections.close_all()


def together(act: Callable[[int], Any]) -> list[Any]:
    """What `act` gave in each of ten threads that began at the same moment."""
    start = Barrier(AT_ONCE)

    def one(n: int) -> Any:
        start.wait()
        try:
            return act(n)
        except InFlight:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_ten_equal_requests_register_once(town: given.Town) -> None:
    person = given.a_person(town.municipality)
    actor = replace(town.caseworker, once=Once("POST /soknader/ny/", "samme", "hash"))

    answers = together(
        lambda _n: actions.register_application(
            told=given.told(),
            given=PersonGiven(public_id=str(person.public_id)),
            actor=actor,
            at=given.NOW,
        )
    )

    told = [answer for answer in answers if answer is not None]
    assert told
    assert all(answer == told[0] for answer in told)
    assert Application.objects.count() == Case.objects.count() == Letter.objects.count() == 1


def test_ten_who_register_the_same_newcomer_register_one_person(town: given.Town) -> None:
    number = synthetic_number(dt.date(1942, 3, 14), 77)

    together(
        lambda _n: actions.register_application(
            told=given.told(),
            given=PersonGiven(number=number, given_name="Ola", family_name="Dahl"),
            actor=town.caseworker,
            at=given.NOW,
        )
    )

    assert Resident.objects.count() == 1
    references = sorted(Case.objects.values_list("reference", flat=True))
    assert references == [f"2026-{n:05d}" for n in range(1, AT_ONCE + 1)]


def test_a_case_is_split_while_a_new_one_is_registered_for_the_same_person(
    town: given.Town,
) -> None:
    """Each opens a case: the one has the person, and the other the number of the next case."""
    # given somebody with a case of two services
    services = ("helsetjenester_i_hjemmet", "trygghetsalarm")
    [case] = given.a_registered_application(town, services=services)
    again = PersonGiven(public_id=str(case.person.public_id))

    def split() -> dict[str, str]:
        try:
            return actions.split_case(
                case.pk, services=["trygghetsalarm"], actor=town.caseworker, at=given.NOW
            )
        finally:
            connections.close_all()

    # when it is split while the person applies again
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            admit(town.municipality, given=again, actor=town.caseworker, at=given.NOW)
            waiting = pool.submit(split)
            done, _ = wait([waiting], timeout=20)

        # then neither waits for the other
        assert waiting in done
        assert Case.objects.count() == 2


def test_two_correct_a_soknad_from_each_its_case_and_neither_holds_a_case_the_other_wants(
    town: given.Town,
) -> None:
    # given a søknad of two cases
    cases = given.a_registered_application(town, services=("trygghetsalarm", "bpa"))
    stands = Application.objects.get()
    told = Correction(
        own_words=stands.own_words,
        from_whom=stands.from_whom,
        contact_name="",
        contact_phone="",
        channel=stands.channel,
        received_on=dt.date(2026, 2, 27),
        reason="Brevet lå i feil kurv.",
    )

    def correct(case: Case) -> str:
        try:
            actions.correct_application(
                case.pk, told=told, version=stands.version, actor=town.caseworker, at=given.NOW
            )
        except Stale:
            return "somebody was first"
        finally:
            connections.close_all()
        return "corrected"

    # when both come while a third has the søknad, and then wants its cases
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            Application.objects.select_for_update().get()
            both = [pool.submit(correct, case) for case in cases]
            until_waiting(2)
            held = Case.objects.select_for_update(nowait=True, no_key=True)

            # then nobody who waits for the søknad has a case already
            assert len(held) == 2

        # and the one after the other gets it
        assert sorted(one.result(timeout=20) for one in both) == ["corrected", "somebody was first"]


def until_waiting(many: int) -> None:
    """Come back when so many others wait for a lock."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0] >= many:
                return
        time.sleep(0.05)
    raise TimeoutError
