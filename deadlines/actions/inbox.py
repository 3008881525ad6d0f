"""Use cases of the inbox: take a task, give it, let it wait, take it up again.

The task itself is derived from its cause; only its holder and its wait are stored.
"""

import datetime as dt
from collections.abc import Collection, Sequence

from django.utils.timezone import localdate

from audit import trail
from audit.events import Event
from audit.words import filled, mark
from cases.actions import assign, discard_drafts, must_be_written, take
from cases.legal import Despite
from cases.models import Case
from cases.queries import entrusted, lock, must_receive_impartially, works_in
from deadlines.events import TaskGiven, TaskHeld, TaskResumed, TaskTaken
from deadlines.kinds import kinds_of_case, rule_of_task
from deadlines.models import TaskState
from deadlines.queries import (
    kept_apart_since,
    last_wait,
    last_wait_of_case,
    passed_day,
    task_state,
)
from deadlines.rules import draft_form
from notifications.actions import notify
from notifications.kinds import NoticeKind
from people.access import Actor, acts_on, require, use_case
from people.models import StaffMember
from people.refusals import Refused, Stale
from people.roles import Permission
from people.signed_in import colleague


@use_case(Permission.WORK_CASE)
def take_task(
    case_id: int, *, kind: str, key: str, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Take a task of a case (Ta oppgaven); the next step of a case nobody has, takes the case.

    Raises Stale with who took it if somebody was first.
    """
    case = lock(case_id, actor=actor)
    trail.record(_taken(case, kind=kind, key=key, actor=actor, at=at), actor=actor, at=at)
    return {"reference": case.reference}


def _taken(case: Case, *, kind: str, key: str, actor: Actor, at: dt.datetime) -> Event:
    """Part: the task is the actor's, or the case with it. What the case says is not stored."""
    state = _state(case, kind, key, at=at)
    follows = _goes_with(case, kind, actor=actor)
    first = state.holder or (case.responsible if follows else None)
    if first is not None and first.pk != actor.staff():
        raise Stale(filled("{holder} tok oppgaven først.", holder=first), code="already_taken")
    needed = rule_of_task(kind).needs
    if needed is not None:
        require(actor, needed)
    if follows and state.holder_id is None and case.responsible_id is None:
        return take(case, actor=actor, at=at)
    if follows and case.responsible_id is None:
        _leave_to_case(state, at=at)
        return take(case, actor=actor, at=at)
    if case.responsible_id != actor.staff() or not follows:
        state.holder_id = actor.staff()
        _save(state, at=at)
    return TaskTaken(case_id=case.pk, person_id=case.person_id, kind=kind, key=key)


def take_free(case: Case, *, kind: str, key: str, actor: Actor, at: dt.datetime) -> Event:
    """Part: the task of the locked case is the actor's. Raises Stale when anybody has it."""
    state = task_state(case.pk, kind=kind, key=key)
    follows = _goes_with(case, kind, actor=actor)
    holder = (state.holder_id if state else None) or (case.responsible_id if follows else None)
    if holder is not None:
        raise Stale(code="already_taken")
    return _taken(case, kind=kind, key=key, actor=actor, at=at)


def take_apart(
    *,
    kind: str,
    key: str,
    person_id: int | None,
    due_on: dt.date | None,
    actor: Actor,
    at: dt.datetime,
) -> Event:
    """Part: a task of no case is the actor's for some days. Raises Stale when anybody has it.

    No case is locked: the row itself keeps others out, and who writes it first has the task.
    """
    needed = rule_of_task(kind).needs
    if needed is not None:
        require(actor, needed)
    mine = TaskState(
        municipality_id=actor.municipality_id,
        kind=kind,
        key=key,
        holder_id=actor.staff(),
        changed_at=at,
    )
    TaskState.objects.bulk_create([mine], ignore_conflicts=True)
    of_none = TaskState.objects.select_for_update().filter(
        municipality_id=actor.municipality_id, case=None
    )
    state = of_none.get(kind=kind, key=key)
    kept = state.changed_at >= kept_apart_since(localdate(at), due_on=due_on)
    if state.holder_id not in {None, actor.staff()} and kept:
        raise Stale(code="already_taken")
    state.holder_id = actor.staff()
    _save(state, at=at)
    if person_id is not None:
        acts_on(actor, person_id=person_id)
    return TaskTaken(person_id=person_id, kind=kind, key=key)


@use_case(Permission.DISTRIBUTE)
def assign_case(
    case_id: int, *, staff_id: int, version: int | None = None, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Give a case in one's unit to a member of its staff (fordele), with its next step.

    Whoever was given the step by hand has it no longer. Raises Stale; Refused when the receiver has
    no role in the case's unit today, or is disqualified.
    """
    case = lock(case_id, actor=actor, version=version, despite=Despite.HANDING_OVER)
    given = assign(case, staff_id=staff_id, actor=actor, at=at)
    follow_case(case, at=at)
    trail.record(given, actor=actor, at=at)
    return {"reference": case.reference}


@use_case(Permission.DISTRIBUTE)
def give_task(
    case_id: int, *, kind: str, key: str, staff_id: int, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Give a task to somebody in the units one leads (Gi til); the next step of a case nobody
    has, gives the case.

    Raises Refused for somebody who does not work on cases there, or may not open this one.
    """
    case = lock(case_id, actor=actor, despite=Despite.HANDING_OVER)
    receiver = receiver_of(staff_id, actor=actor, at=at)
    trail.record(
        given_to(case, receiver, kind=kind, key=key, actor=actor, at=at), actor=actor, at=at
    )
    tell_of_work(receiver, [case.reference], actor=actor, at=at)
    return {"reference": case.reference}


@use_case(Permission.WORK_CASE)
def hold_task(
    case_id: int,
    *,
    kind: str,
    key: str,
    until: dt.date,
    reason: str,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Let a task wait (Sett på vent) until a day ahead, for a reason. No clock of the law stops."""
    case = lock(case_id, actor=actor)
    check_wait(until, reason, at=at)
    discard_drafts(case, draft_form("vent", key), owner_id=actor.staff())
    trail.record(
        put_on_hold(case, kind=kind, key=key, until=until, reason=reason, at=at),
        actor=actor,
        at=at,
    )
    return {"reference": case.reference}


@use_case(Permission.WORK_CASE)
def resume_task(
    case_id: int, *, kind: str, key: str, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Take up a task that waits. Raises Refused if it does not."""
    case = lock(case_id, actor=actor)
    state = task_state(case.pk, kind=kind, key=key)
    if state is None or state.hold_until is None:
        raise Refused("Oppgaven står ikke på vent.", code="not_on_hold")
    state.hold_until = state.held_at = None
    state.hold_reason = ""
    _save(state, at=at)
    trail.record(
        TaskResumed(case_id=case.pk, person_id=case.person_id, kind=kind, key=key),
        actor=actor,
        at=at,
    )
    return {"reference": case.reference}


def receiver_of(staff_id: int, *, actor: Actor, at: dt.datetime) -> StaffMember:
    """Who a leader gives to. Raises Refused for somebody who does not work in their units."""
    if not works_in(actor.led_unit_ids, staff_id=staff_id, on=localdate(at)):
        raise Refused("Velg en som arbeider i enheten din.", code="not_in_unit", field="staff")
    return StaffMember.objects.get(pk=staff_id)


def given_to(
    case: Case, receiver: StaffMember, *, kind: str, key: str, actor: Actor, at: dt.datetime
) -> Event:
    """Part: the task is the receiver's, or the case with it where nobody has it.

    Raises Refused if they may not open the case, cannot do such a task, or are disqualified.
    """
    must_receive_impartially(case, receiver, field="staff")
    they = must_be_able(receiver, kind, at=at)
    state, follows = _state(case, kind, key, at=at), _goes_with(case, kind, actor=actor)
    works_there = works_in([case.unit_id], staff_id=receiver.pk, on=localdate(at))
    if follows and case.responsible_id is None and works_there:
        _leave_to_case(state, at=at)
        return assign(case, staff_id=receiver.pk, actor=actor, at=at)
    if not entrusted(they).filter(pk=case.pk).exists():
        raise Refused(
            filled(
                "{staff} har ikke tilgang til saken. Velg en som arbeider i enheten som har saken.",
                staff=receiver,
            ),
            code="cannot_open",
            field="staff",
        )
    if follows and case.responsible_id == receiver.pk:
        _leave_to_case(state, at=at)
    else:
        state.holder_id = receiver.pk
        _save(state, at=at)
    return TaskGiven(
        case_id=case.pk, person_id=case.person_id, kind=kind, key=key, to_staff_id=receiver.pk
    )


def must_be_able(receiver: StaffMember, kind: str, *, at: dt.datetime) -> Actor:
    """Part: the receiver as they are when they sign in. Raises Refused if the task is not for them:
    they would not see it, and nobody else would.
    """
    they, needed = colleague(receiver, at=at), rule_of_task(kind).needs
    if needed is not None and not they.may(needed):
        raise Refused(
            filled("{staff} kan ikke gjøre denne oppgaven. Velg en annen.", staff=receiver),
            code="cannot_do",
            field="staff",
        )
    return they


def follow_case(case: Case, *, given_up: Collection[int] | None = None, at: dt.datetime) -> None:
    """Part: what these had of the case's own steps goes with the case to who has it now.

    Without `given_up`, whoever had them.
    """
    stored = TaskState.objects.filter(case=case, kind__in=kinds_of_case(), holder__isnull=False)
    if given_up is not None:
        stored = stored.filter(holder_id__in=list(given_up))
    stored.update(holder=None, changed_at=at)


def _goes_with(case: Case, kind: str, *, actor: Actor) -> bool:
    """Whether a task is the next step of an open case of the actor's units."""
    here = case.ended_at is None and case.unit_id in actor.unit_ids
    return here and rule_of_task(kind).of_case


def _leave_to_case(state: TaskState, *, at: dt.datetime) -> None:
    """Nobody but who answers for the case has the task; that it waits is kept."""
    if state.holder_id is not None:
        state.holder_id = None
        _save(state, at=at)


def tell_of_work(
    receiver: StaffMember, references: Sequence[str], *, actor: Actor, at: dt.datetime
) -> None:
    """Part: one notice to who was given work in these cases, and by whom; not to oneself."""
    if not references or receiver.pk == actor.staff():
        return
    giver, several = StaffMember.objects.get(pk=actor.staff()), sorted(set(references))
    only = several[0] if len(several) == 1 else ""
    ours = Case.objects.filter(municipality_id=receiver.municipality_id)
    notify(
        receiver,
        NoticeKind.TASK,
        case=ours.get(reference=only) if only else None,
        key=f"given:{at.isoformat()}:{actor.staff()}",
        sentence=filled(
            "{giver} har gitt deg arbeid i sak {reference}.", giver=giver, reference=only
        )
        if only
        else filled("{giver} har gitt deg arbeid i {n} saker.", giver=giver, n=len(several)),
        at=at,
    )


def check_wait(until: dt.date, reason: str, *, at: dt.datetime) -> None:
    """Raise Refused unless the wait ends on a day ahead and has a reason."""
    if until <= localdate(at):
        raise Refused("Velg en dato etter i dag.", code="date_not_ahead", field="until")
    if not reason.strip():
        raise Refused("Skriv hvorfor oppgaven venter.", code="reason_missing", field="reason")


def put_on_hold(
    case: Case, *, kind: str, key: str, until: dt.date, reason: str, at: dt.datetime
) -> TaskHeld:
    """Part: the task waits. `until` and `reason` have been checked.

    Raises Refused for a task of the case itself while its hastevedtak is to be written, for a wait
    that would bring it too near a deadline of the law, and for a long one of what is late already.
    """
    if key == case.reference:
        must_be_written(
            case,
            mark("Det er gitt et hastevedtak i saken. Skriv det ferdig: oppgaven kan ikke vente."),
        )
    _before_the_law(case, kind=kind, key=key, until=until, on=localdate(at))
    _soon_after_its_day(case, kind=kind, key=key, until=until, on=localdate(at))
    state = _state(case, kind, key, at=at)
    state.hold_until = until
    state.hold_reason = reason.strip()[:300]
    state.held_at = at
    _save(state, at=at)
    return TaskHeld(
        case_id=case.pk,
        person_id=case.person_id,
        kind=kind,
        key=key,
        until=f"{until:%d.%m.%Y}",
        reason=reason.strip(),
    )


def _before_the_law(case: Case, *, kind: str, key: str, until: dt.date, on: dt.date) -> None:
    """Raise Refused for a wait past the day a deadline of the law is reminded of."""
    _must_end_by(last_wait(case, kind=kind, key=key, on=on), until, on)


def _soon_after_its_day(case: Case, *, kind: str, key: str, until: dt.date, on: dt.date) -> None:
    """Raise Refused for a task whose own day has passed, that would wait longer than a while."""
    passed = passed_day(case.pk, kind=kind, key=key, on=on)
    if passed is None or passed[1] is None or until <= passed[1]:
        return
    raise Refused(
        filled(
            "Fristen for oppgaven gikk ut {day}. Velg en dato senest {last}.",
            day=f"{passed[0]:%d.%m.%Y}",
            last=f"{passed[1]:%d.%m.%Y}",
        ),
        code="past_its_day",
        field="until",
    )


def case_waits_before_the_law(case: Case, *, until: dt.date, on: dt.date) -> None:
    """Part: raise Refused for a wait of the whole case past such a day (cases.actions.waiting)."""
    _must_end_by(last_wait_of_case(case, on=on), until, on)


def _must_end_by(found: tuple[str, dt.date, dt.date] | None, until: dt.date, on: dt.date) -> None:
    if found is None or until <= found[2]:
        return
    label, due_on, last = found
    day, latest = f"{due_on:%d.%m.%Y}", f"{last:%d.%m.%Y}"
    raise Refused(
        filled(
            "«{deadline}» har frist {day}, og loven venter ikke. Velg en dato senest {last}.",
            deadline=label,
            day=day,
            last=latest,
        )
        if last > on
        else filled(
            "«{deadline}» har frist {day}. Oppgaven kan ikke vente.", deadline=label, day=day
        ),
        code="past_the_law",
        field="until",
    )


def take_up_all(case: Case, *, at: dt.datetime) -> None:
    """Part: no task of the locked case itself waits any longer."""
    TaskState.objects.filter(case=case, key=case.reference, hold_until__isnull=False).update(
        hold_until=None, hold_reason="", held_at=None, changed_at=at
    )


def _state(case: Case, kind: str, key: str, *, at: dt.datetime) -> TaskState:
    """What is stored about the task, made if nothing was. The case's lock keeps others out."""
    stored = task_state(case.pk, kind=kind, key=key)
    return stored or TaskState(
        municipality_id=case.municipality_id, kind=kind, key=key, case=case, changed_at=at
    )


def _save(state: TaskState, *, at: dt.datetime) -> None:
    state.changed_at = at
    state.save()
