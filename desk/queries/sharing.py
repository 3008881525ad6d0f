"""«Fordeling»: what nobody has taken, what each in the team has, and all that one of them has."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from django.db.models import Count, Q, QuerySet

from cases.models import Case
from cases.queries import Colleague, team_of, unit_names, visible
from delivery.kinds import TaskKind as Deliver
from desk.kinds import task_of
from desk.queries.cases import CaseRow, case_rows
from desk.queries.tasks import NOW, asked, table_of
from pathways.kinds import TaskKind as Pathway
from people.access import Actor, Grant
from people.models import RoleGrant
from people.refusals import NotFound
from people.roles import Permission, Role, may

MOST: Final = 200  # cases on a page to share out; what is left comes when these are given
# Tasks that follow a name and not who is responsible for the case: they are given one by one.
BY_NAME: Final = frozenset(
    {
        Pathway.RECEIVE_PATHWAY.value,
        Pathway.RECEIVE_RESPONSIBILITY.value,
        Pathway.HANDOVER_DECLINED.value,
        Pathway.ANSWER_QUESTION.value,
        Pathway.COORDINATE.value,
        Deliver.START_ORDER.value,
    }
)


@dataclass(frozen=True, slots=True)
class Load:
    """Somebody in the team, and what they have."""

    who: Colleague
    tasks: int
    overdue: int

    @property
    def full(self) -> bool:
        """Whether they have as many open cases as they can."""
        return self.who.capacity is not None and self.who.open_cases >= self.who.capacity


@dataclass(frozen=True, slots=True)
class Queue:
    """A unit one leads and how many of its cases nobody has taken."""

    unit_id: int
    unit: str
    waiting: int


@dataclass(frozen=True, slots=True)
class Work:
    """What somebody has in one case: the case itself, tasks in it, or both."""

    row: CaseRow
    is_theirs: bool  # the case; else only tasks in it
    titles: tuple[str, ...]
    given_apart: tuple[tuple[str, str], ...]  # tasks (kind, key) that do not follow the case


@dataclass(frozen=True, slots=True)
class AllWork:
    """All that somebody has, as far as their leader may see; `beyond` is how many tasks not."""

    portions: tuple[Work, ...]
    beyond: int


def queues(*, actor: Actor, on: dt.date) -> tuple[Queue, ...]:
    """The units one leads that have open cases, those where most wait first; in two queries."""
    found = (
        Case.objects.filter(unit_id__in=actor.unit_ids, ended_at=None)
        .values("unit_id")
        .annotate(waiting=Count("pk", filter=Q(responsible=None)))
    )
    counts = {row["unit_id"]: row["waiting"] for row in found}
    names = unit_names(set(counts), on=on)
    rows = [Queue(pk, names.get(pk, ""), waiting) for pk, waiting in counts.items()]
    return tuple(sorted(rows, key=lambda row: (-row.waiting, row.unit, row.unit_id)))


def new_cases(*, actor: Actor, unit_id: int, on: dt.date) -> list[CaseRow]:
    """The unit's cases that nobody has taken, urgent and longest waiting first."""
    ids = _open(actor).filter(unit_id=unit_id, responsible=None)
    ordered = ids.order_by("-urgent", "received_on", "pk").values_list("pk", flat=True)
    return case_rows(list(ordered[:MOST]), on=on)


def cases_named(references: Collection[str], *, actor: Actor, on: dt.date) -> list[CaseRow]:
    """These cases, as far as the actor may open them, in the order of their numbers."""
    found = visible(actor).filter(reference__in=references).order_by("reference")
    return case_rows(list(found.values_list("pk", flat=True)), on=on)


