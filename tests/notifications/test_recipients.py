"""Who gets letters and where, and that a protected address stands nowhere."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from cases.models import Case
from notifications import queries
from notifications.letters import Language, LetterState, RecipientKind
from people.models import Relative, Representative
from people.refusals import Refused
from tests import given
from tests.notifications.posting import (
    LONG_AGO,
    MINUTES,
    person_of,
    posted,
    printed,
    queued,
)

pytestmark = pytest.mark.django_db


# Protected addresses


@pytest.fixture
def protected(town: given.Town) -> Case:
    person = given.a_person(town.municipality, protection="CONFIDENTIAL")
    return given.a_case(town, person=person)


def test_a_protected_address_is_in_neither_letter_row_nor_queue(
    protected: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(protected, town.caseworker, at=now)

    queue = queries.print_queue(town.caseworker, at=now + 11 * MINUTES)

    assert letter.protected
    assert letter.address == ""
    assert "Storgata 1" not in str(letter.content)
    assert queue.ready == ()
    assert [row.public_id for row in queue.protected] == [str(letter.public_id)]
    assert "Storgata 1" not in str(queue)


def test_a_letter_to_a_protected_address_goes_alone_and_says_how(
    protected: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(protected, town.caseworker, at=now)
    later = now + 11 * MINUTES
    with pytest.raises(Refused, match="for seg"):
        printed(letter, town.caseworker, at=later)
    with pytest.raises(Refused, match="Skriv hvordan"):
        posted(letter, town.caseworker, at=later)

    posted(letter, town.caseworker, at=later, handled_as="Sendt gjennom skattekontoret.")

    letter.refresh_from_db()
    assert letter.state == LetterState.SENT


def test_the_database_holds_no_protected_address(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    hidden = replace(person_of(case), protected=True)

    with pytest.raises(DatabaseError), transaction.atomic():
        queued(case, town.caseworker, at=now, recipient=hidden)


def test_a_parent_who_lives_with_a_protected_child_is_protected_too(
    town: given.Town, now: dt.datetime
) -> None:
    child = given.a_person(
        town.municipality, given="Liv", born_on=dt.date(2016, 5, 1), protection="STRICT"
    )
    Relative.objects.create(
        resident=child,
        name="Mor Mormann",
        relation="mor",
        address="Hemmelig vei 1",
        postal="3015 Drammen",
        parent=True,
        valid_from=LONG_AGO,
    )

    [mother] = queries.recipients(child.pk, on=now.date())

    assert (mother.kind, mother.protected, mother.address) == (RecipientKind.PARENT, True, ())


# Who gets letters


def test_letters_about_a_child_go_to_both_parents_until_fifteen(
    town: given.Town, now: dt.datetime
) -> None:
    child = given.a_person(town.municipality, born_on=dt.date(2012, 3, 4))
    for name in ("Mor", "Far"):
        Relative.objects.create(
            resident=child, name=name, relation="forelder", parent=True, valid_from=LONG_AGO
        )

    def kinds(year: int) -> list[RecipientKind]:
        return [r.kind for r in queries.recipients(child.pk, on=dt.date(year, 3, 4))]

    assert kinds(2026) == [RecipientKind.PARENT, RecipientKind.PARENT]
    assert kinds(2027) == [RecipientKind.PERSON, RecipientKind.PARENT, RecipientKind.PARENT]
    assert kinds(2028) == [RecipientKind.PERSON]


def test_an_agent_comes_first_and_an_economic_guardian_gets_nothing(
    town: given.Town, now: dt.datetime
) -> None:
    person = given.a_person(town.municipality)
    for kind, personal in (("AGENT", True), ("GUARDIAN", False)):
        Representative.objects.create(
            resident=person,
            kind=kind,
            name=kind,
            personal_matters=personal,
            economy=True,
            valid_from=LONG_AGO,
        )

    kinds = [r.kind for r in queries.recipients(person.pk, on=now.date())]

    assert kinds == [RecipientKind.AGENT, RecipientKind.PERSON]


def test_a_carer_is_addressed_as_party_only_while_they_are_one(
    town: given.Town, now: dt.datetime
) -> None:
    person = given.a_person(town.municipality)
    daughter = Relative.objects.create(
        resident=person,
        name="Kari Nordmann",
        relation="datter",
        address="Storgata 2",
        postal="3015 Drammen",
        carer=True,
        valid_from=LONG_AGO,
    )

    found = queries.carer(person.pk, daughter.pk, on=now.date())

    assert (found.kind, found.name) == (RecipientKind.CARER, "Kari Nordmann")
    Relative.objects.filter(pk=daughter.pk).update(carer=False)
    with pytest.raises(LookupError):
        queries.carer(person.pk, daughter.pk, on=now.date())


def test_the_head_of_a_letter_is_in_the_persons_language_from_the_unit_of_the_day(
    town: given.Town, now: dt.datetime
) -> None:
    person = given.a_person(town.municipality, language="nn")
    [to] = queries.recipients(person.pk, on=now.date())

    head = queries.head_for(to, unit_id=town.office.pk, reference="2026-00001", on=now.date())

    assert head.language is Language.NYNORSK
    assert head.sender.unit == "Helse- og velferdsforvaltningen"
    assert head.sender.address == ("Postboks 7500", "3008 Drammen")
    assert head.recipient.address == ("Storgata 1", "3015 Drammen")
