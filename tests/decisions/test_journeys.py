"""Whole ways through a decision: grant, part, refusal, dismissal; to the last day to complain."""

import datetime as dt
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from cases.models import Case
from cases.stages import Stage
from deadlines.actions import sweep
from deadlines.kinds import Kind
from deadlines.models import Deadline
from decisions import actions
from decisions.queries import decided_for, granted_lines, receipt, running
from notifications import actions as post
from notifications.models import Letter
from tests import given
from tests.decisions.acts import approve_and_issue, events, save_line, submit, the

pytestmark = pytest.mark.django_db
HOME = "helsetjenester_i_hjemmet"


@pytest.mark.parametrize(
    ("typed", "approved", "orders", "title"),
    [
        ({}, False, 1, "Du får helsetjenester i hjemmet"),
        (
            {"outcome": "PARTLY", "reason": "Du klarer frokosten selv.", "quantity": "2"},
            True,
            1,
            "Du får en del av helsetjenester i hjemmet du har søkt om",
        ),
        (
            {"outcome": "REFUSED", "reason": "Du klarer det selv."},
            True,
            0,
            "Du får ikke helsetjenester i hjemmet",
        ),
        (
            {"outcome": "DISMISSED", "reason": "Du bor i en annen kommune."},
            True,
            0,
            "Vi kan ikke behandle søknaden din om helsetjenester i hjemmet",
        ),
    ],
    ids=["grant", "part", "refusal", "dismissal"],
)
def test_from_recommendation_to_the_last_day_to_complain(
    town: given.Town,
    drafted: Case,
    typed: dict[str, Any],
    *,
    approved: bool,
    orders: int,
    title: str,
) -> None:
    later = given.NOW + dt.timedelta(hours=1)

    # the officer writes and decides; where it goes against the person, another looks too
    save_line(drafted, town.officer, **typed)
    submit(drafted, town.officer)
    assert (drafted.stage == Stage.APPROVAL) is approved
    if approved:
        approve_and_issue(drafted, town.approver)
    else:
        version = the(drafted).version
        actions.issue_decision(drafted.pk, version=version, actor=town.officer, at=given.NOW)

    # the letter says it first, and waits; what is granted is ordered
    letter = Letter.objects.get()
    assert letter.title == title
    assert granted_lines().count() == orders

    # it is printed and posted, and the time to complain runs
    bundle = post.print_letters([str(letter.public_id)], actor=town.officer, at=later)["bundle"]
    actions.post_letters(bundle, posted_on=later.date(), actor=town.officer, at=later)
    sweep(at=later)
    complaint = Deadline.objects.get(kind=Kind.COMPLAINT_PBRL)
    assert complaint.due_on == dt.date(2026, 4, 7)

    # and the receipt says all of it
    shown = receipt(drafted.pk, 1, actor=town.officer, at=later)
    assert shown.letters[0].state_label == "Sendt"
    assert shown.complaints[0].due_on == complaint.due_on
    assert events(drafted).count("DecisionIssued") == 1


def test_what_is_decided_about_a_person_costs_the_same_for_one_and_for_three(
    town: given.Town, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person = given.a_person(town.municipality)
    given.an_issued_decision(town, person=person)
    day = given.NOW.date()
    with django_assert_num_queries(2) as few:
        one = decided_for(person.pk, actor=town.officer, on=day)
    for _more in range(2):
        given.an_issued_decision(town, person=person)

    with django_assert_num_queries(len(few)):
        three = decided_for(person.pk, actor=town.officer, on=day)

    assert (len(one), len(three)) == (1, 3)
    assert (one[0].service, one[0].outcome, one[0].extent) == (
        "Helsetjenester i hjemmet",
        "Innvilget",
        "3,5 timer/uke",
    )
    assert decided_for(person.pk, actor=town.other_caseworker, on=day) == ()
    assert running(person.pk, [HOME], on=day + dt.timedelta(days=30))[HOME].ends_on is None
