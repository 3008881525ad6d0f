"""«Frister»: one's own first, the unit's and all beside; only the types there are."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from deadlines import actions
from deadlines.kinds import Kind, task_kind
from people.access import Actor
from people.roles import Role
from tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def a_case_due(town: given.Town, *, of: Actor, kind: Kind = Kind.TARGET_DECISION) -> Case:
    """A case of this one's, with a deadline."""
    case = given.a_case(town, responsible=of)
    actions.open_deadline(
        case, kind, starts_on=dt.date(2026, 3, 4), actor=town.caseworker, at=given.NOW
    )
    return case


def page(who: Actor, asked: str = "") -> str:
    client = Client()
    client.force_login(given.account_of(who))
    with time_machine.travel(given.NOW, tick=False):
        answer = client.get(f"/frister/{asked}")
    assert answer.status_code == 200
    return answer.content.decode().split("<main", 1)[1].split("</main>")[0]


def tabs(shown: str) -> list[tuple[str, int]]:
    nav = shown.split('class="app-tabs"')[1].split("</nav>")[0]
    found = re.findall(r">([^<>]+?) <span class=\"app-count\">\((\d+)\)", nav)
    return [(label, int(number)) for label, number in found]


def test_ones_own_deadlines_come_first_and_the_units_at_the_next_tab(town: given.Town) -> None:
    # given a case of one's own, and one of a colleague's in the same unit
    colleague = given.staff(Role.CASEWORKER, town.intake)
    mine = a_case_due(town, of=town.caseworker).reference
    theirs = a_case_due(town, of=colleague).reference

    # when the page is opened, and then the unit's
    first, units = page(town.caseworker), page(town.caseworker, "?vis=enhet")

    # then one's own stand alone, and the tabs say how many there are of each
    assert (mine in first, theirs in first) == (True, False)
    assert (mine in units, theirs in units) == (True, True)
    assert tabs(first) == [("Mine", 1), ("Enhetens", 2), ("Alle", 2)]
    # and who has none of their own begins with the unit's
    newcomer = page(given.staff(Role.CASEWORKER, town.intake))
    assert (mine in newcomer, theirs in newcomer) == (True, True)
    assert "vis=enhet&amp;nokkel=" in newcomer


def test_what_one_has_taken_on_in_a_colleagues_case_is_ones_own(town: given.Town) -> None:
    colleague = given.staff(Role.CASEWORKER, town.intake)
    case = a_case_due(town, of=colleague, kind=Kind.PRELIMINARY_ANSWER)
    deadline = case.deadlines.get()
    assert tabs(page(town.caseworker))[0] == ("Mine", 0)

    actions.give_task(
        case.pk,
        kind=task_kind(Kind.PRELIMINARY_ANSWER),
        key=str(deadline.public_id),
        staff_id=town.caseworker.staff(),
        actor=town.chief,
        at=given.NOW,
    )

    assert tabs(page(town.caseworker))[0] == ("Mine", 1)


def test_only_the_types_there_are_can_be_chosen(town: given.Town) -> None:
    a_case_due(town, of=town.caseworker)

    shown = page(town.caseworker)

    types = shown.split('name="type"')[1].split("</select>")[0]
    assert re.findall(r'<option value="([^"]*)"', types) == ["", "TARGET_DECISION"]


def test_twenty_deadlines_are_asked_for_in_as_many_questions_as_two(town: given.Town) -> None:
    cost = []
    for more in (2, 18):
        for _ in range(more):
            a_case_due(town, of=town.caseworker)
        with CaptureQueriesContext(connection) as asked:
            shown = page(town.caseworker)
        cost.append(len(asked))
    assert shown.count('<th scope="row">') == 20
    assert cost[0] == cost[1]
