"""What the telephone page answers «når kommer dere?» with: what is to come, and whom to ring."""

import datetime as dt

import pytest

from decisions.models import DecisionLine
from delivery import actions, queries
from delivery.rules import State
from people.models import Unit
from tests import given

pytestmark = pytest.mark.django_db


def test_a_service_is_to_come_until_it_has_started_and_says_which_unit_to_ring(
    now: dt.datetime,
) -> None:
    town = given.a_town()
    person = given.a_person(town.municipality)
    begun = now - dt.timedelta(days=9)
    case = given.an_issued_decision(town, person=person, at=begun).case
    line = DecisionLine.objects.get(decision__case=case)
    order, on = str(line.public_id), now.date()

    # nobody has answered: the day is not planned, and the municipality's number is the unit's
    [sent] = queries.coming(person.pk, on=on)
    assert (sent.state, sent.planned_on, sent.unit) == (State.SENT, None, "Hjemmetjenesten Nord")
    assert sent.phone == "32 04 00 00"

    # confirmed, the unit has a day; its own number comes before the municipality's
    Unit.objects.filter(pk=town.home_service.pk).update(phone="32 04 55 00")
    actions.confirm_order(order, actor=town.provider, at=begun)
    [confirmed] = queries.coming(person.pk, on=on)
    assert confirmed.planned_on is not None
    assert confirmed.phone == "32 04 55 00"

    # started, it is no longer to come
    actions.start_order(order, starts_on=line.from_on or on, version=1, actor=town.provider, at=now)
    assert queries.coming(person.pk, on=on) == []
    [running] = queries.services_now(person.pk, on=on)
    assert running.phone == "32 04 55 00"
