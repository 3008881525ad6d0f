"""Two at the same moment: one order is answered once, and one service runs once."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest

from decisions.models import DecisionLine
from delivery import actions
from delivery.models import Order, Reassessed, RunningService
from people.access import Actor
from people.models import Resident
from people.refusals import NotFound, Refused
from people.roles import Role
from tests import given
from tests.pathways.test_races import at_once
from tildeling.town.law import decide as decide_prices

NOW = given.NOW
LATER = NOW + dt.timedelta(days=7)
START = dt.date(2026, 3, 11)
HELP, TRAINING = "helsetjenester_i_hjemmet", "hverdagsrehabilitering"


def confirmed_both(
    town: given.Town, person: Resident, services: tuple[str, ...] = (HELP, TRAINING)
) -> list[DecisionLine]:
    """The confirmed lines of a new case of the person."""
    decision = given.an_issued_decision(town, person=person, services=services)
    lines = list(DecisionLine.objects.filter(decision=decision))
    for line in lines:
        actions.confirm_order(str(line.public_id), actor=town.provider, at=NOW)
    return lines


def confirmed(town: given.Town, person: Resident, service: str) -> DecisionLine:
    return confirmed_both(town, person, (service,))[0]


def starting(
    line: DecisionLine, actor: Actor, day: dt.date, at: dt.datetime, *, replace: bool = False
) -> Callable[[], object]:
    return partial(
        actions.start_order,
        str(line.public_id),
        starts_on=day,
        version=1,
        replace=replace,
        actor=actor,
        at=at,
    )


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
    for n in range(1, 4):
        person = given.a_person(town.municipality)
        pair = [confirmed(town, person, HELP) for _ in range(2)]

        answers = at_once(*(starting(line, town.provider, START, LATER) for line in pair))

        refusals = [answer for answer in answers if isinstance(answer, Refused)]
        assert [refusal.code for refusal in refusals] == ["already_running"]
        assert RunningService.objects.count() == n


@pytest.mark.usefixtures("real_db")
def test_two_starts_that_take_over_from_each_others_cases_do_not_wait_for_each_other() -> None:
    """Each needs both cases, and takes them in the same order.

    The later decision takes the earlier one's place: once its case is over, that starts no more.
    """
    town = given.a_town()
    decide_prices(actor=town.administrator, at=NOW, from_on=given.LONG_AGO)
    for _ in range(3):
        person = given.a_person(town.municipality)
        first, second = (
            {line.service_key: line for line in confirmed_both(town, person)} for _ in range(2)
        )
        starting(first[HELP], town.provider, START, LATER)()
        starting(second[TRAINING], town.provider, START, LATER)()
        after = LATER + dt.timedelta(days=7)

        answers = at_once(
            starting(second[HELP], town.provider, after.date(), after, replace=True),
            starting(first[TRAINING], town.provider, after.date(), after, replace=True),
        )

        later, earlier = answers
        assert not isinstance(later, Refused)
        refused = isinstance(earlier, Refused)
        assert not isinstance(earlier, Refused) or earlier.code == "case_ended"
        running = RunningService.objects.filter(person=person, ends_on=None)
        assert set(running.values_list("order__line_id", flat=True)) == {
            second[HELP].pk,
            (second if refused else first)[TRAINING].pk,
        }


@pytest.mark.usefixtures("real_db")
def test_the_office_and_the_unit_at_once_look_at_a_service_in_one_case() -> None:
    town = given.a_town()
    for _ in range(3):
        person = given.a_person(town.municipality)
        line = confirmed(town, person, HELP)
        starting(line, town.provider, START, LATER)()
        order = str(line.public_id)

        answers = at_once(
            partial(
                actions.begin_reassessment,
                str(person.public_id),
                services=[order],
                reason="EVALUATION",
                actor=town.caseworker,
                at=LATER,
            ),
            partial(
                actions.report_change, order, words="Fem timer.", actor=town.provider, at=LATER
            ),
        )

        refusals = [answer for answer in answers if isinstance(answer, Refused)]
        assert [refusal.code for refusal in refusals] == ["already_reassessed"]
        assert Reassessed.objects.filter(service__order__line=line).count() == 1
