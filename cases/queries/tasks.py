"""What one must do (oppgaver): every app asks its own tables, with the same columns.

A task is derived, never a copy: it is there while the thing it is about is undone. Each app's
`queries.tasks_for(scope)` returns a list of branches made by `branch`; desk makes one UNION ALL
of them. Only who has taken it, until when it waits, and why, is stored (deadlines.TaskState).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    Expression,
    ExpressionWrapper,
    F,
    QuerySet,
    Value,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, TruncDate
from django.utils.timezone import get_default_timezone

from cases.models import Case
from cases.policy import task_term_on
from cases.queries.held import entrusted, in_hand
from people.access import Actor

COLUMNS = (
    "task_kind",
    "task_key",
    "task_case",
    "task_person",
    "task_unit",
    "task_holder",
    "task_due",
    "task_status",
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose tasks, on which day. Branches are filtered to units and cases the actor may open.

    `gathered`: the branches become one statement, which asks once for those cases (`gathering`).
    """

    actor: Actor
    on: dt.date
    gathered: bool = False

    def visible(self) -> QuerySet[Case]:
        """The cases the actor may open and has to do with."""
        return self._asked("visible", in_hand(self.actor))

    def entrusted(self) -> QuerySet[Case]:
        """The cases the actor may act in."""
        return self._asked("entrusted", entrusted(self.actor))

    def gathering(self) -> dict[str, QuerySet[Case, int]]:
        """What a statement of gathered branches begins with: names of tables, and their ids."""
        return {
            f"{name}_cases": cases.order_by().values_list("pk", flat=True)
            for name, cases in (
                ("visible", in_hand(self.actor)),
                ("entrusted", entrusted(self.actor)),
            )
        }

    def _asked(self, name: str, cases: QuerySet[Case]) -> QuerySet[Case]:
        if not self.gathered or cases.query.is_empty():
            return cases
        return Case.objects.filter(pk__in=RawSQL(f"SELECT {name}_cases.id FROM {name}_cases", []))  # noqa: S608, S611 - the names above


def answer_by(moment: str, scope: Scope) -> Expression:
    """The last day of a task whose cause sets none: so long after the day it came (policy).

    `moment` names the column that says when it came.
    """
    days = dt.timedelta(days=task_term_on(scope.on).days)
    came = TruncDate(moment, tzinfo=get_default_timezone())
    return ExpressionWrapper(came + days, output_field=DateField())


def branch(
    rows: QuerySet[Any],
    *,
    kind: str | Expression,
    key: str | Expression,
    case: str | None,
    person: str | Expression | None,
    unit: str | Expression,
    holder: str | Expression | None,
    due: str | Expression | None,
    status: str | Expression = "Ikke startet",
) -> QuerySet[Any, dict[str, Any]]:
    """`rows` as tasks. Strings name columns (`case_id`, `case__person_id`), except in `status`.

    `kind` is the app's own word for the task (a key of desk's table of labels), or an expression
    that gives it; `key` makes the task one of its kind; `holder` is a staff id or None for the
    unit's unassigned.
    """
    tasks: QuerySet[Any, dict[str, Any]] = (
        rows.order_by()
        .annotate(
            task_kind=Value(kind, output_field=CharField())
            if isinstance(kind, str)
            else Cast(kind, CharField()),
            task_key=Cast(_column(key), CharField()),
            task_case=Cast(_column(case), BigIntegerField()),
            task_person=Cast(_column(person), BigIntegerField()),
            task_unit=Cast(_column(unit), BigIntegerField()),
            task_holder=Cast(_column(holder), BigIntegerField()),
            task_due=Cast(_column(due), DateField()),
            task_status=Value(status, output_field=CharField())
            if isinstance(status, str)
            else Cast(status, CharField()),
        )
        .values(*COLUMNS)
    )
    return tasks


def _column(name: str | Expression | None) -> Expression | F | Value:
    if name is None:
        return Value(None)
    return F(name) if isinstance(name, str) else name
