"""Two at the same moment: one order is answered once, and one service runs once."""

import datetime as dt
from functools import partial

import pytest

from decisions.models import DecisionLine
from delivery import actions
from delivery.models import Order, RunningService
from people.refusals import NotFound, Refused
from people.roles import Role
from tests import given
from tests.pathways.test_races import at_once

NOW = given.NOW
LATER = NOW + dt.timedelta(days=7)


@pytest.mark.usefixtures("real_db")
def test_two_who_confirm_at_once_get_one_answer() -> None:
    town = given.a_town()
    colleague = given.staff(Role.PROVIDER, town.home_service)
    for _ in range(3):
        line = DecisionLine.objects.get(decision=given.an_issued_decision(town))

        answers = at_once(
            partial(
                actions.confirm_order, str(line.public_id), version=0, actor=town.provider, at=NOW
            ),
            partial(actions.confirm_order, str(line.public_id), version=0, actor=colleague, at=NOW),
        )

        refusals = [answer for answer in answers if isinstance(answer, Refused)]
        assert [refusal.code for refusal in refusals] == ["already_answered"]
        assert Order.objects.filter(line=line).count() == 1


@pytest.mark.usefixtures("real_db")
def test_an_order_is_confirmed_or_sent_elsewhere_and_never_both() -> None:
    town = given.a_town()
    for _ in range(3):
        line = DecisionLine.objects.get(decision=given.an_issued_decision(town))

        answers = at_once(
            partial(
                actions.confirm_order, str(line.public_id), version=0, actor=town.provider, at=NOW
            ),
            partial(
                actions.redirect_order,
                str(line.public_id),
                to_unit="solbakken",
                version=0,
                actor=town.officer,
                at=NOW,
            ),
        )

        lost = [answer for answer in answers if isinstance(answer, Refused | NotFound)]
        assert len(lost) == 1
        taken = Order.objects.filter(line=line).exists()
        assert line.redirections.exists() != taken


@pytest.mark.usefixtures("real_db")
def test_the_same_service_from_two_cases_starts_once() -> None:
    town = given.a_town()
    person = given.a_person(town.municipality)
    pair = [
        DecisionLine.objects.get(decision=given.an_issued_decision(town, person=person))
        for _ in range(2)
    ]
    for line in pair:
        actions.confirm_order(str(line.public_id), actor=town.provider, at=NOW)

    answers = at_once(
        *(
            partial(
                actions.start_order,
                str(line.public_id),
                starts_on=dt.date(2026, 3, 11),
                version=1,
                actor=town.provider,
                at=LATER,
            )
            for line in pair
        )
    )

    refusals = [answer for answer in answers if isinstance(answer, Refused)]
    assert [refusal.code for refusal in refusals] == ["already_running"]
    assert RunningService.objects.count() == 1
