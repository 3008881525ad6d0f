"""A plan that is kept: the answer is found anew, and no connection keeps more than it should."""

import datetime as dt

import pytest
from django.db import connection

from cases.models import Case
from desk.queries import prepared
from desk.queries.prepared import records_by_plan, rows_by_plan
from desk.queries.tasks import task_counts
from people.access import standing
from tests import given

pytestmark = pytest.mark.django_db


def plans() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'kept%'")
        return int(cursor.fetchone()[0])


def test_what_is_asked_again_is_answered_anew_by_the_same_plan() -> None:
    town = given.a_town()
    statement = "SELECT reference FROM cases_case WHERE responsible_id = %(staff)s"
    values = {"staff": town.caseworker.staff()}
    assert rows_by_plan(statement, values) == []
    before = plans()

    given.a_case(town, responsible=town.caseworker)

    assert rows_by_plan(statement, values) == list(Case.objects.values_list("reference"))
    assert rows_by_plan(statement, {"staff": town.officer.staff()}) == []
    assert plans() == before


def test_each_kind_of_value_arrives_as_what_it_is() -> None:
    day = dt.date(2026, 3, 4)
    given_values = {
        "yes": True, "n": 2**40, "day": day, "words": ["a", "b"], "ids": [1, 2], "text": "50 % 's",
        "none": None,
    }  # fmt: skip

    found = records_by_plan(
        "SELECT %(yes)s AS yes, %(n)s AS n, %(day)s AS day, %(words)s AS words, %(ids)s AS ids,"
        " %(text)s AS text, %(none)s AS none, 'x%%y' AS sign, %(n)s + 1 AS again",
        given_values,
    )

    assert found == [given_values | {"sign": "x%y", "again": 2**40 + 1}]
    assert rows_by_plan("SELECT 1 = ANY(%(ids)s), 'a' = ANY(%(words)s)", {"ids": [], "words": []})


def test_the_plan_that_was_used_longest_ago_goes_when_there_are_too_many() -> None:
    for n in range(prepared.MOST + 3):
        assert rows_by_plan(f"SELECT {n} + %(one)s", {"one": 1}) == [(n + 1,)]

    assert plans() <= prepared.MOST
    assert rows_by_plan("SELECT 0 + %(one)s", {"one": 1}) == [(1,)]


def test_a_new_connection_makes_its_own() -> None:
    assert rows_by_plan("SELECT %(one)s", {"one": 1}) == [(1,)]

    assert len(prepared._kept[connection.connection]) == plans()


def test_the_numbers_of_every_page_are_asked_by_a_kept_plan() -> None:
    town = given.a_town()
    with standing(town.caseworker, at=given.NOW):
        task_counts(actor=town.caseworker, on=given.NOW.date())
        before = plans()
        task_counts(actor=town.caseworker, on=given.NOW.date() + dt.timedelta(days=1))

    assert before > 0
    assert plans() == before
