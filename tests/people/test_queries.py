"""Half a name finds a person, and no more is told than was asked for."""

import datetime as dt

import pytest
from django.db import connection

from people import queries
from people.models import (
    IdentityNumber,
    Resident,
)
from tests import given

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 4)


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nord", {"NORDMANN, Ola"}),
        ("ola nordmann", {"NORDMANN, Ola"}),
        ("Nordmann, Ola", {"NORDMANN, Ola"}),
        ("ås", {"ÅSEN, Bjørn"}),
        ("Aas", {"ÅSEN, Bjørn"}),
        ("14.03.1942", {"NORDMANN, Ola"}),
        ("%", set()),
        ("_a", set()),
        ("n", set()),
        ("", set()),
    ],
)
def test_half_a_name_finds_the_person(text: str, found: set[str], town: given.Town) -> None:
    given.a_person(town.municipality)
    given.a_person(town.municipality, given="Bjørn", family="Åsen", born_on=dt.date(1950, 6, 1))

    hits = queries.find_people(text, within=Resident.objects.all(), on=TODAY)

    assert {hit.list_name for hit in hits} == found
    assert all(hit.number == "" for hit in hits)


def test_a_number_is_shown_only_when_it_was_what_one_searched_for(town: given.Town) -> None:
    person = given.a_person(town.municipality)
    number = IdentityNumber.objects.get(resident=person).number

    [hit] = queries.find_people(
        f"{number[:6]} {number[6:]}", within=Resident.objects.all(), on=TODAY
    )

    assert (hit.id, hit.number) == (person.pk, number)


def test_a_search_uses_the_index_on_names(town: given.Town) -> None:
    given.a_person(town.municipality)
    people = Resident.objects.filter(sort_name__contains="nordm").order_by()

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + str(people.query).replace("%nordm%", "'%nordm%'"))
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "people_resident_name" in plan
