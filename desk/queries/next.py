"""What «Gi meg neste» offers: the unit's unassigned tasks one may have, most at risk first."""

import datetime as dt
from collections import defaultdict
from typing import Final

from cases.queries import entrusted
from deadlines.kinds import Kind
from deadlines.policy import work_policy_on
from deadlines.queries import rules_of, working
from deadlines.rules import Clock, Offer, Waiting, months_after, risk, why
from desk.kinds import HELP_NOW, task_of
from desk.queries.prepared import records_by_plan
from desk.queries.task_rows import MERGES
from desk.queries.tasks import MOST, NOW, OURS, table_of
from people.access import Actor
from privacy.kinds import Task
from privacy.policy import answers_on
from privacy.queries import merges_shut

HOURS_A_DAY: Final = 24
OFFERED: Final = 60  # of the first in line: more than press at the same moment


def next_tasks(*, actor: Actor, on: dt.date) -> tuple[Offer, ...]:
    """The free tasks one can do oneself in cases entrusted to one, or of no case in one's units;
    most at risk first.
    """
    table, values = table_of(actor, on)
    if not table:
        return ()
    able = [kind for kind in HELP_NOW if (needs := task_of(kind).needs) and actor.may(needs)]
    found = records_by_plan(
        "SELECT task_kind, task_key, task_case, task_person, task_unit, task_due, urgent"  # noqa: S608 - our constants
        f" FROM {table}"
        f" WHERE ({OURS} OR holder IS NULL AND task_kind = ANY(%(to_all)s)) AND {NOW}"
        " ORDER BY task_due NULLS LAST, task_case, task_kind, task_key"
        " LIMIT %(most)s",
        values | {"to_all": able, "most": MOST},
    )
    mine = [row for row in found if _can(row["task_kind"], row["task_unit"], actor)]
    merges = [row["task_key"] for row in mine if row["task_kind"] in MERGES]
    shut = merges_shut(merges, actor=actor) if merges else {}
    mine = [row for row in mine if row["task_key"] not in shut]
    ids = {row["task_case"] for row in mine if row["task_case"]}
    versions = dict(entrusted(actor).filter(pk__in=ids).values_list("pk", "version"))
    clocks = _clocks(versions, actor, on)
    own = work_policy_on(on).days_of_a_task
    people: dict[tuple[str, str], int | None] = {}
    days: dict[tuple[str, str], dt.date | None] = {}
    line = []
    for row in mine:
        of_case = row["task_case"] is not None
        if of_case and row["task_case"] not in versions:
            continue
        people[row["task_kind"], row["task_key"]] = row["task_person"]
        running = clocks[row["task_case"]] if of_case else ()
        due = days[row["task_kind"], row["task_key"]] = row["task_due"]
        if due is not None and all(clock.due_on != due for clock in running):
            label, law = task_of(row["task_kind"]).label, _days_by_law(row["task_kind"], on)
            length = own if law is None else law
            running = (*running, Clock(label, due, length, of_law=law is not None, weight=1))
        line.append(
            Waiting(
                case_id=row["task_case"],
                kind=row["task_kind"],
                key=row["task_key"],
                help_now=row["task_kind"] in HELP_NOW,
                urgent=row["urgent"],
                clocks=running,
            )
        )
    line.sort(key=lambda task: risk(task, on=on))
    return tuple(
        Offer(
            task.case_id,
            versions[task.case_id] if task.case_id else None,
            people[task.kind, task.key],
            task.kind,
            task.key,
            why(task, on=on),
            days[task.kind, task.key],
        )
        for task in line[:OFFERED]
    )


def _can(kind: str, unit_id: int, actor: Actor) -> bool:
    """Whether a role of theirs in the task's unit does it, not one held somewhere else."""
    needed = task_of(kind).needs
    return needed is None or unit_id in actor.units_with(needed)


def _days_by_law(kind: str, on: dt.date) -> int | None:
    """How long the law gives for a task of no deadline; None where the day is the house's own."""
    answers = answers_on(on)
    by_law = {
        Task.ANSWER_CLAIM: (months_after(on, answers.months) - on).days,
        Task.SETTLE_BREACH: -(-answers.breach_hours // HOURS_A_DAY),
    }
    return by_law.get(Task(kind)) if kind in set(Task) else None


def _clocks(
    cases: dict[int, int], actor: Actor, on: dt.date
) -> defaultdict[int, tuple[Clock, ...]]:
    """The deadlines that run in these cases and that their own unit must act on."""
    rules = rules_of(actor.municipality_id)
    found: defaultdict[int, tuple[Clock, ...]] = defaultdict(tuple)
    rows = working(on=on).filter(case_id__in=list(cases), unit=None)
    for case_id, kind, starts_on, due_on in rows.values_list(
        "case_id", "kind", "starts_on", "due_on"
    ):
        row = rules.row(Kind(kind), on=on)
        if starts_on is not None and due_on is not None:
            length = max(1, (due_on - starts_on).days)
            found[case_id] += (Clock(row.label, due_on, length, row.of_law, row.weight),)
    return found
