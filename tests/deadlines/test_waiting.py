"""A task that waits: never past what the law asks, over by itself, and when something is new."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from audit.events import EVENTS
from audit.models import Entry
from cases.actions import hold_case, take_case
from cases.models import Case
from deadlines import actions
from deadlines.kinds import NEWS, Kind, row_of
from deadlines.models import TaskState
from notifications.actions import switch_notices
from notifications.models import Notice
from people.access import Actor, reading
from people.refusals import Refused
from people.roles import Permission
from records import actions as recording
from records.kinds import NoteKind
from records.rules import Written
from tests import given

pytestmark = pytest.mark.django_db
TODAY = given.NOW.date()
DAY = dt.timedelta(days=1)
REMINDER = (row_of(Kind.PRELIMINARY_ANSWER, on=TODAY).remind_days_before or 0) * DAY


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    """Registered today: the month of the preliminary answer ends on 4 April, and the case is
    Kari's.
    """
    (case,) = given.a_registered_application(town)
    take_case(case.pk, actor=town.caseworker, at=given.NOW)
    return case


def hold(case: Case, actor: Actor, until: dt.date, *, at: dt.datetime = given.NOW) -> None:
    actions.hold_task(
        case.pk,
        kind="start_assessment",
        key=case.reference,
        until=until,
        reason="Venter på legen",
        actor=actor,
        at=at,
    )


def listed(actor: Actor, view: str, *, on: dt.date = TODAY) -> list[tuple[str, bool, bool]]:
    from desk.queries import task_list  # noqa: PLC0415 - the surface, which shows what is stored
    from desk.rules import TaskNarrow  # noqa: PLC0415 - the same

    with reading(actor, Permission.WORK_CASE, page="test", at=given.NOW):
        found = task_list(actor=actor, narrow=TaskNarrow(view=view), on=on)
    return [
        (row.kind, row.waited_out, row.woken)
        for row in found.rows
        if row.kind in {"start_assessment", "deadline_overdue"}
    ]


def note(case: Case, actor: Actor, *, at: dt.datetime) -> None:
    recording.write_note(
        Written(kind=NoteKind.TELEPHONE, occurred_on=TODAY, text="Legen ringte."),
        case_id=case.pk,
        actor=actor,
        at=at,
    )


def test_a_wait_ends_before_the_law_is_reminded_of_and_says_the_last_day(
    case: Case, town: given.Town
) -> None:
    due_on = case.deadlines.get(kind=Kind.PRELIMINARY_ANSWER).due_on
    assert due_on is not None
    last = due_on - REMINDER

    with pytest.raises(Refused) as refused:
        hold(case, town.caseworker, last + DAY)

    assert refused.value.code == "past_the_law"
    assert f"Velg en dato senest {last:%d.%m.%Y}." in refused.value.objections[0].sentence
    assert refused.value.objections[0].field == "until"
    assert not TaskState.objects.exists()
    assert not Entry.objects.filter(event="TaskHeld").exists()

    hold(case, town.caseworker, last)
    assert listed(town.caseworker, "mine") == []
    assert listed(town.caseworker, "vent") == [("start_assessment", False, False)]
    assert listed(town.caseworker, "mine", on=last) == [("start_assessment", True, False)]


def test_what_the_law_is_near_cannot_wait_at_all(case: Case, town: given.Town) -> None:
    due_on = case.deadlines.get(kind=Kind.PRELIMINARY_ANSWER).due_on
    assert due_on is not None
    near = dt.datetime.combine(due_on - REMINDER, dt.time(9), tzinfo=dt.UTC)

    with pytest.raises(Refused, match="kan ikke vente") as refused:
        hold(case, town.caseworker, near.date() + DAY, at=near)

    assert (refused.value.code, refused.value.objections[0].field) == ("past_the_law", "until")
    assert not TaskState.objects.exists()
    assert not Entry.objects.filter(event="TaskHeld").exists()


def test_what_somebody_else_does_in_the_case_ends_the_wait_and_ones_own_does_not(
    case: Case, town: given.Town
) -> None:
    hold(case, town.caseworker, TODAY + 10 * DAY)
    note(case, town.caseworker, at=given.NOW + dt.timedelta(minutes=1))
    assert listed(town.caseworker, "mine") == []

    note(case, town.chief, at=given.NOW + dt.timedelta(minutes=2))

    assert listed(town.caseworker, "mine") == [("start_assessment", False, True)]
    assert listed(town.caseworker, "vent") == []
    # and it can wait again, until there is news again
    hold(case, town.caseworker, TODAY + 10 * DAY, at=given.NOW + dt.timedelta(minutes=3))
    assert listed(town.caseworker, "vent") == [("start_assessment", False, False)]
    note(case, town.chief, at=given.NOW + dt.timedelta(minutes=4))
    (receipt,) = actions.hold_tasks(
        tasks=[(case.reference, "start_assessment", case.reference)],
        until=TODAY + 10 * DAY,
        reason="Ferie",
        actor=town.caseworker,
        at=given.NOW + dt.timedelta(minutes=5),
    )
    assert receipt["why"] == ""


def test_the_database_knows_no_wait_without_its_moment(case: Case, town: given.Town) -> None:
    hold(case, town.caseworker, TODAY + 10 * DAY)

    with pytest.raises(IntegrityError), transaction.atomic():
        TaskState.objects.update(held_at=None)


def test_what_is_news_are_acts_that_are_there() -> None:
    assert set(NEWS) <= set(EVENTS)


def test_what_is_passed_on_to_the_leader_is_their_task_also_when_they_want_no_notice(
    case: Case, town: given.Town
) -> None:
    late = case.deadlines.get(kind=Kind.PRELIMINARY_ANSWER)
    assert late.due_on is not None
    after = dt.datetime.combine(late.due_on + 2 * DAY, dt.time(9), tzinfo=dt.UTC)
    chief = town.chief.staff()
    switch_notices(what="OVERDUE", on=False, actor=town.chief, at=given.NOW)
    actions.sweep(at=after)

    late.refresh_from_db()
    assert late.escalated_to_id == chief
    assert not Notice.objects.filter(staff_id=chief, kind="OVERDUE").exists()
    assert ("deadline_overdue", False, False) in listed(town.chief, "mine", on=after.date())
    assert ("deadline_overdue", False, False) not in listed(
        town.caseworker, "mine", on=after.date()
    )


def test_the_case_itself_waits_no_longer_than_its_tasks(town: given.Town, case: Case) -> None:
    last = dt.date(2026, 4, 4) - REMINDER
    with pytest.raises(Refused, match="loven venter ikke") as refused:
        hold_case(case.pk, until=last + DAY, reason="Ferie", actor=town.caseworker, at=given.NOW)
    assert (refused.value.code, refused.value.objections[0].field) == ("past_the_law", "until")
    case.refresh_from_db()
    assert case.hold_until is None
    assert not Entry.objects.filter(event="CaseHeld").exists()

    hold_case(case.pk, until=last, reason="Ferie", actor=town.caseworker, at=given.NOW)
    assert Entry.objects.filter(event="CaseHeld", case_id=case.pk).exists()
