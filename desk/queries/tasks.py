"""«Mine oppgaver»: one UNION ALL of what every app says is undone, with who has taken it.

Nothing is copied: a task is there while its cause is. The stages answer with branches of the same
shape (cases.queries.branch); stored beside them is only holder, hold-until and reason.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from assessments import queries as assessments
from cases import queries as cases
from cases.queries import CaseHead, PersonHead, Scope, person_heads, staff_names
from deadlines import queries as deadlines
from decisions import queries as decisions
from delivery import queries as delivery
from desk.kinds import APPROVAL_KINDS, TASKS
from desk.rules import TaskNarrow
from intake import queries as intake
from notifications import queries as notifications
from pathways import queries as pathways
from people.access import Actor

Branches = Callable[[Scope], Sequence[QuerySet[Any, dict[str, Any]]]]
SOURCES: Final[tuple[Branches, ...]] = (
    intake.tasks_for,
    assessments.tasks_for,
    pathways.tasks_for,
    decisions.tasks_for,
    delivery.tasks_for,
    deadlines.tasks_for,
    notifications.tasks_for,
)
PAGE: Final = 50

# A task whose case waits, waits too. `taken` lets somebody hold a task the case's holder has not.
OUTER: Final = """
SELECT t.*, coalesce(s.holder_id, t.task_holder) AS holder,
       greatest(s.hold_until, c.hold_until) AS hold_until,
       coalesce(nullif(s.hold_reason, ''), c.hold_reason, '') AS hold_reason
FROM ({union}) t
LEFT JOIN deadlines_taskstate s
       ON s.kind = t.task_kind AND s.key = t.task_key AND s.case_id = t.task_case
LEFT JOIN cases_case c ON c.id = t.task_case
"""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One line of the inbox."""

    kind: str
    key: str
    title: str
    url: str
    reference: str
    person_id: int | None
    person: str
    age: int | None
    services: str
    due_on: dt.date | None
    responsible: str  # «Deg», a name, or empty: nobody yet
    mine: bool
    status: str
    hold_until: dt.date | None
    hold_reason: str
    waited_out: bool  # was on hold, and the day has come
    case_id: int | None


@dataclass(frozen=True, slots=True)
class TaskList:
    """One page of the inbox and the numbers on its tabs."""

    rows: tuple[TaskRow, ...]
    total: int
    page: int
    pages: int
    counts: dict[str, int]


# The tabs. %s is the member of staff, then the day, each as often as it stands.
MINE: Final = "holder = %s AND (hold_until IS NULL OR hold_until <= %s)"
VIEWS: Final[dict[str, str]] = {
    "mine": MINE,
    "ufordelt": "holder IS NULL AND (hold_until IS NULL OR hold_until <= %s)",
    "vent": "(holder = %s OR holder IS NULL) AND hold_until > %s",
    "godkjenning": "task_kind = ANY(%s)",
}


