"""Abuse story 6: a script with a provider's key walks through the unit's orders all day long."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection, connections
from django.test import Client

from audit.models import Denial, Read
from decisions.models import DecisionLine
from oversight import actions as overseeing
from oversight.models import Signal
from people.access import Actor, reading
from people.actions import create_token
from people.models import Resident, Stop
from people.policy import Limit, pace_for
from people.refusals import TooMany
from people.roles import Permission, Role
from tests import given
from tests.databases import owner

SEVEN = dt.datetime(2026, 3, 4, 6, 0, tzinfo=dt.UTC)
STEP = dt.timedelta(seconds=30)
PERSONS = 190
# The order once more for each new person, with its decision and case.
COPIES = """
CREATE TEMP TABLE p AS SELECT id, row_number() OVER (ORDER BY id) AS n FROM people_resident
    WHERE family_name LIKE 'Nr%%';
INSERT INTO cases_case SELECT (jsonb_populate_record(c, jsonb_build_object('id', 9000 + p.n,
    'person_id', p.id, 'reference', '2026-9' || lpad(p.n::text, 4, '0')))).*
    FROM cases_case c, p WHERE c.id = {case};
INSERT INTO decisions_decision SELECT (jsonb_populate_record(d, jsonb_build_object('id',
    9000 + p.n, 'case_id', 9000 + p.n, 'letter_id', 9000 + p.n, 'public_id', gen_random_uuid()))).*
    FROM decisions_decision d, p WHERE d.case_id = {case};
INSERT INTO decisions_decisionline SELECT (jsonb_populate_record(l, jsonb_build_object('id',
    9000 + p.n, 'decision_id', 9000 + p.n, 'public_id', gen_random_uuid()))).*
    FROM decisions_decisionline l, p WHERE l.decision_id = {decision};
"""


def orders_of_many(town: given.Town) -> list[str]:
    """The public ids of so many orders to the unit, each of another person."""
    decision = given.an_issued_decision(town, at=SEVEN - dt.timedelta(days=2))
    Resident.objects.bulk_create(
        Resident(municipality=town.municipality, given_name="Ola", family_name=f"Nr{n:03}")
        for n in range(PERSONS)
    )
    with owner(str(connection.settings_dict["NAME"])) as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(COPIES.format(case=decision.case_id, decision=decision.pk))
    lines = DecisionLine.objects.filter(pk__gte=9000).order_by("pk")
    return [str(pk) for pk in lines.values_list("public_id", flat=True)]


@pytest.mark.proof
@pytest.mark.usefixtures("real_db")
@pytest.mark.asvs("V2.4.1")
def test_a_walker_with_a_providers_key_is_stopped_before_two_hundred_persons(
    figure: Callable[[str], None],
) -> None:
    town = given.a_town()
    orders = orders_of_many(town)
    client = Client()

    persons = list(Resident.objects.filter(family_name__startswith="Nr").order_by("pk"))

    def ask(n: int, at: dt.datetime) -> int:
        """One more: each fifth through the door, the others at the guard behind it."""
        if n % 5:
            try:
                look_at(persons[n].pk, town.provider, page="API – bestilling", at=at)
            except TooMany as stopped:
                return stopped.status
            return 200
        with time_machine.travel(at, tick=False):
            answer = client.get(
                f"/api/v1/orders/{orders[n]}/",
                headers={
                    "Authorization": f"Bearer {key}",
                    "X-Forwarded-For": f"203.0.113.{n % 256}",  # says nothing to us
                },
            )
        if answer.status_code == 429:
            assert answer.json()["code"] == "too_many_persons"
            assert orders[n] not in answer.content.decode()
        return answer.status_code

    with time_machine.travel(SEVEN, tick=False):
        key = create_token("utforer", password=given.PASSWORD, at=SEVEN)["token"]
    most = pace_for([Role.PROVIDER], on=SEVEN.date()).most
    # when it asks for one every half minute, and then tries now and then for the rest of the day
    early = [ask(n, SEVEN + n * STEP) for n in range(175)]
    rest = [ask(175 + n, SEVEN + (200 + 50 * n) * STEP) for n in range(15)]

    first, answered = early.index(429), Counter(early)[200]
    seen = {tuple(row.person_ids) for row in Read.objects.filter(page="API – bestilling")}
    figure(f"a walker, every 30 s for 8 h: {first} persons in the hour, {answered} in the day")
    assert first == most[Limit.HOUR]
    assert answered == len(seen) == most[Limit.DAY] <= 200
    assert set(rest) == {429}
    # it is on record, each time, and those it had seen may still be seen
    denied = set(Denial.objects.values_list("what", flat=True))
    assert denied == {f"API – bestilling: too many ({one})" for one in (Limit.HOUR, Limit.DAY)}
    assert Denial.objects.count() == 190 - answered
    assert ask(0, SEVEN + dt.timedelta(hours=7, minutes=50)) == 200
    # and the leader knows
    overseeing.look_for_signals(at=SEVEN + dt.timedelta(hours=8))
    assert Signal.objects.get(pattern="STOPPED").leader_id == town.leader.staff()


@pytest.mark.proof
@pytest.mark.usefixtures("real_db")
def test_of_fifty_at_once_no_more_get_through_than_one_after_the_other() -> None:
    town = given.a_town()
    most = pace_for([Role.PROVIDER], on=SEVEN.date()).most[Limit.HOUR]
    people = list(range(1, most + 31))  # nobody needs to be there for it
    for person in people[: most - 20]:
        look_at(person, town.provider)

    def one(person: int) -> bool:
        try:
            look_at(person, town.provider)
        except TooMany:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(50) as pool:
        through = list(pool.map(one, people[most - 20 :]))

    assert len(through) == 50
    assert sum(through) == 20
    assert Stop.objects.get().limit == Limit.HOUR


def look_at(person: int, who: Actor, *, page: str = "Bestilling", at: dt.datetime = SEVEN) -> None:
    with reading(who, Permission.DELIVER, page=page, at=at) as look:
        look.saw(persons=[person])
