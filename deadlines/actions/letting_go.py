"""What somebody holds and may not hold any longer goes back to its unit, so that somebody gets it.

Their role in the unit has ended, or they have told that they are related to the person.
"""

import datetime as dt
from collections import defaultdict

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from audit.words import filled
from cases.actions import end_own_access, give_responsibility
from cases.models import Case, CaseAccess
from cases.queries import closed_to, entrusted, keeps, queue_owner_of
from deadlines.models import TaskState
from notifications.actions import notify
from notifications.kinds import NoticeKind
from people.access import Actor
from people.models import PersonAccess, StaffMember
from people.queries import kept_from
from people.roles import Permission
from people.signed_in import colleague


def let_go_of_work(staff: StaffMember, *, actor: Actor, at: dt.datetime) -> None:
    """Part: their cases, queues and tasks that they may not have now are nobody's, and told of.

    Who works on no case here any longer keeps no access in their own name either: it would open
    the same cases the day they come back in another unit.
    """
    they = colleague(staff, at=at)
    works = they.units_with(Permission.WORK_CASE) | they.led_unit_ids
    told: dict[int, list[Case]] = defaultdict(list)
    for case in _not_theirs(staff, they, works):
        owner = _give_back(case, staff, actor=actor, at=at)
        if owner is not None:
            told[owner].append(case)
    TaskState.objects.filter(holder=staff).exclude(case__in=entrusted(they)).update(
        holder=None, changed_at=at
    )
    if not works:
        for rows in (CaseAccess.objects, PersonAccess.objects):
            rows.filter(staff=staff, to_at=None, from_at__lte=at).update(to_at=at)
    for owner, cases in told.items():
        _tell(owner, cases, of=staff, at=at)


def give_tasks_back(case: Case, *, at: dt.datetime) -> int:
    """Part: tasks of a locked case that somebody has taken who keeps it no longer, are nobody's.

    At once, though they may finish what they had begun: when their days are over nobody would know
    that a task lay there. How many it was.
    """
    held = TaskState.objects.filter(case=case, holder__isnull=False).select_related("holder")
    gone = [
        state.pk
        for state in held
        if state.holder and not keeps(case, colleague(state.holder, at=at))
    ]
    return TaskState.objects.filter(pk__in=gone).update(holder=None, changed_at=at)


def _not_theirs(staff: StaffMember, they: Actor, works: frozenset[int]) -> QuerySet[Case]:
    """Open cases they answer for, or whose queue they own, and may not; locked, in one order."""
    wrong = ~Q(unit_id__in=works) | Q(person_id__in=kept_from(they))
    queued = Q(responsible=None, queue_owner=staff)
    if they.may(Permission.DISTRIBUTE):
        queued &= wrong
    return (
        Case.objects.select_for_update(of=("self",), no_key=True)
        .select_related("unit")
        .filter(Q(responsible=staff) & wrong | queued)
        .filter(municipality_id=staff.municipality_id, ended_at=None)
        .order_by("pk")
    )


def _give_back(case: Case, staff: StaffMember, *, actor: Actor, at: dt.datetime) -> int | None:
    """The case is in its unit's queue; whose queue, or nobody's where it must stay as it is."""
    besides = closed_to(case)
    try:
        owner = queue_owner_of(case.unit, on=localdate(at), besides=besides)
    except LookupError:
        return None  # nobody leads: better held by who had it than by none
    if case.responsible_id is None and owner == case.queue_owner_id:
        return None
    give_responsibility(case, unit=case.unit, staff=None, actor=actor, at=at)
    end_own_access(case, staff.pk, at=at)
    return owner


def _tell(owner: int, cases: list[Case], *, of: StaffMember, at: dt.datetime) -> None:
    only = cases[0] if len(cases) == 1 else None
    notify(
        StaffMember.objects.get(pk=owner),
        NoticeKind.TASK,
        case=only,
        key=f"let-go:{of.pk}:{at.isoformat()}",
        sentence=filled("Sak {reference} trenger ny ansvarlig.", reference=only.reference)
        if only
        else filled("{n} saker trenger ny ansvarlig.", n=len(cases)),
        at=at,
    )
