"""«Frister» shows what the registered claim, to who may answer it, with how the day was counted."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Read
from people.access import Actor
from people.models import Resident
from privacy import actions
from tests import given

pytestmark = pytest.mark.django_db
NOW = given.NOW
TODAY = NOW.date()


def claim(person: Resident, kind: str, by: Actor, received_on: dt.date = TODAY) -> str:
    made = actions.register_claim(
        str(person.public_id), kind=kind, from_whom="Personen selv", what="Alt dere har om meg.",
        received_on=received_on, actor=by, at=NOW,
    )  # fmt: skip
    return f"/rettigheter/{made['claim']}/"


def page(who: Actor, narrowed: str = "") -> str:
    client = Client()
    client.force_login(given.account_of(who))
    with time_machine.travel(NOW, tick=False):
        answer = client.get(f"/frister/{narrowed}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_may_answer_a_claim_sees_its_month_and_nobody_else_does() -> None:
    # given a claim that came two days ago, and one that has been answered
    town = given.a_town()
    person = given.a_case(town).person
    waits = claim(person, "ACCESS", town.caseworker, TODAY - dt.timedelta(days=2))
    answered = claim(person, "BLOCK", town.caseworker)
    actions.answer_claim(
        answered.split("/")[2], outcome="REFUSED", reason="Det er ikke hjemmel for det.",
        actor=town.chief, at=NOW,
    )  # fmt: skip

    # when who leads the unit opens «Frister»
    seen = page(town.chief)

    # then it stands there, with how the day was counted, and names nobody
    assert f'href="{waits}"' in seen
    assert answered not in seen
    assert "Krav: Innsyn i egne opplysninger" in seen
    assert "Kravet kom: mandag 02.03.2026." in seen
    assert "Fristen er 1 måned (personvernforordningen artikkel 12 nr. 3)." in seen
    assert "Siste dag er torsdag 02.04.2026 (skjærtorsdag). Fristen flyttes ikke." in seen
    assert person.family_name not in seen
    assert not Read.objects.filter(page="Frister", person_ids__contains=[person.pk]).exists()
    # and neither who registered it, nor the leader of another unit, has it
    for other in (town.caseworker, town.leader):
        assert waits not in page(other)


def test_the_filter_tells_claims_from_other_deadlines() -> None:
    town = given.a_town()
    (case,) = given.a_registered_application(town, at=NOW)
    waits = claim(case.person, "CORRECTION", town.caseworker)

    everything, claims = page(town.chief), page(town.chief, "?type=krav")
    others = page(town.chief, "?type=PRELIMINARY_ANSWER")

    assert [waits in shown for shown in (everything, claims, others)] == [True, True, False]
    assert [case.reference in shown for shown in (everything, claims, others)] == [
        True,
        False,
        True,
    ]


def test_twenty_claims_are_asked_for_in_as_many_questions_as_two() -> None:
    town = given.a_town()
    people = [given.a_case(town).person for _ in range(20)]
    cost = []
    for part in (people[:2], people[2:]):
        for one in part:
            claim(one, "ACCESS", town.caseworker)
        with CaptureQueriesContext(connection) as asked:
            shown = page(town.chief)
        cost.append(len(asked))
    assert shown.count('href="/rettigheter/') == 20
    assert cost[0] == cost[1]
