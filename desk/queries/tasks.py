"""«Mine oppgaver»: one UNION ALL of what every app says is undone, with who has taken it.

Nothing is copied: a task is there while its cause is. The stages answer with branches of the same
shape (cases.queries.branch); stored beside them is only holder, hold-until and reason.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from assessments import queries as assessments
from cases.queries import Scope
from deadlines import queries as deadlines
from deadlines.kinds import NEWS
from decisions import queries as decisions
from delivery import queries as delivery
from desk.kinds import APPROVAL_KINDS, HELP_NOW, NEVER_WAITS, task_of
from desk.queries.prepared import records_by_plan, rows_by_plan
from desk.queries.task_rows import TaskRow, mark_of, rows_of
from desk.queries.team import seeing
from desk.rules import TaskNarrow
from inspection import queries as inspection
from intake import queries as intake
from notifications import queries as notifications
from oversight import queries as oversight
from pathways import queries as pathways
from people.access import Actor
from people.roles import Permission
from privacy import queries as privacy
from records import queries as records
from referrals import queries as referrals
from rights import queries as rights

Branches = Callable[[Scope], Sequence[QuerySet[Any, dict[str, Any]]]]
SOURCES: Final[tuple[Branches, ...]] = (
    intake.tasks_for,
    assessments.tasks_for,
    pathways.tasks_for,
    decisions.tasks_for,
    delivery.tasks_for,
    referrals.tasks_for,
    deadlines.tasks_for,
    notifications.tasks_for,
    oversight.tasks_for,
    privacy.tasks_for,
    records.tasks_for,
    rights.tasks_for,
    inspection.tasks_for,
)
PAGE: Final = 50
WATCHED: Final = 1_000
MOST: Final = 5_000  # tasks in a download or a calendar; more than one person can have
KEPT: Final = 1_000  # statements, one for each actor and day

# A task whose case waits, waits too; but no clock of the law stops, and no order to a unit.
# Somebody may have taken a task the case's responsible has not. Nothing is of whom they are
# related to, whoever has the case: an order's task is its unit's. Whoever has no role here any
# longer holds nothing: it is the unit's until somebody is given it. A wait is over when others
# have done something in the case since it began (deadlines.kinds.NEWS). What is of no case stays
# some days with who took it, at most to its own day, and then is the unit's again.
OUTER: Final = """
SELECT t.*, CASE WHEN coalesce(s.holder_id, t.task_holder) IN (
           SELECT g.staff_id FROM people_rolegrant g
            WHERE g.revoked_at IS NULL AND g.valid_from <= %(on)s AND g.valid_to > %(on)s
       ) THEN coalesce(s.holder_id, t.task_holder) END AS holder,
       greatest(h.hold_until, CASE WHEN c.waits THEN c.hold_until END) AS hold_until,
       coalesce(h.hold_reason, CASE WHEN c.waits THEN c.hold_reason END, '') AS hold_reason,
       h.hold_until IS NOT NULL AS held_itself,
       s.hold_until IS NOT NULL AND h.hold_until IS NULL AS woken,
       s.holder_id IS NOT NULL AS taken,
       coalesce(c.urgent, false) OR t.task_kind = ANY(%(help_now)s) AS urgent
FROM (UNION) t
LEFT JOIN deadlines_taskstate s
       ON s.kind = t.task_kind AND s.key = t.task_key AND s.case_id IS NOT DISTINCT FROM t.task_case
      AND (s.case_id IS NOT NULL OR s.changed_at >=
           CASE WHEN t.task_due < %(on)s THEN %(since_midnight)s ELSE %(kept_apart)s END)
