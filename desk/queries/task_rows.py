"""Tasks as the inbox shows them: names looked up, and nothing of a case one may not open."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2s
from typing import Any, Final

from django.utils.translation import gettext

from assessments.models import Trial
from audit.words import said
from cases import queries as cases
from cases.queries import CaseHead, PersonHead, person_heads, staff_names, visible
from deadlines.models import Deadline
from decisions.models import DecisionLine
from desk.kinds import CASE, task_of
from desk.queries.team import doers
from oversight.queries import controlled_in, task_labels
from people.access import Actor
from people.roles import Permission
from privacy.kinds import Task
from privacy.queries import merges_shut

UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MERGES: Final = (Task.CONFIRM_MERGE, Task.CONFIRM_UNMERGE, Task.SETTLE_BREACH)
ORDER: Final = "order:"  # how the deadlines of a granted line are called


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One line of the inbox."""

    kind: str
    key: str
    title: str
    url: str
    reference: str  # empty for a case one may not open, and for no case
    person_id: int | None
    person: str
    age: int | None
    died_on: dt.date | None
    protection: str  # how the address is protected; empty where it is not
    services: str
    due_on: dt.date | None
    urgent: bool
    responsible: str  # a name; empty: oneself, or nobody yet
    mine: bool
    status: str
    hold_until: dt.date | None
    hold_reason: str
    waited_out: bool  # was on hold, and the day has come
    woken: bool  # was on hold, and something is new in the case
    for_whom: str  # who is away, and whose it is: one stands in, or leads where nobody does
    may_take: bool
    may_hold: bool
    may_resume: bool
    may_give: bool
    doers: tuple[str, ...] | None = None  # who can do what one cannot oneself; None: one can

    @property
    def mark(self) -> str:
        """What knows the row again on the page it stands on."""
        return mark_of(self.kind, self.key)

    @property
    def picked(self) -> str:
        """What says which task this is when several are chosen: case, kind and key."""
        return f"{self.reference} {self.kind} {self.key}"


def mark_of(kind: str, key: str) -> str:
    """A short digest that knows a task again and tells nothing of it."""
    return blake2s(f"{kind} {key}".encode(), digest_size=4).hexdigest()


@dataclass(frozen=True, slots=True)
class _Around:
    heads: Mapping[int, CaseHead]  # of the cases the actor may open
    people: Mapping[int, PersonHead]
    staff: Mapping[int, str]
    ordered: Mapping[str, str]  # what alone a task is about, by its key: a service, a control
    shut: Mapping[str, str]  # what only others can do and who said so, by the task's key
    able: Mapping[Permission, tuple[str, ...]]  # who can, what the actor cannot
    actor: Actor
    on: dt.date


def rows_of(
    found: Sequence[Mapping[str, Any]], *, actor: Actor, on: dt.date
) -> tuple[TaskRow, ...]:
    """The rows of tasks as the database gives them, in their order."""
    ids = [row["task_case"] for row in found if row["task_case"]]
    needed = {task_of(row["task_kind"]).needs for row in found}
    lacking = [one for one in needed if one is not None and not actor.may(one)]
    mine = list(visible(actor).filter(pk__in=ids).values_list("pk", flat=True))
    around = _Around(
        heads=cases.heads(mine, on=on),
        people=person_heads({row["task_person"] for row in found if row["task_person"]}, on=on),
        staff=staff_names({row["holder"] for row in found}),
        ordered=_ordered([row["task_key"] for row in found], on=on)
        | _controlled(found, actor=actor),
        shut=_shut(found, actor=actor),
        able=doers(lacking, unit_ids=actor.unit_ids, on=on),
        actor=actor,
        on=on,
    )
    return tuple(_row(row, around) for row in found)


