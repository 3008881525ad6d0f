"""One journal for what comes in and what goes out: posted letters get their numbers in it."""

import datetime as dt

import pytest

from audit.models import Entry
from cases.models import Case
from notifications.models import Letter
from people.access import system
from records import actions, queries
from records.models import JournalNumber
from records.tasks import number_letters
from tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter() -> Letter:
    """A decision's letter, not posted yet."""
    town = given.a_town()
    case = given.an_issued_decision(town, at=given.NOW - dt.timedelta(days=2)).case
    return Letter.objects.filter(case=case, kind="DECISION").order_by("pk")[0]


def post(letter: Letter) -> None:
    """As the one who posted it said."""
    assert letter.case is not None
    who = letter.owner or letter.case.responsible
    Letter.objects.filter(pk=letter.pk).update(
        state="SENT",
        printed_at=given.NOW,
        printed_by=who,
        bundle=letter.public_id,
        posted_on=given.NOW.date(),
        posted_by=who,
        reached_on=given.NOW.date(),
    )


def number_in_list(case: Case) -> list[str]:
    rows = queries.papers_of_case(case.pk, at=given.NOW)
    return [row.journal for row in rows if row.sort == "brev" and row.journal]


def test_a_letter_gets_its_number_when_it_is_posted_and_only_then(letter: Letter) -> None:
    assert actions.number_letters(at=given.NOW) == 0

    post(letter)

    assert actions.number_letters(at=given.NOW) == 1
    assert letter.case is not None
    assert number_in_list(letter.case) == ["1/2026"]
    event = Entry.objects.get(event="LetterNumbered")
    assert (event.case_id, event.role) == (letter.case_id, "SYSTEM")


def test_a_letter_is_numbered_once_however_often_one_looks(letter: Letter) -> None:
    post(letter)
    number_letters()
    number_letters()
    actions.number_letter(letter.pk, actor=system(letter.municipality_id), at=given.NOW)

    assert JournalNumber.objects.count() == 1
