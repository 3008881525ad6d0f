"""Tasks are derived; only who has taken one, and its wait, are stored."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction

from assessments.actions import start_assessment
from audit.models import Entry
from cases import actions as casework
from cases.actions import give_access
from cases.models import Case
from deadlines import actions
from deadlines.models import TaskState
from people.refusals import AccessDenied, Refused, Stale
from people.roles import Role
from tests import given

pytestmark = pytest.mark.django_db

TASK = {"kind": "deadline_preliminary_answer", "key": "abc"}


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town)


def test_a_task_is_taken_by_the_first_and_the_second_is_told_who(
    case: Case, town: given.Town
) -> None:
    colleague = given.staff(Role.CASEWORKER, town.intake)

    actions.take_task(case.pk, **TASK, actor=town.caseworker, at=given.NOW)
    actions.take_task(case.pk, **TASK, actor=town.caseworker, at=given.NOW)  # a double click
    with pytest.raises(Stale, match="Kari Lie"):
        actions.take_task(case.pk, **TASK, actor=colleague, at=given.NOW)

    # then the case is theirs, and so the task: nothing is stored of it, and it is told once
    case.refresh_from_db()
    assert case.responsible_id == town.caseworker.staff_id
    assert not TaskState.objects.exists()
    assert Entry.objects.filter(event="CaseTaken").count() == 1
    assert not Entry.objects.filter(
        event__in=["TaskTaken", "CaseTaken"], staff_id=colleague.staff_id
    ).exists()


def test_a_task_apart_from_its_case_is_taken_and_given_alone(case: Case, town: given.Town) -> None:
    apart = {"kind": "receive_responsibility", "key": "abc"}
    per = given.staff(Role.CASEWORKER, town.intake)

    actions.take_task(case.pk, **apart, actor=town.caseworker, at=given.NOW)
    with pytest.raises(Stale, match="Kari Lie"):
        actions.take_task(case.pk, **apart, actor=per, at=given.NOW)
    assert TaskState.objects.get().holder_id == town.caseworker.staff_id

    actions.give_task(case.pk, **apart, staff_id=per.staff(), actor=town.chief, at=given.NOW)
    assert TaskState.objects.get().holder_id == per.staff_id
    case.refresh_from_db()
    assert case.responsible_id is None


def test_a_step_given_by_hand_goes_with_the_case_when_the_case_is_given_or_begun(
    town: given.Town,
) -> None:
    kari, per = town.caseworker, given.staff(Role.CASEWORKER, town.intake)
    case, begun = given.a_case(town, responsible=kari), *given.a_registered_application(town)
    actions.give_task(case.pk, **TASK, staff_id=per.staff(), actor=town.chief, at=given.NOW)
    assert TaskState.objects.get().holder_id == per.staff_id

    # the leader gives the case itself: the step is no longer another's
    third = given.staff(Role.CASEWORKER, town.intake)
    actions.assign_case(case.pk, staff_id=third.staff(), actor=town.chief, at=given.NOW)
    case.refresh_from_db()
    assert case.responsible_id == third.staff_id
    assert TaskState.objects.get().holder_id is None

    # and so when somebody begins on a case that lies in the queue
    TaskState.objects.create(
        municipality=town.municipality,
        **TASK,
        case=begun,
        holder_id=per.staff_id,
        changed_at=given.NOW,
    )
    start_assessment(begun.pk, actor=kari, at=given.NOW)
    begun.refresh_from_db()
    assert begun.responsible_id == kari.staff_id
    assert TaskState.objects.get(case=begun).holder_id is None


def test_the_next_step_of_a_case_nobody_has_gives_the_case_also_while_it_waits(
    case: Case, town: given.Town
) -> None:
    # given a case that waits, and a task of it that waits itself
    hold: dict[str, Any] = {
        "until": dt.date(2026, 3, 10),
        "reason": "Ferie",
        "actor": town.caseworker,
    }
    casework.hold_case(case.pk, **hold, at=given.NOW)
    actions.hold_task(case.pk, kind=TASK["kind"], key=TASK["key"], **hold, at=given.NOW)
    officer = given.staff(Role.CASEWORKER, town.intake)

    # when it is given
    actions.give_task(case.pk, **TASK, staff_id=officer.staff(), actor=town.chief, at=given.NOW)

    # then the case is the receiver's in one event, and both still wait
    case.refresh_from_db()
    assert (case.responsible_id, case.hold_until) == (officer.staff_id, hold["until"])
    state = TaskState.objects.get()
    assert (state.holder_id, state.hold_until) == (None, hold["until"])
    assert Entry.objects.filter(event="CaseAssigned").count() == 1
    assert not Entry.objects.filter(event="TaskGiven").exists()

    # and a step of a case somebody has is given apart, to who has it is only left to the case,
    # and cannot be taken from under them
    kari = town.caseworker
    for receiver, holder in ((kari, kari.staff_id), (officer, None)):
        actions.give_task(
            case.pk, **TASK, staff_id=receiver.staff(), actor=town.chief, at=given.NOW
        )
        assert TaskState.objects.get().holder_id == holder
    with pytest.raises(Stale, match="tok oppgaven først"):
        actions.take_task(case.pk, **TASK, actor=kari, at=given.NOW)


def test_a_task_is_not_given_to_who_cannot_do_it(case: Case, town: given.Town) -> None:
    before = Entry.objects.count()

    with pytest.raises(Refused) as refusal:
        actions.give_task(
            case.pk,
            kind="write_decision",
            key=case.reference,
            staff_id=town.caseworker.staff(),
            actor=town.chief,
            at=given.NOW,
        )

    assert refusal.value.code == "cannot_do"
    assert Entry.objects.count() == before


def test_a_task_is_not_given_to_a_stranger(case: Case, town: given.Town) -> None:
    elsewhere = given.a_town("3303", "Kongsberg kommune")

    with pytest.raises(Refused) as refusal:
        actions.give_task(
            case.pk, **TASK, staff_id=elsewhere.caseworker.staff(), actor=town.chief, at=given.NOW
        )

    assert refusal.value.code == "not_in_unit"
    assert not TaskState.objects.exists()


@pytest.mark.parametrize(("who", "code"), [("assessor", "cannot_open"), ("auditor", "not_in_unit")])
def test_a_task_is_given_only_to_somebody_who_can_open_and_work_on_its_case(
    who: str, code: str, case: Case, town: given.Town
) -> None:
    # given somebody in the sector whom the case has not been given to
    receiver = getattr(town, who).staff()
    before = Entry.objects.count()

    with pytest.raises(Refused) as refusal:
        actions.give_task(case.pk, **TASK, staff_id=receiver, actor=town.chief, at=given.NOW)

    # then they are told why not, and nothing is written
    assert [(o.code, o.field) for o in refusal.value.objections] == [(code, "staff")]
    assert not TaskState.objects.exists()
    assert Entry.objects.count() == before

    # and after they have been let into the case, an assessor can have it
    if who == "assessor":
        with transaction.atomic():
            give_access(case, staff_id=receiver, ground="assessor", at=given.NOW)
        actions.give_task(case.pk, **TASK, staff_id=receiver, actor=town.chief, at=given.NOW)
        assert TaskState.objects.get().holder_id == receiver


def test_a_task_waits_for_a_reason_until_a_day_and_is_taken_up_again(
    case: Case, town: given.Town
) -> None:
    actions.hold_task(
        case.pk,
        **TASK,
        until=dt.date(2026, 3, 10),
        reason=" Ferie ",
        actor=town.caseworker,
        at=given.NOW,
    )
    state = TaskState.objects.get()
    assert (state.hold_until, state.hold_reason) == (dt.date(2026, 3, 10), "Ferie")

    actions.resume_task(case.pk, **TASK, actor=town.caseworker, at=given.NOW)
    state.refresh_from_db()
    assert (state.hold_until, state.hold_reason) == (None, "")

    with pytest.raises(Refused, match="ikke på vent"):
        actions.resume_task(case.pk, **TASK, actor=town.caseworker, at=given.NOW)


@pytest.mark.parametrize(
    ("until", "reason", "code"),
    [
        (dt.date(2026, 3, 4), "Ferie", "date_not_ahead"),
        (dt.date(2026, 3, 10), " ", "reason_missing"),
    ],
)
def test_a_wait_without_reason_or_day_is_refused(
    until: dt.date, reason: str, code: str, case: Case, town: given.Town
) -> None:
    with pytest.raises(Refused) as refusal:
        actions.hold_task(
            case.pk, **TASK, until=until, reason=reason, actor=town.caseworker, at=given.NOW
        )

    assert refusal.value.code == code
    assert not TaskState.objects.exists()
    assert not Entry.objects.filter(event="TaskHeld").exists()


def test_a_task_of_a_case_one_may_not_open_is_not_touched(case: Case, town: given.Town) -> None:
    with pytest.raises(AccessDenied):
        actions.take_task(case.pk, **TASK, actor=town.assessor, at=given.NOW)

    assert not TaskState.objects.exists()