LEFT JOIN LATERAL (
    SELECT hold_until, hold_reason, urgent, NOT t.task_kind = ANY(%(never_waits)s) AS waits
    FROM cases_case WHERE id = t.task_case
) c ON true
LEFT JOIN LATERAL (
    SELECT s.hold_until, s.hold_reason WHERE s.hold_until IS NOT NULL AND NOT EXISTS (
        SELECT FROM audit_entry e
         WHERE e.case_id = t.task_case AND e.at > s.held_at AND e.event = ANY(%(news)s)
           AND e.staff_id IS DISTINCT FROM coalesce(s.holder_id, t.task_holder)
    )
) h ON true
WHERE (t.task_person IN (SELECT people_kept_from(%(staff)s))) IS NOT TRUE
"""


_TODAY: Final = "from_on <= %(on)s AND to_on > %(on)s"
_HOLDS: Final = "revoked_at IS NULL AND valid_from <= %(on)s AND valid_to > %(on)s"
# What somebody who is away holds, reaches who stands in for them; where nobody does, or is away
# too, who leads the unit, or above it where nobody who is here leads that. It goes back by itself:
# nothing is written.
REACHES: Final = f"""(
    holder IN (SELECT staff_id FROM people_absence WHERE {_TODAY} AND stand_in_id = %(staff)s)
 OR holder IN (
        SELECT staff_id FROM people_absence a WHERE {_TODAY} AND (
            stand_in_id IS NULL
            OR stand_in_id NOT IN (SELECT staff_id FROM people_rolegrant WHERE {_HOLDS})
            OR stand_in_id IN (SELECT staff_id FROM people_absence WHERE {_TODAY})
        )
    ) AND holder <> %(staff)s AND (
        task_unit = ANY(%(leads)s)
        OR task_unit = ANY(%(led)s) AND task_unit NOT IN (
            SELECT unit_id FROM people_rolegrant WHERE role = 'UNIT_LEADER' AND {_HOLDS}
               AND staff_id NOT IN (SELECT staff_id FROM people_absence WHERE {_TODAY})
        )
    )
) IS TRUE"""  # noqa: S608 - our constants


@dataclass(frozen=True, slots=True)
class TaskList:
    """One page of the inbox, the numbers on its tabs, and the kinds of task there are."""

    rows: tuple[TaskRow, ...]
    total: int
    page: int
    pages: int
    counts: dict[str, int]
    kinds: tuple[str, ...]


NOW: Final = "(hold_until IS NULL OR hold_until <= %(on)s)"
OURS: Final = "(holder IS NULL AND task_unit = ANY(%(units)s))"
# The tabs. What has waited long enough is back among one's own, and still stands under its wait.
VIEWS: Final[dict[str, str]] = {
    "mine": f"(holder = %(staff)s OR for_other"
    f" OR (holder IS NULL AND task_kind = ANY(%(to_all)s))) AND {NOW}",
    "ufordelt": f"{OURS} AND {NOW}",
    "vent": f"(holder = %(staff)s OR {OURS}) AND hold_until IS NOT NULL",
    "godkjenning": "task_kind = ANY(%(approvals)s)",
}
ORDER: Final = "ORDER BY task_due NULLS LAST, urgent DESC, task_case, task_kind, task_key"
WAITED_OUT: Final = f"({VIEWS['vent']}) AND hold_until <= %(on)s"
"""Of those that wait, the ones whose day has come («frist nådd»)."""


def task_list(
    *, actor: Actor, narrow: TaskNarrow, on: dt.date, page: int = 1, size: int = PAGE
) -> TaskList:
    """The inbox by deadline; the same queries for 2 tasks and for 20."""
    table, values = _seen(actor, on)
    if not table:
        return TaskList((), 0, 1, 1, dict.fromkeys([*VIEWS, "waited_out"], 0), ())
    where, more = _where(narrow, on)
    values |= more
    counts, kinds = _tally(table, values, VIEWS | {"waited_out": WAITED_OUT, "total": where})
    total = counts.pop("total")
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    found = records_by_plan(
        f"SELECT * FROM {table} WHERE {where} {ORDER} LIMIT %(size)s OFFSET %(first)s",  # noqa: S608 - our constants
        values | {"size": size, "first": (page - 1) * size},
    )
    return TaskList(rows_of(found, actor=actor, on=on), total, page, pages, counts, kinds)


def task_marks(*, actor: Actor, narrow: TaskNarrow, on: dt.date) -> tuple[str, ...]:
    """What knows each task of the whole list again, in one query; it says nothing of the task.

    Nothing for a list of more than WATCHED: nobody waits for what is new at the end of that.
    """
    table, values = _seen(actor, on)
    if not table:
        return ()
    where, more = _where(narrow, on)
    found = rows_by_plan(
        f"SELECT task_kind, task_key FROM {table} WHERE {where} LIMIT %(size)s",  # noqa: S608 - ours
        values | more | {"size": WATCHED + 1},
    )
    return tuple(sorted(mark_of(*row) for row in found)) if len(found) <= WATCHED else ()


def task_counts(*, actor: Actor, on: dt.date) -> dict[str, int]:
    """The numbers on the tabs alone, in one query: for the menu of every page."""
    table, values = _seen(actor, on)
    wanted = VIEWS | {"waited_out": WAITED_OUT}
    return _tally(table, values, wanted)[0] if table else dict.fromkeys(wanted, 0)


def tasks_among(
    picked: Sequence[tuple[str, str, str]], *, actor: Actor, on: dt.date
) -> tuple[TaskRow, ...]:
    """Of the tasks chosen (case, kind and key), those that still stand, nearest deadline first."""
    table, values = table_of(seeing(actor, on), on)
    if not table or not picked:
        return ()
    found = records_by_plan(
        f"SELECT * FROM {table} WHERE task_key = ANY(%(keys)s) {ORDER}",  # noqa: S608 - our constants
        values | {"keys": [key for _reference, _kind, key in picked]},
    )
    wanted = set(picked)
    rows = rows_of(found, actor=actor, on=on)
    return tuple(row for row in rows if (row.reference, row.kind, row.key) in wanted)


def table_of(actor: Actor, on: dt.date) -> tuple[str, dict[str, Any]]:
    """Everybody's branches as one table with its parameters; empty when nobody has any."""
    union, given = _union(replace(actor, once=None, acting=None), on)
    values: dict[str, Any] = {
        "staff": actor.staff(),
        "units": sorted(actor.unit_ids),
        "on": on,
        "approvals": list(APPROVAL_KINDS),
        "never_waits": list(NEVER_WAITS),
        "help_now": list(HELP_NOW),
        "news": list(NEWS),
        "kept_apart": deadlines.kept_apart_since(on),
        "since_midnight": deadlines.kept_apart_since(on, due_on=dt.date.min),
        "led": sorted(actor.led_unit_ids),
        "leads": sorted(actor.units_with(Permission.DISTRIBUTE)),
        **given,
    }
    if not union:
        return "", values
    tasks = OUTER.replace("UNION", union)
    return f"(SELECT x.*, {REACHES} AS for_other FROM ({tasks}) x) y", values  # noqa: S608 - ours


