"""The trail takes new rows and nothing else, from whoever asks."""

import datetime as dt

import psycopg2
import pytest
from django.db import Error, connection, transaction

from audit import queries, trail
from audit.models import Denial, Entry, Read
from cases.events import CaseHeld
from people.access import Actor, Grant, reading, use_case
from people.models import IdempotentResult
from people.refusals import AccessDenied, KeyReused, Refused
from people.roles import Permission, Role
from tests import databases, given

pytestmark = pytest.mark.django_db


def an_actor(role: Role = Role.CASEWORKER) -> Actor:
    return Actor(1, 7, 9, (Grant(role, 3),), frozenset({3}))


@use_case(Permission.WORK_CASE)
def hold(case_id: int, *, fail: bool = False, actor: Actor, at: dt.datetime) -> dict[str, int]:
    """A use case of the test's own: one event, and perhaps a refusal after it."""
    trail.record(
        CaseHeld(case_id=case_id, person_id=5, until="01.04.2026", reason="lege"),
        actor=actor,
        at=at,
    )
    if fail:
        raise Refused("Nei.")
    return {"case": case_id, "n": Entry.objects.count()}


@pytest.mark.parametrize("table", ["audit_entry", "audit_read", "audit_denial"])
@pytest.mark.parametrize(
    "sql", ["UPDATE {} SET municipality_id = 2", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}"]
)
def test_the_application_may_only_add_and_read(table: str, sql: str, now: dt.datetime) -> None:
    hold(1, actor=an_actor(), at=now)

    with (
        pytest.raises(Error, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.format(table))

    assert Entry.objects.count() == 1


@pytest.mark.parametrize("sql", ["UPDATE audit_entry SET role = ''", "TRUNCATE audit_entry"])
def test_not_even_the_owner_rewrites_it_by_ordinary_means(sql: str) -> None:
    with databases.owner(databases.MINE) as cursor:
        # never committed: the connection closes inside the transaction
        cursor.execute("BEGIN")
        cursor.execute(
            "INSERT INTO audit_entry (at, id, event, data, role)"
            " VALUES ('2001-01-01', gen_random_uuid(), 'Test', '{}', '')"
        )
        with pytest.raises(psycopg2.Error, match="append-only"):
            cursor.execute(sql)


def test_the_coming_months_get_partitions_of_their_own_and_twice_changes_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_prepare_partitions('2033-05-01', 3)")
        made = cursor.fetchone()[0]
        cursor.execute("SELECT audit_prepare_partitions('2033-05-01', 3)")
        again = cursor.fetchone()[0]
        cursor.execute("SELECT to_regclass('audit_entry_203307') IS NOT NULL")
        exists = cursor.fetchone()[0]

    assert (made, again, exists) == (12, 0, True)


def test_a_partition_is_no_way_round(now: dt.datetime) -> None:
    with (
        pytest.raises(Error, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM audit_entry_default")


@pytest.mark.asvs("V2.3.3")
def test_an_act_and_its_event_stand_or_fall_together(now: dt.datetime) -> None:
    with pytest.raises(Refused):
        hold(1, fail=True, actor=an_actor(), at=now)

    assert not Entry.objects.exists()


@pytest.mark.asvs("V16.3.2")
def test_a_denial_is_written_though_the_act_is_not(now: dt.datetime) -> None:
    with pytest.raises(AccessDenied):
        hold(1, actor=an_actor(Role.PROVIDER), at=now)

    assert not Entry.objects.exists()
    assert Denial.objects.get().what == "hold: work_case"


def test_an_event_reads_as_a_sentence(now: dt.datetime) -> None:
    hold(1, actor=an_actor(), at=now)

    row = queries.entries(case_ids=[1])[0]

    assert row.sentence == "Saken er satt på vent til 01.04.2026: lege"
    assert (row.staff_id, row.role, row.unit_id) == (7, "CASEWORKER", 3)


@pytest.mark.asvs("V16.2.1", "V16.3.2")
def test_a_look_is_on_record_with_whom_and_why(now: dt.datetime) -> None:
    with reading(an_actor(), Permission.OPEN_CASE, page="Sak – Oversikt", at=now) as look:
        look.saw(persons=[5, 4, 5], case=1, ground="responsible")

    read = Read.objects.get()
    assert (read.person_ids, read.case_id, read.ground) == ([4, 5], 1, "responsible")


def test_a_page_that_shows_nobody_leaves_no_look(now: dt.datetime) -> None:
    with reading(an_actor(), Permission.OPEN_CASE, page="Frister", at=now):
        pass

    assert not Read.objects.exists()


def test_a_repeated_request_gets_the_same_answer_and_acts_once(now: dt.datetime) -> None:
    town = given.a_town()
    once = given.with_key(town.caseworker, "k1", body="a")

    first = hold(1, actor=once, at=now)
    second = hold(1, actor=once, at=now + dt.timedelta(hours=1))

    assert first == second
    assert Entry.objects.filter(event="CaseHeld").count() == 1


def test_a_key_with_another_body_is_refused(now: dt.datetime) -> None:
    town = given.a_town()
    hold(1, actor=given.with_key(town.caseworker, "k1", body="a"), at=now)

    with pytest.raises(KeyReused):
        hold(1, actor=given.with_key(town.caseworker, "k1", body="b"), at=now)

    assert Entry.objects.filter(event="CaseHeld").count() == 1


def test_the_same_key_from_another_account_is_another_request(now: dt.datetime) -> None:
    town = given.a_town()

    hold(1, actor=given.with_key(town.caseworker, "k1", body="a"), at=now)
    hold(1, actor=given.with_key(town.assessor, "k1", body="a"), at=now)

    assert Entry.objects.filter(event="CaseHeld").count() == 2


@pytest.mark.asvs("V8.3.2")
def test_who_has_lost_the_right_gets_no_old_answer(now: dt.datetime) -> None:
    town = given.a_town()
    once = given.with_key(town.caseworker, "k1", body="a")
    hold(1, actor=once, at=now)
    revoked = Actor(once.municipality_id, once.staff_id, once.account_id, (), once=once.once)

    with pytest.raises(AccessDenied):
        hold(1, actor=revoked, at=now)


def test_a_refused_request_leaves_the_key_free(now: dt.datetime) -> None:
    town = given.a_town()
    once = given.with_key(town.caseworker, "k1", body="a")

    with pytest.raises(Refused):
        hold(1, fail=True, actor=once, at=now)

    assert not IdempotentResult.objects.exists()
    assert hold(1, actor=once, at=now)["case"] == 1
