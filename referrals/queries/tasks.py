"""What must be done with help given without a decision: take it on, answer day 10, end it."""

import datetime as dt
from typing import Any, Final

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, Least

from cases.queries import Scope, branch
from cases.stages import UNDECIDED
from deadlines.kinds import Kind
from deadlines.queries import open_deadlines, rules_of
from delivery.queries import units_of
from delivery.queries.moves import moves_on, moving
from referrals.kinds import TASKS, TaskKind
from referrals.models import TO_RECEIVE, Help

SEEN_BEFORE_END: Final = dt.timedelta(days=2)


def tasks_for(scope: Scope) -> list[QuerySet[Any, dict[str, Any]]]:
    """Day 10's question from the day it is reminded of, else help to be ended.

    That is when the planned end is near, the person has died or moves, or the case is decided or
    has ended; the first of those days is the day it is due.
    Whoever gives the help has the task; else who is responsible for the case. What names nobody is
    first of all the unit's to take on, by its first day.
    """
    asked_from = scope.on + dt.timedelta(
        days=rules_of(scope.actor.municipality_id)
        .row(Kind.HELP_GATE, on=scope.on)
        .remind_days_before
        or 0
    )
    gate = open_deadlines().filter(
        case=OuterRef("case"),
        kind=Kind.HELP_GATE,
        key=Concat(Value("help:"), Cast(OuterRef("public_id"), CharField())),
    )
    given = Help.objects.filter(ended_on=None, case__in=scope.visible().values("pk")).annotate(
        asked_on=Subquery(gate.values("due_on")[:1])
    )
    asked = Q(asked_on__isnull=False, asked_on__lte=asked_from)
    ends = (
        Q(planned_end_on__lte=scope.on + SEEN_BEFORE_END)
        | Q(person__died_on__isnull=False)
        | Q(moving("person"))
        | ~Q(case__stage__in=UNDECIDED)
    )
    ends_on = Least("planned_end_on", "person__died_on", moves_on("person"))
    return [
        _branch(given.filter(asked), TaskKind.ANSWER_DAY_TEN, due="asked_on"),
        _branch(given.filter(ends).exclude(asked), TaskKind.END_HELP, due=ends_on),
        branch(
            Help.objects.filter(
                TO_RECEIVE, unit__in=list(units_of(scope.actor)), person__died_on=None
            ),
            kind=TaskKind.RECEIVE_HELP,
            key="public_id",
            case="case_id",
            person="person_id",
            unit="unit_id",
            holder=None,
            due="starts_on",
        ),
    ]


def task_labels() -> dict[str, str]:
    """What the inbox calls each task here, by `task_kind`."""
    return {kind.value: row.label for kind, row in TASKS.items()}


def _branch(
    rows: QuerySet[Help], kind: TaskKind, *, due: str | Least
) -> QuerySet[Any, dict[str, Any]]:
    return branch(
        rows,
        kind=kind,
        key="public_id",
        case="case_id",
        person="person_id",
        unit="case__unit_id",
        holder=Coalesce("performer_id", "case__responsible_id"),
        due=due,
        status="Pågår",
    )
