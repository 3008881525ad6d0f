"""What the registered ask for has its deadline and answer; what was wrong stays, as corrected."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from audit.models import Entry
from desk.queries import task_list
from desk.rules import TaskNarrow
from people.access import Actor, reading
from people.models import Resident
from people.refusals import AccessDenied, Refused, Stale
from people.roles import Permission
from privacy import actions, queries
from privacy.models import Claim, Correction
from records.models import Note
from tests import given

pytestmark = pytest.mark.django_db
NOW = given.NOW


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def person(town: given.Town) -> Resident:
    return given.a_case(town).person


def claim(person: Resident, kind: str, by: Actor) -> str:
    made = actions.register_claim(
        str(person.public_id),
        kind=kind,
        from_whom="Personen selv",
        what="Etternavnet er feil skrevet.",
        received_on=NOW.date(),
        actor=by,
        at=NOW,
    )
    return str(made["claim"])


def answer(key: str, by: Actor, outcome: str = "GRANTED", **told: Any) -> None:
    actions.answer_claim(key, outcome=outcome, **told, actor=by, at=NOW + dt.timedelta(days=2))


def waiting(who: Actor) -> list[dt.date | None]:
    rows = task_list(actor=who, narrow=TaskNarrow(view="ufordelt"), on=NOW.date()).rows
    return [row.due_on for row in rows if row.kind == "answer_claim"]


def test_a_claim_is_a_task_of_the_leader_with_a_month_to_answer(
    town: given.Town, person: Resident
) -> None:
    key = claim(person, "CORRECTION", town.caseworker)

    assert Claim.objects.get().due_on == dt.date(2026, 4, 4)
    assert waiting(town.chief) == [dt.date(2026, 4, 4)]
    assert waiting(town.caseworker) == []
    with pytest.raises(AccessDenied):
        answer(key, town.caseworker)
    with pytest.raises(AccessDenied):
        answer(key, town.leader)  # who leads another unit

    answer(key, town.chief, field="family_name", value="Riktigsen")
    assert waiting(town.chief) == []
    with pytest.raises(Stale):
        answer(key, town.chief)


def test_what_stood_wrong_is_kept_as_corrected(town: given.Town, person: Resident) -> None:
    key, old = claim(person, "CORRECTION", town.caseworker), person.family_name

    answer(key, town.chief, field="family_name", value=" Riktigsen ")

    person.refresh_from_db()
    assert person.family_name == "Riktigsen"
    with reading(town.chief, Permission.FIND_PERSON, page="Rettigheter", at=NOW) as look:
        page = queries.privacy_page(str(person.public_id), actor=town.chief, on=NOW.date())
        look.saw(persons=[page.person.id])
    assert [(one.old, one.new) for one in page.corrections] == [(old, "Riktigsen")]
    event = Entry.objects.get(event="ClaimAnswered")
    assert "Riktigsen" not in str(event.data)
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.update(old="")


@pytest.mark.parametrize(
    ("told", "code", "field"),
    [
        ({"field": ""}, "field_missing", "field"),
        ({"field": "family_name", "value": ""}, "name_missing", "value"),
        ({"field": "born_on", "value": "31.02.1950"}, "no_day", "value"),
        ({"field": "phone", "value": "ring meg"}, "no_number", "value"),
        ({"field": "journal"}, "reason_missing", "reason"),
        ({"outcome": "REFUSED"}, "reason_missing", "reason"),
    ],
)
def test_an_answer_that_is_not_whole_changes_nothing(
    town: given.Town, person: Resident, told: dict[str, str], code: str, field: str
) -> None:
    key = claim(person, "CORRECTION", town.caseworker)

    with pytest.raises(Refused) as refused:
        answer(key, town.chief, **told)

    assert [(one.code, one.field) for one in refused.value.objections] == [(code, field)]
    assert Claim.objects.get().outcome == ""
    assert not Correction.objects.exists()
    assert not Entry.objects.filter(event="ClaimAnswered").exists()


def test_a_refused_correction_stands_beside_the_journal_with_what_was_asked(
    town: given.Town, person: Resident
) -> None:
    key = claim(person, "CORRECTION", town.caseworker)

    answer(key, town.chief, "REFUSED", reason="Notatet gjengir det som ble sagt.")

    note = Note.objects.get(pk=Claim.objects.get().note_id or 0)
    assert "Krav om retting, avslått" in note.text
    assert "Etternavnet er feil skrevet." in note.text
    assert "Notatet gjengir det som ble sagt." in note.text


def test_blocking_closes_and_erases_nothing(town: given.Town, person: Resident) -> None:
    before = Note.objects.count()

    answer(claim(person, "BLOCK", town.caseworker), town.chief, understood=True)

    person.refresh_from_db()
    assert person.blocked
    assert Note.objects.count() == before
    again = claim(person, "BLOCK", town.caseworker)
    with pytest.raises(Refused, match="allerede sperret"):
        answer(again, town.chief, understood=True)
    answer(claim(person, "UNBLOCK", town.caseworker), town.chief)
    person.refresh_from_db()
    assert not person.blocked
