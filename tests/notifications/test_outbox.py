"""Into the outbox and out of it: words fixed when queued, addresses read anew when printed."""

import datetime as dt
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from cases.models import Case
from notifications import actions, queries
from notifications.letters import Language, LetterKind, LetterState, RecipientKind, StopReason
from notifications.models import Letter, LetterFile
from people.models import Representative, Resident
from people.refusals import Refused, Stale
from tests import given
from tests.notifications import samples
from tests.notifications.posting import (
    LONG_AGO,
    MINUTES,
    events,
    person_of,
    printed,
    queued,
)

pytestmark = pytest.mark.django_db


# Into the outbox


def test_a_letter_is_fixed_with_its_file_when_it_is_queued(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.officer, at=now)

    assert letter.state == LetterState.HELD
    assert letter.hold_until == now + 10 * MINUTES
    assert (letter.name, letter.address) == ("Ola Nordmann", "Storgata 1\n3015 Drammen")
    assert letter.title == "Du får helsetjenester i hjemmet"
    body = bytes(LetterFile.objects.get(letter=letter).body)
    assert body.startswith(b"%PDF")
    assert sha256(body).hexdigest() == letter.sha256
    assert events().count("LetterQueued") == 1


def test_the_same_key_is_the_same_letter(case: Case, town: given.Town, now: dt.datetime) -> None:
    first = queued(case, town.officer, at=now)
    second = queued(case, town.officer, at=now + MINUTES)

    assert first.pk == second.pk
    assert Letter.objects.count() == LetterFile.objects.count() == 1
    assert events().count("LetterQueued") == 1


def test_a_receipt_may_be_printed_at_once(case: Case, town: given.Town, now: dt.datetime) -> None:
    letter = queued(case, town.officer, at=now, kind=LetterKind.RECEIPT)

    assert letter.hold_until == now


def test_what_no_font_can_show_is_refused_and_nothing_is_queued(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    content = replace(samples.granted(Language.BOKMAL), lead=("Hei 😀",))

    with pytest.raises(Refused, match="Tegnet «😀» kan ikke stå i et brev"):
        actions.send_letter(
            case,
            LetterKind.DECISION,
            content,
            recipient=person_of(case),
            key="x",
            actor=town.officer,
            at=now,
        )

    assert not Letter.objects.exists()
    assert "LetterQueued" not in events()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE notifications_letter SET title = 'Du får ikke'",
        "UPDATE notifications_letter SET sha256 = 'x'",
        "UPDATE notifications_letter SET address = 'Annen vei'",
        "UPDATE notifications_letter SET content = '{}'",
        "DELETE FROM notifications_letter",
        "UPDATE notifications_letterfile SET body = 'x'",
        "DELETE FROM notifications_letterfile",
    ],
)
def test_the_database_refuses_to_change_a_letters_words(
    sql: str, case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.officer, at=now)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    letter.refresh_from_db()
    assert letter.title == "Du får helsetjenester i hjemmet"