def _ordered(keys: Sequence[str], *, on: dt.date) -> dict[str, str]:
    """The one service a task is about, by the task's key: an order's, or of a deadline of one."""
    ids = [key for key in keys if UUID.fullmatch(key)]
    of = {key: key for key in ids}
    deadlines = Deadline.objects.filter(public_id__in=ids, key__startswith=ORDER)
    for deadline, key in deadlines.values_list("public_id", "key"):
        of[str(deadline)] = key.removeprefix(ORDER).partition(":")[0]
    orders = set(of.values())
    rows = [
        *DecisionLine.objects.filter(public_id__in=orders).values_list("public_id", "service_key"),
        *Trial.objects.filter(public_id__in=orders).values_list("public_id", "service_key"),
    ]
    names = cases.service_names([key for _id, key in rows], on=on)
    services = {str(row[0]): name for row, name in zip(rows, names, strict=True)}
    return {key: services[order] for key, order in of.items() if order in services}


def _controlled(found: Sequence[Mapping[str, Any]], *, actor: Actor) -> dict[str, str]:
    """Who is controlled, for which day and why, by the task's key: two are told apart by it."""
    keys = [row["task_key"] for row in found if row["task_kind"] in task_labels()]
    return {
        key: gettext("%(who)s, %(day)s: %(what)s")
        % {"who": who, "day": f"{day:%d.%m.%Y}", "what": said(what, gettext)}
        for key, (who, day, what) in (controlled_in(keys, actor=actor) if keys else {}).items()
    }


def _shut(found: Sequence[Mapping[str, Any]], *, actor: Actor) -> dict[str, str]:
    """Whom to ask where the person has blocked what is known of them, by the task's key."""
    keys = [row["task_key"] for row in found if row["task_kind"] in set(MERGES)]
    asked = gettext("Sperret av personen. Svares av en som arbeider med saken. Spør %(who)s.")
    shut = merges_shut(keys, actor=actor) if keys else {}
    return {key: asked % {"who": who} for key, who in shut.items()}


def _row(row: Mapping[str, Any], around: _Around) -> TaskRow:
    kind, head = task_of(row["task_kind"]), around.heads.get(row["task_case"])
    able = around.able.get(kind.needs) if kind.needs else None
    # Of what one cannot do oneself, nobody is named whose case one may not open.
    shown = able is None or head is not None
    person = around.people.get(row["task_person"]) if shown else None
    # Nor does a unit's list name who has kode 6: its order's own page does, one look at one person.
    named = person is not None and (head is not None or not person.unnamed)
    mine = row["holder"] == around.actor.staff_id
    hold_until: dt.date | None = row["hold_until"]
    works = head is not None and around.actor.may(Permission.WORK_CASE)
    return TaskRow(
        kind=row["task_kind"],
        key=row["task_key"],
        title=kind.label,
        url=""
        if row["task_key"] in around.shut
        else _url(kind.url if able is None else CASE, row["task_key"], head, person),
        reference=head.reference if head else "",
        person_id=row["task_person"] if shown else None,
        person=person.list_name if person and named else "",
        age=person.age if person and named else None,
        died_on=person.died_on if person else None,
        protection=person.protection if person else "",
        services=around.shut.get(row["task_key"], "")
        or around.ordered.get(row["task_key"], "")
        or (head.title if head else ""),
        due_on=row["task_due"],
        urgent=row["urgent"],
        responsible="" if mine else around.staff.get(row["holder"], ""),
        mine=mine,
        status="På vent" if hold_until and hold_until > around.on else row["task_status"],
        hold_until=hold_until,
        hold_reason=row["hold_reason"],
        waited_out=bool(hold_until and hold_until <= around.on),
        woken=row["woken"],
        for_whom=around.staff.get(row["holder"], "") if row["for_other"] else "",
        may_take=works and able is None and row["holder"] is None,
        may_hold=works and hold_until is None,
        may_resume=works and row["held_itself"],
        may_give=head is not None and around.actor.may(Permission.DISTRIBUTE),
        doers=able,
    )


def _url(pattern: str, key: str, head: CaseHead | None, person: PersonHead | None) -> str:
    """The task's page; the person's for a task about a case one may not open."""
    if head is None and "{reference}" in pattern:
        return person.url if person else ""
    return pattern.format(reference=head.reference if head else "", key=key)
