"""Use cases on the case itself: take it, let it wait, take it up again; and the giving of it."""

import datetime as dt
from typing import Final

from django.utils.timezone import localdate

from audit import trail
from audit.words import filled, mark
from cases.actions.drafts import discard_drafts
from cases.actions.parts import give_responsibility, must_be_written
from cases.actions.waiting import must_be_able_to_wait
from cases.events import CaseAssigned, CaseHeld, CaseResumed, CaseTaken
from cases.models import Case
from cases.queries import lock, must_receive_impartially, works_in, works_in_its_unit
from people.access import Actor, use_case
from people.models import StaffMember, Unit
from people.refusals import Refused, Stale
from people.roles import Permission

HOLDING: Final = "vent"  # what the draft of «Sett på vent» is called


@use_case(Permission.WORK_CASE)
def take_case(case_id: int, *, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Take a case from the queue of one's unit (Ta oppgaven).

    Raises Stale with who took it when somebody was first.
    """
    case = lock(case_id, actor=actor)
    trail.record(take(case, actor=actor, at=at), actor=actor, at=at)
    return {"reference": case.reference}


def take(case: Case, *, actor: Actor, at: dt.datetime) -> CaseTaken:
    """Part: a locked case that nobody has is the actor's; the event is the caller's.

    Raises Stale as `take_case`; Refused for a case that has ended, and for who does not work in its
    unit: who has given it on reads it and writes in it some days more, and does not get it back so.
    """
    _must_be_open(case)
    if case.responsible_id is not None:
        raise Stale(
            filled("{responsible} har allerede tatt saken.", responsible=case.responsible),
            code="already_taken",
        )
    if not works_in_its_unit(case, actor):
        raise Refused(
            filled(
                "Saken ligger i en enhet du ikke arbeider i. {holder} fordeler den.",
                holder=case.queue_owner,
            ),
            code="not_in_unit",
        )
    staff = StaffMember.objects.get(pk=actor.staff())
    give_responsibility(case, unit=case.unit, staff=staff, actor=actor, at=at)
    return CaseTaken(case_id=case.pk, person_id=case.person_id)


def assign(case: Case, *, staff_id: int, actor: Actor, at: dt.datetime) -> CaseAssigned:
    """Part: a locked case in one of the actor's units is a colleague's; the event is the caller's.

    Raises Refused when the receiver has no role in the case's unit today, or is disqualified, and
    for a case that has ended.
    """
    _must_be_open(case)
    works_there = works_in([case.unit_id], staff_id=staff_id, on=localdate(at))
    if case.unit_id not in actor.unit_ids or not works_there:
        raise Refused(
            "Velg en som arbeider i enheten som har saken.", code="not_in_unit", field="staff"
        )
    staff = StaffMember.objects.get(pk=staff_id)
    must_receive_impartially(case, staff, field="staff")
    unit = Unit.objects.get(pk=case.unit_id)
    give_responsibility(case, unit=unit, staff=staff, actor=actor, at=at)
    return CaseAssigned(case_id=case.pk, person_id=case.person_id, to_staff_id=staff.pk)


@use_case(Permission.WORK_CASE)
def hold_case(
    case_id: int,
    *,
    until: dt.date,
    reason: str,
    version: int | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Let the case wait (Sett på vent) until a day ahead, for a reason. Clocks do not stop.

    Raises Stale; Refused, also while a hastevedtak is to be written, which never waits, and for a
    wait that would bring it too near a deadline of the law.
    """
    case = lock(case_id, actor=actor, version=version)
    _must_be_open(case)
    must_be_written(
        case, mark("Det er gitt et hastevedtak i saken. Skriv det ferdig før saken settes på vent.")
    )
    if until <= localdate(at):
        raise Refused("Velg en dato etter i dag.", code="date_not_ahead", field="until")
    if not reason.strip():
        raise Refused("Skriv hvorfor saken venter.", code="reason_missing", field="reason")
    must_be_able_to_wait(case, until=until, on=localdate(at))
    case.hold_until = until
    case.hold_reason = reason.strip()
    case.version += 1
    case.save(update_fields=["hold_until", "hold_reason", "version"])
    discard_drafts(case, HOLDING, owner_id=actor.staff())
    trail.record(
        CaseHeld(
            case_id=case.pk,
            person_id=case.person_id,
            until=f"{until:%d.%m.%Y}",
            reason=reason.strip(),
        ),
        actor=actor,
        at=at,
    )
    return {"reference": case.reference}


@use_case(Permission.WORK_CASE)
def resume_case(
    case_id: int, *, version: int | None = None, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Take up a case that waits."""
    case = lock(case_id, actor=actor, version=version)
    if case.hold_until is None:
        raise Refused("Saken står ikke på vent.", code="not_on_hold")
    case.hold_until = None
    case.hold_reason = ""
    case.version += 1
    case.save(update_fields=["hold_until", "hold_reason", "version"])
    trail.record(CaseResumed(case_id=case.pk, person_id=case.person_id), actor=actor, at=at)
    return {"reference": case.reference}


def _must_be_open(case: Case) -> None:
    if case.ended_at is not None:
        raise Refused("Saken er avsluttet.", code="case_ended")
