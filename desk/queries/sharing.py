"""«Fordeling»: what nobody has taken, what each in the team has, and all that one of them has."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.db.models import Count, Q, QuerySet

from cases.models import Case
from cases.queries import Colleague, queue_owner_of, staff_names, team_of, unit_names, visible
from desk.kinds import task_of
from desk.queries.cases import CaseRow, case_rows
from desk.queries.prepared import records_by_plan
from desk.queries.tasks import NOW, table_of
from desk.queries.team import as_team
from intake.queries import TASK as PROMISED
from intake.queries import Promise, promises_of
from people.access import Actor
from people.models import Resident, RoleGrant, Unit
from people.queries import named_only
from people.refusals import NotFound
from people.roles import Permission, Role, may

MOST: Final = 200  # cases on a page to share out; what is left comes when these are given


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
class Step:
    """Something to do in a case; `holder` is empty when nobody has it."""

    title: str
    holder_id: int | None
    holder: str
    hold_until: dt.date | None  # waits until a day ahead


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
class Elsewhere:
    """Tasks somebody has in the cases of a unit one does not lead, and who leads it."""

    unit: str
    leader: str  # empty: nobody
    tasks: int


@dataclass(frozen=True, slots=True)
class AllWork:
    """All that somebody has: what can be given, and what another leader must give."""

    portions: tuple[Work, ...]
    promises: tuple[Promise, ...]
    elsewhere: tuple[Elsewhere, ...]
    apart: int  # tasks about no case that can be given here
    queues: tuple[Queue, ...]  # they are named as the owner of these, and none is given with them


def queues(*, actor: Actor, on: dt.date) -> tuple[Queue, ...]:
    """The units one leads that have open cases, those where most wait first; in two queries."""
    found = (
        Case.objects.filter(unit_id__in=actor.led_unit_ids, ended_at=None)
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


def tasks_in(
    case_ids: Collection[int], *, actor: Actor, on: dt.date
) -> dict[int, tuple[Step, ...]]:
    """What is to be done in each of these cases, and by whom; in three queries."""
    table, values = table_of(as_team(actor, on), on)
    statement = (
        "SELECT task_case, task_kind, holder, hold_until FROM"  # noqa: S608 - our constants
        f" {table} WHERE task_case = ANY(%(cases)s) ORDER BY task_due NULLS LAST, task_kind"
    )
    found = (
        records_by_plan(statement, values | {"cases": list(case_ids)}) if table and case_ids else []
    )
    names = staff_names({row["holder"] for row in found})
    steps: dict[int, tuple[Step, ...]] = {}
    for row in found:
        waits = row["hold_until"] if row["hold_until"] and row["hold_until"] > on else None
        step = Step(
            task_of(row["task_kind"]).label, row["holder"], names.get(row["holder"], ""), waits
        )
        steps[row["task_case"]] = (*steps.get(row["task_case"], ()), step)
    return steps


def of_the_named(rows: Collection[CaseRow], *, actor: Actor) -> frozenset[int]:
    """Of these cases, those of whom only the named see (kode 6, and who works here): their ids.

    The unit's staff do not find them, so the leader alone can give them to one.
    """
    about = {row.person_id for row in rows}
    named = set(
        Resident.objects.filter(pk__in=about)
        .filter(pk__in=named_only(actor))
        .values_list("pk", flat=True)
    )
    return frozenset(row.id for row in rows if row.person_id in named)


def cases_named(references: Collection[str], *, actor: Actor, on: dt.date) -> list[CaseRow]:
    """These cases, as far as the actor may open them, in the order of their numbers."""
    found = visible(actor).filter(reference__in=references).order_by("reference")
    return case_rows(list(found.values_list("pk", flat=True)), on=on)


def loads(unit_ids: Collection[int], *, actor: Actor, on: dt.date) -> tuple[Load, ...]:
    """The staff of these units with what each has: who is here and has room first; five queries.

    Tasks in cases of units the actor does not lead are not among them.
    """
    staff = team_of(unit_ids, on=on)
    table, values = table_of(as_team(actor, on), on)
    statement = (
        "SELECT holder, count(*) AS tasks, count(*) FILTER (WHERE task_due < %(on)s) AS overdue"  # noqa: S608 - our constants
        f" FROM {table} WHERE {NOW} AND holder = ANY(%(team)s) GROUP BY holder"
    )
    counted = (
        records_by_plan(statement, values | {"team": [one.id for one in staff]})
        if table and staff
        else []
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
    table, values = table_of(replace(as_team(actor, on), staff_id=staff_id), on)
    statement = (
        "SELECT task_case, task_kind, task_key, taken FROM"  # noqa: S608 - our constants
        f" {table} WHERE holder = %(staff)s ORDER BY task_due NULLS LAST, task_kind, task_key"
    )
    tasks = records_by_plan(statement, values | {"staff": staff_id}) if table else []
    about = {task["task_case"] for task in tasks if task["task_case"]}
    led = visible(actor).filter(unit_id__in=actor.led_unit_ids, pk__in=about)
    here = own | set(led.values_list("pk", flat=True))
    rows = case_rows(sorted(here)[:MOST], on=on)
    portions = []
    for row in rows:
        inside = [task for task in tasks if task["task_case"] == row.id]
        apart = [
            (task["task_kind"], task["task_key"])
            for task in inside
            if row.id not in own or task["taken"] or not task_of(task["task_kind"]).of_case
        ]
        titles = tuple(dict.fromkeys(task_of(task["task_kind"]).label for task in inside))
        portions.append(Work(row, row.id in own, titles, tuple(apart)))
    portions.sort(key=lambda one: (one.row.due_on or dt.date.max, one.row.reference))
    return AllWork(
        portions=tuple(portions),
        promises=promises_of(staff_id, actor=actor, on=on),
        elsewhere=_elsewhere([t["task_case"] for t in tasks if t["task_case"] not in here], on=on),
        apart=sum(t["task_case"] is None and t["task_kind"] != PROMISED for t in tasks),
        queues=_owned(staff_id, actor=actor, on=on),
    )


def _owned(staff_id: int, *, actor: Actor, on: dt.date) -> tuple[Queue, ...]:
    """The queues one leads that somebody is named as the owner of, with what waits in each."""
    waiting = _open(actor).filter(responsible=None, queue_owner_id=staff_id)
    counts = Counter(waiting.order_by().values_list("unit_id", flat=True))
    names = unit_names(set(counts), on=on)
    rows = [Queue(pk, names.get(pk, ""), n) for pk, n in counts.items()]
    return tuple(sorted(rows, key=lambda row: (row.unit, row.unit_id)))


def _elsewhere(case_ids: Sequence[int | None], *, on: dt.date) -> tuple[Elsewhere, ...]:
    """The units that have these cases, once for each task, with who leads them."""
    cases = Case.objects.filter(pk__in={pk for pk in case_ids if pk}).select_related("unit")
    units = {case.pk: case.unit for case in cases}
    counted = Counter(units[pk].pk for pk in case_ids if pk)
    names = unit_names(set(counted), on=on)
    by_id = {unit.pk: unit for unit in units.values()}
    return tuple(
        Elsewhere(names.get(pk, ""), _leader(by_id[pk], on=on), n)
        for pk, n in sorted(counted.items())
    )


def _leader(unit: Unit, *, on: dt.date) -> str:
    try:
        pk = queue_owner_of(unit, on=on)
    except LookupError:
        return ""
    return staff_names({pk}).get(pk, "")


def team_unit_ids(staff_id: int, *, actor: Actor, on: dt.date) -> tuple[int, ...]:
    """The units one leads in which a member works on cases. Raises NotFound for none."""
    roles = [role for role in Role if may(role, Permission.WORK_CASE)]
    found = RoleGrant.objects.filter(
        staff_id=staff_id,
        unit_id__in=actor.led_unit_ids,
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
    return visible(actor).filter(ended_at=None, unit_id__in=actor.led_unit_ids)
