"""What was done to a row is written down by the database, however it was done."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import Error, connection, transaction
from hypothesis import given as always
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from audit import queries
from audit.models import Change
from people.access import Actor, use_case
from people.models import Representative, Resident
from people.roles import Permission
from tests import databases, given

BY_HAND = (
    "INSERT INTO audit_change (at, relation, row_id, act, use_case, login)"
    " VALUES (now(), 'cases_case', 1, 'UPDATE', '', '')"
)
HOUR = dt.timedelta(hours=1)
Way = Callable[[list[int]], object]


def by_save(ids: list[int]) -> None:
    for resident in Resident.objects.filter(pk__in=ids):
        resident.phone = "22 22 22 22"
        resident.save()


def by_bulk_update(ids: list[int]) -> None:
    residents = list(Resident.objects.filter(pk__in=ids))
    for resident in residents:
        resident.phone = "22 22 22 22"
    Resident.objects.bulk_update(residents, ["phone"])


def by_update_or_create(ids: list[int]) -> None:
    for pk in ids:
        Resident.objects.update_or_create(pk=pk, defaults={"phone": "22 22 22 22"})


def by_upsert(ids: list[int]) -> None:
    residents = list(Resident.objects.filter(pk__in=ids))
    for resident in residents:
        resident.phone = "22 22 22 22"
    Resident.objects.bulk_create(
        residents, update_conflicts=True, unique_fields=["id"], update_fields=["phone"]
    )


def by_raw_sql(ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_resident SET phone = '22 22 22 22' WHERE id = ANY(%s)", [ids])


def by_common_table(ids: list[int]) -> None:
    """As part of a question."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH changed AS (UPDATE people_resident SET phone = '22 22 22 22'"
            " WHERE id = ANY(%s) RETURNING id) SELECT count(*) FROM changed",
            [ids],
        )


WAYS: list[Way] = [
    by_save,
    lambda ids: Resident.objects.filter(pk__in=ids).update(phone="22 22 22 22"),
    by_bulk_update,
    by_update_or_create,
    by_upsert,
    by_raw_sql,
    by_common_table,
]


@use_case(Permission.WORK_CASE)
def set_phone(ids: list[int], way: Way, *, actor: Actor, at: dt.datetime) -> None:
    """A use case of the test's own."""
    way(ids)


@pytest.mark.django_db
def test_every_way_of_changing_rows_leaves_who_in_which_act_and_what(now: dt.datetime) -> None:
    town = given.a_town()

    for way in WAYS:
        ids = sorted(given.a_person(town.municipality).pk for _ in range(2))
        set_phone(ids, way, actor=town.caseworker, at=now)

        found = Change.objects.filter(relation="people_resident", row_id__in=ids, act="UPDATE")
        assert [
            (c.row_id, c.person_id, c.staff_id, c.use_case, c.at, c.was, c.became, c.login)
            for c in found.order_by("row_id")
        ] == [
            (
                pk, pk, town.caseworker.staff_id, "set_phone", now,
                {"phone": "911 11 111"}, {"phone": "22 22 22 22"}, login(),
            )
            for pk in ids
        ]  # fmt: skip
        set_phone(ids, way, actor=town.caseworker, at=now)
        assert found.count() == 2, "What changes nothing is no change."