def _seen(actor: Actor, on: dt.date) -> tuple[str, dict[str, Any]]:
    """The table as the actor sees it, with what is in everybody's hands who can do it."""
    table, values = table_of(seeing(actor, on), on)
    able = [kind for kind in HELP_NOW if (needs := task_of(kind).needs) and actor.may(needs)]
    return table, values | {"to_all": able}


@lru_cache(maxsize=KEPT)
def _union(actor: Actor, on: dt.date) -> tuple[str, Mapping[str, Any]]:
    """The branches of an actor on a day, as a statement: the same as long as the roles are.

    Kept, because Django takes longer to write it than PostgreSQL to answer it, and every page asks
    for the counts. It holds ids, never an answer.
    """
    scope = Scope(actor=actor, on=on, gathered=True)
    values: dict[str, Any] = {}
    # Which cases are open to somebody is asked once, and not in every branch.
    asked_once = [
        f"{name} (id) AS MATERIALIZED ({sql})"
        for name, cases in scope.gathering().items()
        if (sql := _written(cases, values))
    ]
    parts = [
        f"({sql})"
        for source in SOURCES
        for rows in source(scope)
        if (sql := _written(rows, values))
    ]
    begun = f"WITH {', '.join(asked_once)} " if asked_once else ""
    return begun + " UNION ALL ".join(parts) if parts else "", values


def _written(rows: QuerySet[Any, Any], values: dict[str, Any]) -> str:
    """The statement, its parameters put into `values`; empty for what holds nothing.

    They are named, so that the conditions of the tabs may name theirs.
    """
    try:
        sql, given = rows.query.sql_with_params()
    except EmptyResultSet:
        return ""
    names = [f"p{len(values) + n}" for n in range(len(given))]
    values |= dict(zip(names, given, strict=True))
    return _named(sql, names)


def _named(sql: str, names: Sequence[str]) -> str:
    """The statement with its parameters by name instead of in order."""
    left = iter(names)
    return re.sub("%s", lambda _: f"%({next(left)})s", sql)


def _tally(
    table: str, values: Mapping[str, Any], wanted: Mapping[str, str]
) -> tuple[dict[str, int], tuple[str, ...]]:
    """How many tasks meet each of the wanted conditions, and the kinds there are."""
    tabs = ", ".join(f"count(*) FILTER (WHERE {where})" for where in wanted.values())
    found = rows_by_plan(
        f"SELECT array_agg(DISTINCT task_kind), {tabs} FROM {table}",  # noqa: S608 - ours
        values,
    )
    kinds, *numbers = found[0]
    return dict(zip(wanted, numbers, strict=True)), tuple(kinds or ())


def _where(narrow: TaskNarrow, on: dt.date) -> tuple[str, dict[str, Any]]:
    """The condition of a view and its filters, with its parameters."""
    where = [VIEWS.get(narrow.view, VIEWS["mine"])]
    given: dict[str, Any] = {}
    if narrow.due_within is not None:
        where.append("task_due <= %(due)s")
        given["due"] = on + dt.timedelta(days=narrow.due_within)
    if narrow.kind:
        where.append("task_kind = %(kind)s")
        given["kind"] = narrow.kind
    if narrow.urgent is not None:
        where.append("urgent = %(urgent)s")
        given["urgent"] = narrow.urgent
    if narrow.service:
        where.append(
            "EXISTS (SELECT 1 FROM cases_caseservice v WHERE v.case_id = task_case"
            " AND v.service_key = %(service)s AND v.removed_at IS NULL)"
        )
        given["service"] = narrow.service
    if narrow.zone is not None:
        # Where a protected person lives must not be found by asking zone by zone.
        where.append(
            "EXISTS (SELECT 1 FROM people_resident r WHERE r.id = task_person"
            " AND r.district_id = %(zone)s AND r.protection = 'NONE')"
        )
        given["zone"] = narrow.zone
    return " AND ".join(f"({part})" for part in where), given
