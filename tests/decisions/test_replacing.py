"""A new decision takes the place of an old one: which line, what the letter says, and when."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from cases.models import Case
from decisions import actions, queries
from decisions.models import Decision, DecisionLine
from notifications.rules.content import Paragraph
from people.models import Resident
from tests import given
from tests.decisions.acts import a_price, refused, save_line, submit, the, the_line

pytestmark = pytest.mark.django_db
HOME = "helsetjenester_i_hjemmet"
TRAINING = "rehabilitering_utenfor_institusjon"
NOW = given.NOW
LATER = NOW + dt.timedelta(days=60)


@pytest.fixture
def person(town: given.Town) -> Resident:
    return given.a_person(town.municipality)


def again(town: given.Town, person: Resident, *, quantity: str = "5") -> Case:
    """A later case of the same service, drafted with another extent."""
    case = given.a_case_to_decide(town, person=person, at=LATER)
    given.a_drafted_decision(town, case, at=LATER)
    save_line(case, town.officer, at=LATER, quantity=quantity)
    return case


def issued(town: given.Town, case: Case) -> Decision:
    actions.submit_and_issue(case.pk, version=the(case).version, actor=town.officer, at=LATER)
    return the(case)


def said(case: Case, decision: Decision) -> list[str]:
    """The paragraphs of the party's letter."""
    lines = list(DecisionLine.objects.filter(decision=decision).select_related("replaces"))
    content = queries.letters_of(case, decision, lines, on=LATER.date())[0].content
    return [b.text for s in content.sections for b in s.blocks if isinstance(b, Paragraph)]


def test_more_hours_take_the_place_of_fewer_and_the_letter_says_so(
    town: given.Town, person: Resident
) -> None:
    before = given.an_issued_decision(town, person=person)

    case = again(town, person)
    decision = issued(town, case)

    assert the_line(case).replaces == before.lines.get()
    assert decision.replaces == before
    assert "Du får nå 5 timer/uke. Tidligere hadde du 3,5 timer/uke." in said(case, decision)
    row = queries.decision_row(case.pk, decision.n, on=LATER.date())
    assert [(line.now, line.change) for line in row.lines] == [
        ("3,5 timer/uke", "3,5 → 5,0 timer/uke")
    ]


def test_what_stays_as_it_was_is_said_to(town: given.Town, person: Resident) -> None:
    given.an_issued_decision(town, person=person)

    case = again(town, person, quantity="3,5")

    assert "Du får fortsatt 3,5 timer/uke, det samme som før." in said(case, issued(town, case))


def test_the_first_decision_replaces_nothing(town: given.Town, person: Resident) -> None:
    decision = given.an_issued_decision(town, person=person)

    assert decision.replaces is None
    assert decision.lines.get().replaces is None


def test_the_unit_that_gives_it_today_is_proposed(town: given.Town, person: Resident) -> None:
    given.an_issued_decision(town, person=person)
    case = given.a_case_to_decide(town, person=person, at=LATER)

    actions.draft_decision(case.pk, actor=town.officer, at=LATER)

    assert the_line(case).unit_performing == town.home_service


def test_a_decision_of_two_services_is_not_replaced_by_one_on_the_one(
    town: given.Town, person: Resident
) -> None:
    a_price(town, TRAINING, 0, "måned")
    before = given.an_issued_decision(town, person=person, services=(HOME, TRAINING))

    decision = issued(town, case := again(town, person))

    assert decision.replaces is None
    assert the_line(case).replaces == before.lines.get(service_key=HOME)


def test_a_refused_line_replaces_nothing(town: given.Town, person: Resident) -> None:
    given.an_issued_decision(town, person=person)
    case = again(town, person)

    save_line(case, town.officer, at=LATER, outcome="REFUSED", reason="Du klarer dette selv.")

    assert the_line(case).replaces is None


def test_what_was_replaced_meanwhile_must_be_looked_at_again(
    town: given.Town, person: Resident
) -> None:
    given.an_issued_decision(town, person=person)
    first, second = again(town, person), again(town, person, quantity="6")
    submit(first, town.officer, at=LATER)
    submit(second, town.officer, at=LATER)
    actions.issue_decision(second.pk, version=the(second).version, actor=town.officer, at=LATER)

    found = refused(
        actions.issue_decision,
        first.pk,
        version=the(first).version,
        actor=town.officer,
        at=LATER,
    )

    assert found.code == "services_changed"


def test_the_database_refuses_to_replace_what_is_not_of_the_same_person_and_service(
    town: given.Town, person: Resident
) -> None:
    other = given.an_issued_decision(town, person=given.a_person(town.municipality)).lines.get()
    case = again(town, person)

    with pytest.raises(IntegrityError, match="same person"), transaction.atomic():
        DecisionLine.objects.filter(decision=the(case)).update(replaces=other)