def loads(unit_ids: Collection[int], *, actor: Actor, on: dt.date) -> tuple[Load, ...]:
    """The staff of these units with what each has: who is here and has room first; five queries.

    Tasks in cases of units the actor does not lead are not among them.
    """
    staff = team_of(unit_ids, on=on)
    table, values = table_of(_as_team(actor, on), on)
    statement = (
        "SELECT holder, count(*) AS tasks, count(*) FILTER (WHERE task_due < %(on)s) AS overdue"  # noqa: S608 - our constants
        f" FROM {table} WHERE {NOW} AND holder = ANY(%(team)s) GROUP BY holder"
    )
    counted = (
        asked(statement, values | {"team": [one.id for one in staff]}) if table and staff else []
    )
    by_id = {row["holder"]: row for row in counted}
    nothing = {"tasks": 0, "overdue": 0}
    rows = [
        Load(one, **{name: by_id.get(one.id, nothing)[name] for name in nothing}) for one in staff
    ]
    return tuple(sorted(rows, key=lambda row: (row.who.away_until is not None, row.full)))


def work_of(staff_id: int, *, actor: Actor, on: dt.date) -> AllWork:
    """All that somebody in the team has, by deadline: their cases, and tasks in others' cases."""
    own = set(_open(actor).filter(responsible_id=staff_id).values_list("pk", flat=True))
    table, values = table_of(replace(_as_team(actor, on), staff_id=staff_id), on)
    statement = (
        "SELECT task_case, task_kind, task_key, taken FROM"  # noqa: S608 - our constants
        f" {table} WHERE holder = %(staff)s ORDER BY task_due NULLS LAST, task_kind, task_key"
    )
    tasks = asked(statement, values | {"staff": staff_id}) if table else []
    led = _open(actor).filter(pk__in={t["task_case"] for t in tasks if t["task_case"]})
    here = own | set(led.values_list("pk", flat=True))
    rows = case_rows(sorted(here)[:MOST], on=on)
    portions = []
    for row in rows:
        inside = [task for task in tasks if task["task_case"] == row.id]
        apart = [
            (task["task_kind"], task["task_key"])
            for task in inside
            if row.id not in own or task["taken"] or task["task_kind"] in BY_NAME
        ]
        titles = tuple(dict.fromkeys(task_of(task["task_kind"]).label for task in inside))
        portions.append(Work(row, row.id in own, titles, tuple(apart)))
    portions.sort(key=lambda one: (one.row.due_on or dt.date.max, one.row.reference))
    return AllWork(tuple(portions), sum(task["task_case"] not in here for task in tasks))


def team_unit_ids(staff_id: int, *, actor: Actor, on: dt.date) -> tuple[int, ...]:
    """The units one leads in which a member works on cases. Raises NotFound for none."""
    roles = [role for role in Role if may(role, Permission.WORK_CASE)]
    found = RoleGrant.objects.filter(
        staff_id=staff_id,
        unit_id__in=actor.unit_ids,
        role__in=roles,
        valid_from__lte=on,
        valid_to__gt=on,
        revoked_at=None,
    )
    units = tuple(found.order_by("unit_id").values_list("unit_id", flat=True).distinct())
    if not units:
        raise NotFound("Den ansatte arbeider ikke med saker i enhetene du leder.")
    return units


def _open(actor: Actor) -> QuerySet[Case]:
    """The open cases of the units one leads."""
    return visible(actor).filter(ended_at=None, unit_id__in=actor.unit_ids)


def _as_team(actor: Actor, on: dt.date) -> Actor:
    """Whoever has every role held in the units one leads: to count tasks, never to open anything.

    A leader decides no case, and would else see no decision waiting in anybody's hands.
    """
    held = (
        RoleGrant.objects.filter(
            unit_id__in=actor.unit_ids, valid_from__lte=on, valid_to__gt=on, revoked_at=None
        )
        .order_by("role", "unit_id")
        .values_list("role", "unit_id")
        .distinct()
    )
    works = [
        Grant(Role(role), unit_id)
        for role, unit_id in held
        if may(Role(role), Permission.WORK_CASE) or may(Role(role), Permission.DELIVER)
    ]
    return replace(actor, grants=tuple(works), once=None, acting=None)