@pytest.mark.django_db
def test_a_row_that_comes_and_goes_is_there_whole_in_its_history(now: dt.datetime) -> None:
    town = given.a_town()
    person = given.a_person(town.municipality)

    @use_case(Permission.WORK_CASE)
    def come(*, actor: Actor, at: dt.datetime) -> int:
        return Representative.objects.create(
            resident=person,
            name="Ola Verge",
            kind=Representative.Kind.GUARDIAN,
            personal_matters=True,
            economy=False,
            scope_note="Bolig",
            valid_from=at.date(),
        ).pk

    @use_case(Permission.WORK_CASE)
    def go(pk: int, *, actor: Actor, at: dt.datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM people_representative WHERE id = %s", [pk])

    pk = come(actor=town.caseworker, at=now)
    go(pk, actor=town.leader, at=now + HOUR)

    came, went = Change.objects.filter(relation="people_representative", row_id=pk).order_by(
        "number"
    )
    assert (came.act, came.use_case, came.person_id, came.was) == (
        "INSERT",
        "come",
        person.pk,
        None,
    )
    assert (went.act, went.use_case, went.staff_id) == ("DELETE", "go", town.leader.staff_id)
    assert went.was
    assert went.was["name"] == "Ola Verge"
    assert went.became is None
    states = [queries.as_of("people_representative", pk, at=now + n * HOUR) for n in (-1, 0, 1)]
    assert [state and state["scope_note"] for state in states] == [None, "Bolig", None]


@pytest.mark.django_db
def test_what_is_done_by_hand_says_who_connected_and_names_no_act() -> None:
    person = given.a_person(given.a_town().municipality)

    Resident.objects.filter(pk=person.pk).update(phone="33 33 33 33")

    (change,) = Change.objects.filter(relation="people_resident", row_id=person.pk, act="UPDATE")
    assert (change.use_case, change.login) == ("", login())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_change SET staff_id = 1",
        "DELETE FROM audit_change",
        "TRUNCATE audit_change",
        BY_HAND,
        "SELECT nextval('audit_change_number')",
        "SELECT audit_follow('cases_case')",
        "ALTER TABLE cases_case DISABLE TRIGGER history",
        "SET session_replication_role = replica",
        "TRUNCATE cases_caseservice",
    ],
)
def test_the_application_may_neither_write_history_nor_pass_it_by(sql: str) -> None:
    with (
        pytest.raises(Error, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE audit_change SET staff_id = 1", "append-only"),
        ("TRUNCATE audit_change", "append-only"),
        ("TRUNCATE cases_caseservice", "have a history"),
    ],
)
@pytest.mark.django_db
def test_nor_does_the_owner_by_ordinary_means(sql: str, said: str) -> None:
    with databases.owner(databases.MINE) as cursor:
        cursor.execute("BEGIN")
        cursor.execute(BY_HAND)
        with pytest.raises(Exception, match=said):
            cursor.execute(sql)


def login() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        return str(cursor.fetchone()[0])


def stands(pk: int) -> dict[str, Any]:
    person = Resident.objects.get(pk=pk)
    return {name: getattr(person, name) for name in FIELDS}


FIELDS = ["phone", "address", "doctor"]
STEPS = st.lists(
    st.tuples(st.sampled_from(FIELDS), st.sampled_from(["", "a", "b"]), st.integers(0, 2)),
    min_size=1,
    max_size=8,
)


class TestAsOf(TestCase):
    """Of one resident, whatever is done to it and however often at one moment."""

    @settings(max_examples=15)
    @always(steps=STEPS)
    def test_the_state_at_a_moment_is_what_a_slow_replay_gives(
        self, steps: list[tuple[str, str, int]]
    ) -> None:
        town = given.a_town()

        @use_case(Permission.WORK_CASE)
        def come(*, actor: Actor, at: dt.datetime) -> int:
            return given.a_person(town.municipality).pk

        pk = come(actor=town.caseworker, at=given.NOW)
        at, told = given.NOW, [(given.NOW, stands(pk))]

        @use_case(Permission.WORK_CASE)
        def set_field(field: str, value: str, *, actor: Actor, at: dt.datetime) -> None:
            Resident.objects.filter(pk=pk).update(**{field: value})

        for field, value, hours in steps:
            at += hours * HOUR
            set_field(field, value, actor=town.caseworker, at=at)
            told.append((at, stands(pk)))

        for moment in {moment + shift for moment, _ in told for shift in (-HOUR / 2, 0 * HOUR)}:
            expected = [state for then, state in told if then <= moment]
            found = queries.as_of("people_resident", pk, at=moment)
            assert (found and {name: found[name] for name in FIELDS}) == (
                expected[-1] if expected else None
            )