def test_a_letter_waits_where_somebody_can_print_it(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    case.unit = town.assessment  # no role there prints letters

    assert queued(case, town.officer, at=now, key="a").unit == town.office
    case.unit = town.intake
    assert queued(case, town.officer, at=now, key="b").unit == town.intake


# Stop


def test_a_letter_can_be_stopped_while_it_is_held(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)

    actions.stop_letter(
        str(letter.public_id), note="Feil dato.", actor=town.caseworker, at=now + 5 * MINUTES
    )

    letter.refresh_from_db()
    assert letter.state == LetterState.STOPPED
    assert letter.stop_reason == StopReason.REGRETTED
    assert letter.stopped_by_id == town.caseworker.staff_id
    assert events()[-1] == "LetterStopped"
    assert queries.print_queue(town.caseworker, at=now + 20 * MINUTES).ready == ()


def test_a_printed_letter_can_no_longer_be_stopped(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    printed(letter, town.caseworker, at=now + 11 * MINUTES)
    before = events()

    with pytest.raises(Stale, match="forlatt køen"):
        actions.stop_letter(str(letter.public_id), actor=town.caseworker, at=now + 12 * MINUTES)

    letter.refresh_from_db()
    assert letter.state == LetterState.SENDING
    assert events() == before


# Print


def test_a_letter_is_not_printed_while_it_can_be_stopped(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)

    with pytest.raises(Refused, match="kan fortsatt stanses"):
        printed(letter, town.caseworker, at=now + 9 * MINUTES)

    letter.refresh_from_db()
    assert letter.state == LetterState.HELD


def test_letters_are_printed_once_and_together(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letters = [queued(case, town.caseworker, at=now, key=f"k{n}") for n in range(3)]
    ids = [str(letter.public_id) for letter in letters]
    later = now + 11 * MINUTES

    done = actions.print_letters(ids, actor=town.caseworker, at=later)

    assert len(done["printed"]) == 3
    assert events().count("LettersPrinted") == 1
    files = queries.bundle_pdfs(done["bundle"], actor=town.caseworker)
    assert [file.sha256 for file in files] == [letter.sha256 for letter in letters]
    with pytest.raises(Stale):
        actions.print_letters(ids, actor=town.caseworker, at=later)


def test_nothing_chosen_is_said_at_the_field(town: given.Town, now: dt.datetime) -> None:
    with pytest.raises(Refused, match="Velg minst ett brev"):
        actions.print_letters([], actor=town.caseworker, at=now)


@pytest.mark.parametrize(
    ("changed", "reason", "said"),
    [
        ({"died_on": dt.date(2026, 3, 4)}, StopReason.DEAD, "Personen er død"),
        ({"address": "Ny vei 2"}, StopReason.ADDRESS_CHANGED, "Hent ny adresse"),
        ({"family_name": "Dahl"}, StopReason.ADDRESS_CHANGED, "Navn eller adresse er endret"),
        ({"postal": ""}, StopReason.ADDRESS_MISSING, "Registrer adressen"),
        ({"protection": "CONFIDENTIAL"}, StopReason.NOW_PROTECTED, "blitt beskyttet"),
        ({"protection": "STRICT"}, StopReason.NOW_PROTECTED, "blitt beskyttet"),
    ],
)
def test_what_happened_since_stops_the_letter_with_a_reason(
    changed: dict[str, Any],
    reason: StopReason,
    said: str,
    case: Case,
    town: given.Town,
    now: dt.datetime,
) -> None:
    letter = queued(case, town.caseworker, at=now)
    other = queued(given.a_case(town), town.caseworker, at=now, key="other")
    Resident.objects.filter(pk=case.person_id).update(**changed)
    later = now + 11 * MINUTES
    [row] = [
        r
        for r in queries.print_queue(town.caseworker, at=later).ready
        if r.public_id == str(letter.public_id)
    ]
    assert said in row.trouble

    done = actions.print_letters(
        [str(letter.public_id), str(other.public_id)], actor=town.caseworker, at=later
    )

    letter.refresh_from_db()
    assert letter.state == LetterState.STOPPED
    assert letter.stop_reason == reason
    assert done["printed"] == [str(other.public_id)]
    assert said in done["stopped"][0]["reason"]
    assert events().count("LetterStopped") == 1


def test_a_guardian_whose_mandate_has_ended_gets_no_letter(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    guardian = Representative.objects.create(
        resident=case.person,
        kind="GUARDIAN",
        name="Ola Vik",
        address="Vergeveien 1",
        postal="3016 Drammen",
        personal_matters=True,
        economy=False,
        valid_from=LONG_AGO,
    )
    both = queries.recipients(case.person_id, on=now.date())
    assert [r.kind for r in both] == [RecipientKind.PERSON, RecipientKind.GUARDIAN]
    letter = queued(case, town.caseworker, at=now, recipient=both[1])
    assert letter.name == "Ola Vik"
    Representative.objects.filter(pk=guardian.pk).update(valid_to=now.date())

    printed(letter, town.caseworker, at=now + 11 * MINUTES)

    letter.refresh_from_db()
    assert letter.stop_reason == StopReason.NO_LONGER_ENTITLED


def test_a_jammed_printer_puts_the_letters_back(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    done = printed(letter, town.caseworker, at=now + 11 * MINUTES)

    actions.undo_print(done["bundle"], actor=town.caseworker, at=now + 12 * MINUTES)

    letter.refresh_from_db()
    assert letter.state == LetterState.HELD
    assert letter.bundle is None
    assert printed(letter, town.caseworker, at=now + 13 * MINUTES)["printed"]