def task_list(
    *, actor: Actor, narrow: TaskNarrow, on: dt.date, page: int = 1, size: int = PAGE
) -> TaskList:
    """The inbox by deadline; three queries for tasks, five for names, whatever the number."""
    union, given = _union(Scope(actor=actor, on=on))
    if not union:
        return TaskList((), 0, 1, 1, dict.fromkeys(VIEWS, 0))
    values = _values(actor, on)
    table = f"({OUTER.format(union=union)}) x"
    counts = _tally(table, given, values)
    where, more = _where(narrow, on, values)
    with connection.cursor() as cursor:
        count = f"SELECT count(*) FROM {table} WHERE {where}"  # noqa: S608 - our constants
        cursor.execute(count, given + more)
        total = int((cursor.fetchone() or (0,))[0])
        pages = max(1, -(-total // size))
        page = min(max(1, page), pages)
        cursor.execute(
            f"SELECT * FROM {table} WHERE {where}"  # noqa: S608 - our constants
            " ORDER BY task_due NULLS LAST, task_case, task_kind, task_key LIMIT %s OFFSET %s",
            [*given, *more, size, (page - 1) * size],
        )
        names = [column[0] for column in cursor.description or ()]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return TaskList(_rows(found, actor=actor, on=on), total, page, pages, counts)


def task_counts(*, actor: Actor, on: dt.date) -> dict[str, int]:
    """The numbers on the tabs alone, in one query: for the menu of every page."""
    union, given = _union(Scope(actor=actor, on=on))
    if not union:
        return dict.fromkeys(VIEWS, 0)
    return _tally(f"({OUTER.format(union=union)}) x", given, _values(actor, on))


def _values(actor: Actor, on: dt.date) -> dict[str, list[Any]]:
    """What each view's condition asks for."""
    return {
        "mine": [actor.staff(), on],
        "ufordelt": [on],
        "vent": [actor.staff(), on],
        "godkjenning": [list(APPROVAL_KINDS)],
    }


def _tally(table: str, given: Sequence[Any], values: Mapping[str, Sequence[Any]]) -> dict[str, int]:
    tabs = ", ".join(f"count(*) FILTER (WHERE {where})" for where in VIEWS.values())
    every = [value for group in values.values() for value in group]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {tabs} FROM {table}", [*every, *given])  # noqa: S608 - constants
        return dict(zip(VIEWS, cursor.fetchone() or (), strict=True))


def _union(scope: Scope) -> tuple[str, list[Any]]:
    """The branches as one statement with its parameters; empty when nobody has any."""
    parts: list[str] = []
    given: list[Any] = []
    for source in SOURCES:
        for rows in source(scope):
            try:
                sql, parameters = rows.query.sql_with_params()
            except EmptyResultSet:
                continue
            parts.append(f"({sql})")
            given.extend(parameters)
    return " UNION ALL ".join(parts), given


def _where(
    narrow: TaskNarrow, on: dt.date, values: Mapping[str, list[Any]]
) -> tuple[str, list[Any]]:
    """The condition of a view and its filters, with its parameters."""
    view = narrow.view if narrow.view in VIEWS else "mine"
    where, given = [VIEWS[view]], list(values[view])
    if narrow.due_within is not None:
        where.append("task_due <= %s")
        given.append(on + dt.timedelta(days=narrow.due_within))
    if narrow.kind:
        where.append("task_kind = %s")
        given.append(narrow.kind)
    return " AND ".join(f"({part})" for part in where), given


def _rows(found: Sequence[Mapping[str, Any]], *, actor: Actor, on: dt.date) -> tuple[TaskRow, ...]:
    heads = cases.heads([row["task_case"] for row in found if row["task_case"]], on=on)
    people = person_heads({row["task_person"] for row in found if row["task_person"]}, on=on)
    staff = staff_names({row["holder"] for row in found})
    return tuple(
        _row(row, heads.get(row["task_case"]), people.get(row["task_person"]), staff, actor, on)
        for row in found
    )


def _row(
    row: Mapping[str, Any],
    head: CaseHead | None,
    person: PersonHead | None,
    staff: Mapping[int, str],
    actor: Actor,
    on: dt.date,
) -> TaskRow:
    kind = TASKS[row["task_kind"]]
    mine = row["holder"] == actor.staff_id
    hold_until = row["hold_until"]
    return TaskRow(
        kind=row["task_kind"],
        key=row["task_key"],
        title=kind.label,
        url=kind.url.format(
            reference=head.reference if head else "",
            key=row["task_key"],
            person=person.public_id if person else "",
        ),
        reference=head.reference if head else "",
        person_id=row["task_person"],
        person=person.list_name if person else "",
        age=person.age if person else None,
        services=head.title if head else "",
        due_on=row["task_due"],
        responsible="Deg" if mine else staff.get(row["holder"], ""),
        mine=mine,
        status="På vent" if hold_until and hold_until > on else row["task_status"],
        hold_until=hold_until,
        hold_reason=row["hold_reason"],
        waited_out=bool(hold_until and hold_until <= on),
        case_id=row["task_case"],
    )
