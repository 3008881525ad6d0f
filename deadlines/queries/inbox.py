"""The deadlines that are tasks in the inbox."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Lower

from cases.queries import Scope, branch
from deadlines.kinds import KINDS, TASK_PREFIX, Kind, KindRow, task_kind
from deadlines.models import TaskState
from deadlines.queries.open import open_deadlines
from deadlines.queries.rules import rules_of


def tasks_for(scope: Scope) -> Sequence[QuerySet[Any, dict[str, Any]]]:
    """One branch for every kind that is a task, from the day each is to be seen.

    The holder is the case's; a case in a queue gives an unassigned task of the unit.
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
        )
    ]


def task_labels() -> dict[str, str]:
    """What the inbox calls each task here, by `task_kind`."""
    return {task_kind(row.kind): row.task for row in KINDS if row.task is not None}


def task_state(case_id: int, *, kind: str, key: str) -> TaskState | None:
    """What is stored about a task of a case, locked; None if nothing is."""
    return TaskState.objects.select_for_update().filter(case_id=case_id, kind=kind, key=key).first()


def _seen(row: KindRow, on: dt.date) -> Q:
    kind = Q(kind=Kind(row.kind))
    if row.remind_days_before is None:
        return kind
    return kind & Q(due_on__lte=on + dt.timedelta(days=row.remind_days_before))
