"""The deadlines that are tasks in the inbox."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat, Lower

from audit.models import Entry
from cases.models import Case
from cases.queries import Scope, branch
from deadlines.kinds import (
    KINDS,
    NEWS,
    OVERDUE,
    OVERDUE_LABEL,
    TASK_PREFIX,
    Kind,
    KindRow,
    rule_of_task,
    task_kind,
)
from deadlines.models import Deadline, TaskState
from deadlines.policy import work_policy_on
from deadlines.queries.open import open_deadlines, working
from deadlines.queries.rules import rules_of
from notifications.queries import midnight, waited_since
from people.models import Absence


def tasks_for(scope: Scope) -> Sequence[QuerySet[Any, dict[str, Any]]]:
    """One branch for every kind that is a task, from the day each is to be seen; and the leader's,
    of what has passed and was passed on to them.

    The holder is the case's; a case in a queue gives an unassigned task of the unit. What was
    passed on is seen by whoever else leads the unit too, and by who stands in: it is not lost with
    a leader who is away, or gone.
    """
    mine = open_deadlines().filter(case__in=scope.visible(), unit=None, paused_on=None)
    seen = Q(pk__in=[])
    for row in rules_of(scope.actor.municipality_id).rows(on=scope.on):
        if row.task is not None:
            seen |= _seen(row, scope.on)
    return [
        branch(
            mine.filter(seen),
            kind=Concat(Value(TASK_PREFIX), Lower("kind")),
            key=Cast("public_id", CharField()),
            case="case_id",
            person="person_id",
            unit="case__unit_id",
            holder="case__responsible_id",
            due="due_on",
        ),
        branch(
            open_deadlines().filter(
                Q(case__in=scope.visible()) | Q(unit_id__in=scope.actor.unit_ids),
                _passed_on_to(scope),
                # Who has the case has the deadline's own task.
                Q(case__responsible=None) | ~Q(case__responsible=F("escalated_to")),
                escalated_to__isnull=False,
            ),
            kind=OVERDUE,
            key="public_id",
            case="case_id",
            person=Coalesce("case__person_id", "person_id"),
            unit=Coalesce("unit_id", "case__unit_id"),
            holder="escalated_to_id",
            due="due_on",
        ),
    ]


def task_labels() -> dict[str, str]:
    """What the inbox calls each task here, by `task_kind`."""
    own = {task_kind(row.kind): row.task for row in KINDS if row.task is not None}
    return {**own, OVERDUE: OVERDUE_LABEL}


def task_state(case_id: int, *, kind: str, key: str) -> TaskState | None:
    """What is stored about a task of a case, locked; None if nothing is."""
    return TaskState.objects.select_for_update().filter(case_id=case_id, kind=kind, key=key).first()


def kept_apart_since(on: dt.date, *, due_on: dt.date | None = None) -> dt.datetime:
    """Since when whoever has taken a task of no case has it still; else it is the unit's.

    Not past the task's own day: then only who took it that same day.
    """
    over = due_on is not None and due_on < on
    return midnight(on if over else on - dt.timedelta(days=work_policy_on(on).days_kept_apart))


def kept_apart_until(on: dt.date, *, due_on: dt.date | None) -> dt.date:
    """The last day whoever takes a task of no case on a day has it."""
    last = on + dt.timedelta(days=work_policy_on(on).days_kept_apart)
    return last if due_on is None else max(on, min(last, due_on))


def has_news(state: TaskState) -> bool:
    """Whether anybody but who has the task has done something in its case since it began to wait.

    Then it waits no longer: nobody has to see to that, and no clock.
    """
    return (
        Entry.objects.filter(case_id=state.case_id, event__in=NEWS, at__gt=state.held_at)
        .exclude(
            staff_id__isnull=False,
            staff_id=state.holder_id or (state.case.responsible_id if state.case else None),
        )
        .exists()
    )


def last_wait(
    case: Case, *, kind: str, key: str, on: dt.date
) -> tuple[str, dt.date, dt.date] | None:
    """How long a task of the case can wait before a deadline of the law is too near.

    The deadline's label and last day, and the last day the task may be taken up again: the day
    of the deadline's reminder. The task's own deadline; for the next step of the case, the nearest
    of those that run in it. None where the law sets no day.
    """
    running = working(on=on).filter(case=case, unit=None)
    if kind.startswith(TASK_PREFIX):
        running = running.annotate(named=Cast("public_id", CharField())).filter(named=key)
    elif not rule_of_task(kind).of_case:
        return None
    return _last_before(running, case, on)


def passed_day(
    case_id: int, *, kind: str, key: str, on: dt.date
) -> tuple[dt.date, dt.date | None] | None:
    """The day of a task of the case that has passed, and the last day the task may wait to.

    That day is None where the law decides it (`last_wait`); the whole is None for a task whose day
    is to come, or that has none.
    """
    last: dt.date | None = on + dt.timedelta(days=work_policy_on(on).days_past_its_day)
    if kind.startswith(TASK_PREFIX):
        named = working(on=on).annotate(named=Cast("public_id", CharField()))
        deadline = named.filter(named=key, case_id=case_id).first()
        if deadline is None:
            return None
        day = deadline.due_on
        if rules_of(deadline.municipality_id).row(Kind(deadline.kind), on=on).of_law:
            last = None
    else:
        day = waited_since(case_id, kind=kind, key=key)
    return (day, last) if day is not None and day < on else None


def last_wait_of_case(case: Case, *, on: dt.date) -> tuple[str, dt.date, dt.date] | None:
    """As `last_wait`, of the case itself: the nearest of the law's deadlines that run in it."""
    return _last_before(working(on=on).filter(case=case, unit=None), case, on)


def _last_before(
    running: QuerySet[Deadline], case: Case, on: dt.date
) -> tuple[str, dt.date, dt.date] | None:
    rules, least = rules_of(case.municipality_id), work_policy_on(on).days_before_the_law
    found = []
    for deadline in running:
        row = rules.row(Kind(deadline.kind), on=on)
        if row.of_law and deadline.due_on is not None:
            before = least if row.remind_days_before is None else row.remind_days_before
            found.append((deadline.due_on - dt.timedelta(days=before), deadline.due_on, row.label))
    if not found:
        return None
    last, due_on, label = min(found)
    return label, due_on, last


def _passed_on_to(scope: Scope) -> Q:
    leads = Q(unit_id__in=scope.actor.led_unit_ids) | Q(
        unit=None, case__unit_id__in=scope.actor.led_unit_ids
    )
    away = Absence.objects.filter(
        stand_in_id=scope.actor.staff_id, from_on__lte=scope.on, to_on__gt=scope.on
    )
    stands_in = Q(escalated_to_id__in=away.values("staff_id"))
    return Q(escalated_to_id=scope.actor.staff_id) | leads | stands_in


def _seen(row: KindRow, on: dt.date) -> Q:
    kind = Q(kind=Kind(row.kind))
    if row.remind_days_before is None:
        return kind
    return kind & Q(due_on__lte=on + dt.timedelta(days=row.remind_days_before))
