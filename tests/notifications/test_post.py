"""After the printer: posted, stopped by what happened since, come back, sent anew, settled."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from deadlines.actions import hold_task
from notifications import actions, queries
from notifications.letters import LetterState
from notifications.models import Letter, PostSetting
from people.models import Resident
from people.refusals import AccessDenied, NotFound, Refused, Stale
from people.roles import ROLES, Role, may
from tests import given
from tests.notifications.posting import (
    MINUTES,
    POST,
    events,
    posted,
    printed,
    queued,
    tasks,
)

pytestmark = pytest.mark.django_db


# Posted


def test_a_posted_letter_has_come_some_days_later_and_that_is_an_assumption(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    printed(letter, town.caseworker, at=now + 11 * MINUTES)

    posted(letter, town.caseworker, at=now + 60 * MINUTES)

    letter.refresh_from_db()
    assert letter.state == LetterState.SENT
    assert letter.posted_on == dt.date(2026, 3, 4)
    assert letter.reached_on == dt.date(2026, 3, 7)
    assert letter.reached_assumed
    assert events()[-1] == "LetterPosted"


def test_the_municipality_sets_how_long_the_post_takes(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    PostSetting.objects.create(
        municipality=town.municipality,
        assumed_days=5,
        decided_by="Rådmannen 2026",
        valid_from=dt.date(2026, 1, 1),
    )
    letter = queued(case, town.caseworker, at=now)
    printed(letter, town.caseworker, at=now + 11 * MINUTES)

    assert posted(letter, town.caseworker, at=now + 60 * MINUTES).reached_on == dt.date(2026, 3, 9)


def test_a_letter_is_not_posted_before_it_is_printed_nor_on_a_day_to_come(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    with pytest.raises(Refused, match="Skriv det ut først"):
        posted(letter, town.caseworker, at=now + 11 * MINUTES)
    printed(letter, town.caseworker, at=now + 11 * MINUTES)

    for wrong, said in [
        (dt.date(2026, 3, 5), "etter i dag"),
        (dt.date(2026, 3, 3), "før brevet ble laget"),
    ]:
        with pytest.raises(Refused, match=said):
            actions.mark_posted(
                Letter.objects.get(pk=letter.pk),
                posted_on=wrong,
                actor=town.caseworker,
                at=now + 12 * MINUTES,
            )

    letter.refresh_from_db()
    assert letter.posted_on is None


def test_a_death_between_printer_and_post_still_stops_the_letter(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    printed(letter, town.caseworker, at=now + 11 * MINUTES)
    Resident.objects.filter(pk=case.person_id).update(died_on=dt.date(2026, 3, 4))

    posted(letter, town.caseworker, at=now + 60 * MINUTES)

    letter.refresh_from_db()
    assert letter.state == LetterState.STOPPED
    assert letter.posted_on is None


# Came back, sent anew, settled


def test_a_returned_letter_has_not_come_and_can_be_sent_anew(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    printed(letter, town.caseworker, at=now + 11 * MINUTES)
    posted(letter, town.caseworker, at=now + 60 * MINUTES)
    later = now + dt.timedelta(days=9)

    actions.mark_returned(
        str(letter.public_id), returned_on=later.date(), actor=town.caseworker, at=later
    )
    letter.refresh_from_db()
    assert letter.state == LetterState.RETURNED
    assert letter.reached_on is None
    assert [row.public_id for row in queries.print_queue(town.caseworker, at=later).open] == [
        str(letter.public_id)
    ]
    Resident.objects.filter(pk=case.person_id).update(address="Ny vei 2")

    new_id = actions.renew_letter(str(letter.public_id), actor=town.caseworker, at=later)["letter"]

    new = Letter.objects.get(public_id=new_id)
    assert new.address == "Ny vei 2\n3015 Drammen"
    assert (new.words, new.title) == (letter.words, letter.title)
    assert new.sha256 != letter.sha256
    assert new.replaces == letter
    assert queries.print_queue(town.caseworker, at=later).open == ()
    with pytest.raises(Stale):
        actions.renew_letter(str(letter.public_id), actor=town.caseworker, at=later)


def test_the_dead_get_no_new_letter_and_the_task_is_settled_with_a_reason(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    Resident.objects.filter(pk=case.person_id).update(died_on=dt.date(2026, 3, 4))
    printed(letter, town.caseworker, at=now + 11 * MINUTES)
    who: dict[str, Any] = {"actor": town.caseworker, "at": now + 20 * MINUTES}

    with pytest.raises(Refused, match="Personen er død"):
        actions.renew_letter(str(letter.public_id), **who)
    with pytest.raises(Refused, match="Skriv hvorfor"):
        actions.settle_letter(str(letter.public_id), note=" ", **who)
    assert Letter.objects.count() == 1
    actions.settle_letter(str(letter.public_id), note="Datteren er orientert.", **who)

    assert queries.print_queue(town.caseworker, at=now + 30 * MINUTES).open == ()
    assert tasks(town.caseworker, on=now.date()) == []


def test_a_letter_nobody_follows_up_stands_as_a_task(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    assert tasks(town.caseworker, on=dt.date(2026, 3, 5)) == []

    [late] = tasks(town.caseworker, on=dt.date(2026, 3, 7))

    assert (late["task_kind"], late["task_key"]) == ("letter_print", str(letter.public_id))
    assert late["task_due"] == dt.date(2026, 3, 4)
    assert tasks(town.assessor, on=dt.date(2026, 3, 7)) == []


def test_a_letter_that_should_have_gone_is_not_put_aside_for_months(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    task: dict[str, Any] = {
        "kind": "letter_print",
        "key": str(letter.public_id),
        "reason": "Ferie",
        "actor": town.caseworker,
        "at": now + dt.timedelta(days=3),
    }

    with pytest.raises(Refused) as refused:
        hold_task(case.pk, until=dt.date(2026, 6, 1), **task)

    assert "gikk ut 04.03.2026. Velg en dato senest 14.03.2026." in str(refused.value)
    hold_task(case.pk, until=dt.date(2026, 3, 14), **task)


# Who may


@pytest.mark.parametrize("role", [r for r in ROLES if r not in {Role.SYSTEM, Role.INTEGRATION}])
def test_only_those_who_post_letters_touch_them(
    role: Role, case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = str(queued(case, town.caseworker, at=now).public_id)
    who: dict[str, Any] = {"actor": town.by_role()[role], "at": now}
    acts: list[Callable[[], object]] = [
        lambda: actions.print_letters([letter], **who),
        lambda: actions.undo_print(letter, **who),
        lambda: actions.mark_returned(letter, returned_on=now.date(), **who),
        lambda: actions.renew_letter(letter, **who),
        lambda: actions.settle_letter(letter, note="Avklart.", **who),
        lambda: actions.stop_letter(letter, **who),
    ]
    if role is Role.CASEWORKER:  # the one whose case it is
        acts[-1]()
        assert Letter.objects.get().state == LetterState.STOPPED
        return

    for act in acts:
        # another unit's letter is unknown to those who may post, and closed to those who may not
        with pytest.raises((NotFound, Stale) if may(role, POST) else AccessDenied):
            act()

    assert Letter.objects.get().state == LetterState.HELD


def test_another_municipality_sees_no_letter(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    abroad = given.a_town("3303", "Kongsberg kommune")

    with pytest.raises(NotFound):
        queries.letter_pdf(str(letter.public_id), actor=abroad.caseworker)
    with pytest.raises(NotFound):
        actions.stop_letter(str(letter.public_id), actor=abroad.caseworker, at=now)
    assert queries.print_queue(abroad.caseworker, at=now).held == ()


def test_the_queue_costs_the_same_for_two_letters_and_for_twenty(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    for n in range(2):
        queued(case, town.caseworker, at=now, key=f"a{n}")
    with CaptureQueriesContext(connection) as few:
        queries.print_queue(town.caseworker, at=now + 20 * MINUTES)
    for n in range(18):
        queued(given.a_case(town), town.caseworker, at=now, key=f"b{n}")
    with CaptureQueriesContext(connection) as many:
        queries.print_queue(town.caseworker, at=now + 20 * MINUTES)

    assert len(many) == len(few)
