"""What is typed about an order belongs to its case, and stays no longer than the order does."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.utils.timezone import localdate

from cases.models import Draft
from decisions.models import DecisionLine
from delivery import actions
from people.access import Actor
from people.roles import Role
from tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(given.NOW, tick=False):
        yield


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def line(town: given.Town) -> DecisionLine:
    return ordered(town)


def ordered(town: given.Town) -> DecisionLine:
    return DecisionLine.objects.get(decision=given.an_issued_decision(town))


def typed(actor: Actor, act: str, public_id: object) -> int:
    """What the page answers when it keeps what somebody types, saying nothing of the case."""
    client = Client()
    client.force_login(given.account_of(actor))
    about = {"_form": f"bestilling/{act}/{public_id}", "_case": ""}
    return client.post("/kladd/", about | {"words": "Faller oftere"}).status_code


def test_what_the_unit_had_typed_is_gone_when_it_refuses_its_order(
    town: given.Town, line: DecisionLine
) -> None:
    # given two in the unit who have each typed something
    colleague = given.staff(Role.PROVIDER, town.home_service)
    assert typed(town.provider, "refuse", line.public_id) == 302
    assert typed(colleague, "ask", line.public_id) == 302
    assert Draft.objects.filter(case=line.decision.case).count() == 2

    actions.refuse_order(str(line.public_id), reason="Fullt.", actor=town.provider, at=given.NOW)

    # neither keeps the words, nor can keep new ones
    assert not Draft.objects.exists()
    assert typed(colleague, "ask", line.public_id) == 404
    assert not Draft.objects.exists()


def test_only_its_unit_keeps_words_about_an_order_and_of_what_can_be_done(
    town: given.Town, line: DecisionLine
) -> None:
    for act, public_id in [
        ("report_change", line.public_id),  # nothing runs
        ("svar", line.public_id),
        ("tidlig", line.public_id),
        ("start", line.public_id),
        ("refuse", "x"),
        ("svar", "x"),
        ("refuse", ""),
    ]:
        assert typed(town.provider, act, public_id) == 404, act
    assert typed(town.caseworker, "refuse", line.public_id) == 404

    assert not Draft.objects.exists()


def test_an_order_sent_elsewhere_leaves_no_words_behind(
    town: given.Town, line: DecisionLine
) -> None:
    typed(town.provider, "refuse", line.public_id)
    other = given.a_unit(town.municipality, "dagsenter", "PERFORMING", performs=True)

    actions.redirect_order(
        str(line.public_id),
        to_unit=other.key,
        told="Ringt",
        actor=town.officer,
        at=given.NOW,
    )

    assert not Draft.objects.exists()


def test_a_service_begun_and_ended_leaves_no_words_behind(
    town: given.Town, line: DecisionLine
) -> None:
    order, day = str(line.public_id), line.from_on or localdate()
    actions.confirm_order(order, actor=town.provider, at=given.NOW)
    typed(town.provider, "refuse", order)

    now = given.NOW + max(day - localdate(given.NOW), dt.timedelta())
    with time_machine.travel(now, tick=False):
        begun = actions.start_order(order, starts_on=day, version=1, actor=town.provider, at=now)
        assert not Draft.objects.exists()  # what runs is not refused

        assert typed(town.provider, "report_change", order) == 302
        actions.end_order(
            order,
            code="GOAL_REACHED",
            ends_on=localdate() + dt.timedelta(days=1),
            version=begun["version"],
            actor=town.provider,
            at=now,
        )
    assert not Draft.objects.exists()


def test_a_colleagues_answer_ends_the_other_half_written_one(
    town: given.Town, line: DecisionLine
) -> None:
    asked = actions.ask_about_order(
        str(line.public_id),
        ask="ordered",
        question="Hvor er nøkkelen?",
        actor=town.provider,
        at=given.NOW,
    )["question"]
    assert typed(town.officer, "svar", asked) == 302
    assert Draft.objects.get().case_id == line.decision.case_id
    answerer = given.staff(Role.DECISION_OFFICER, line.decision.case.unit)

    actions.answer_about_order(asked, answer="Hos naboen.", actor=answerer, at=given.NOW)

    assert not Draft.objects.exists()
    assert typed(town.officer, "svar", asked) == 404
