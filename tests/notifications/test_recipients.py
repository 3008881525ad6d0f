"""Who gets letters and where, and that a protected address stands nowhere."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from cases.models import Case
from notifications import queries
from notifications.letters import PROTECTIONS, Language, LetterState, RecipientKind, StopReason
from people.models import Relative, Representative, Resident
from people.models.residents import Protection
from people.refusals import NotFound, Refused
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


def test_the_strictest_protection_of_an_address_is_read_anew_and_has_its_own_name(
    protected: Case, town: given.Town, now: dt.datetime
) -> None:
    person = protected.person
    letter = queued(protected, town.caseworker, at=now)

    def called() -> str:
        (row,) = queries.print_queue(town.caseworker, at=now + 11 * MINUTES).protected
        return row.protection_label

    assert called() == "Fortrolig adresse"
    for protection, name in Protection.choices[1:]:
        Resident.objects.filter(pk=person.pk).update(protection=protection)
        assert called() == PROTECTIONS[protection] == name
        (recipient,) = queries.recipients(person.pk, on=now.date())
        assert (recipient.protection_label, recipient.address) == (name, ())
    # a strictly protected parent's home is the child's too
    child = given.a_person(
        town.municipality, born_on=dt.date(2018, 5, 1), protection="CONFIDENTIAL"
    )
    Relative.objects.create(
        resident=child, other=person, relation="Mor", parent=True, valid_from=LONG_AGO
    )
    (mother,) = queries.recipients(child.pk, on=now.date())
    assert (mother.kind, mother.protection) == (RecipientKind.PARENT, "STRICT")
    # what was queued without an address keeps its name, though the protection has ended
    Resident.objects.filter(pk=person.pk).update(protection="NONE")
    assert called() == "Fortrolig adresse"
    assert queries.standings([letter], on=now.date())[letter.pk].trouble


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
    hidden = replace(person_of(case), protection="STRICT")

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


def a_guardian(person: Resident, **changes: Any) -> Representative:
    facts: dict[str, Any] = {
        "resident": person,
        "kind": "GUARDIAN",
        "name": "Ola Vik",
        "address": "Vergeveien 1",
        "postal": "3016 Drammen",
        "personal_matters": True,
        "economy": False,
        "valid_from": LONG_AGO,
    }
    return Representative.objects.create(**facts | changes)


def test_a_guardian_at_a_protected_address_gets_letters_by_hand_like_anybody_who_is_protected(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    # given a guardian whose address is protected, and the letter to them
    a_guardian(case.person, address="", postal="", protected=True)
    _person, guardian = queries.recipients(case.person_id, on=now.date())
    letter = queued(case, town.caseworker, at=now, recipient=guardian)
    later = now + 11 * MINUTES

    # then it is hidden in the queue, and neither printed with others nor posted without how
    queue = queries.print_queue(town.caseworker, at=later)
    assert (letter.protected, letter.address) == (True, "")
    assert [row.public_id for row in queue.protected] == [str(letter.public_id)]
    assert queue.ready == ()
    with pytest.raises(Refused, match="for seg"):
        printed(letter, town.caseworker, at=later)
    with pytest.raises(Refused, match="Skriv hvordan"):
        posted(letter, town.caseworker, at=later)


def test_a_guardian_who_lives_with_a_protected_person_is_protected_and_one_elsewhere_is_not(
    town: given.Town, now: dt.datetime
) -> None:
    person = given.a_person(town.municipality, protection="STRICT")
    a_guardian(person, name="Hjemme", address="STORGATA  1", postal="3015 Drammen")
    a_guardian(person, name="Advokaten")

    _person, home, lawyer = queries.recipients(person.pk, on=now.date())

    assert (home.protected, home.address) == (True, ())
    assert (lawyer.protected, lawyer.address) == (False, ("Vergeveien 1", "3016 Drammen"))


def test_a_guardians_letter_is_stopped_and_closed_when_the_home_they_share_becomes_protected(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    # given a letter in the queue to a guardian who lives with the person
    a_guardian(case.person, address="Storgata 1", postal="3015 Drammen")
    _person, guardian = queries.recipients(case.person_id, on=now.date())
    letter = queued(case, town.caseworker, at=now, recipient=guardian)
    assert letter.address == "Storgata 1\n3015 Drammen"

    # when the person's address becomes protected
    Resident.objects.filter(pk=case.person_id).update(protection="STRICT")
    printed(letter, town.caseworker, at=now + 11 * MINUTES)

    # then it is stopped, and nobody opens the file that shows it
    letter.refresh_from_db()
    assert letter.stop_reason == StopReason.NOW_PROTECTED
    with pytest.raises(NotFound, match="beskyttet"):
        queries.letter_pdf(str(letter.public_id), actor=town.caseworker)


def test_the_register_keeps_no_protected_address_of_a_guardian(
    case: Case, town: given.Town
) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        a_guardian(case.person, protected=True)


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
