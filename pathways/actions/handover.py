"""Propose a handover, take it back, and deal with a declined one."""

import datetime as dt
from typing import Any

from django.utils.timezone import localdate

from audit import trail
from audit.words import filled
from cases.legal import Despite
from cases.models import Case
from cases.queries import lock, must_receive_impartially
from pathways.actions.parts import answer_of, pending, propose, refused, withdraw
from pathways.events import DeclineSettled
from pathways.models import Handover
from pathways.queries import coordination_unit, holds, may_receive, sent
from pathways.rules import Purpose
from people.access import Actor, use_case
from people.models import StaffMember, Unit
from people.refusals import Refused
from people.roles import Permission


@use_case(Permission.HAND_OVER)
def propose_handover(
    case_id: int,
    *,
    purpose: str,
    to_unit: str = "",
    to_staff: str = "",
    message: str = "",
    version: int | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Propose to hand over the pathway (to a coordinator) or the responsibility for the case.

    `to_unit` is the unit's key, `to_staff` a public id; both empty is the coordinators' unit. The
    sender stays responsible until it is accepted. The receiving unit may look from now on.
    Raises Refused with every objection.
    """
    case = lock(case_id, actor=actor, version=version, despite=Despite.HANDING_OVER)
    wanted = _purpose(purpose)
    unit, staff = _receiver(case, wanted, to_unit, to_staff, on=localdate(at))
    found = refused(case, wanted, staff, message=message, actor=actor)
    if found:
        raise Refused.all(found)
    handover = propose(case, wanted, unit, staff, message=message, actor=actor, at=at)
    return {**answer_of(case), "handover": str(handover.public_id)}


def _purpose(purpose: str) -> Purpose:
    if purpose not in set(Purpose):
        raise Refused("Velg hva du vil overføre.", code="unknown_purpose", field="purpose")
    return Purpose(purpose)


def _receiver(
    case: Case, purpose: Purpose, to_unit: str, to_staff: str, *, on: dt.date
) -> tuple[Unit, StaffMember | None]:
    """The unit and the person meant. Raises Refused for one who cannot receive this."""
    unit = _unit(case, purpose, to_unit, on=on)
    if not to_staff:
        if not may_receive(unit, purpose, on=on):
            raise Refused(
                "Ingen i enheten kan ta imot. Velg en annen.", code="nobody_receives", field="to"
            )
        return unit, None
    staff = StaffMember.objects.filter(
        public_id=to_staff, municipality_id=case.municipality_id
    ).first()
    if staff is None or not may_receive(unit, purpose, on=on, staff_id=staff.pk):
        raise Refused(
            "Velg en som arbeider i enheten og kan ta imot.", code="cannot_receive", field="to"
        )
    must_receive_impartially(case, staff, field="to")
    return unit, staff


def _unit(case: Case, purpose: Purpose, key: str, *, on: dt.date) -> Unit:
    if not key:
        if purpose is Purpose.RESPONSIBILITY:
            raise Refused("Velg hvem som skal få ansvaret.", code="receiver_missing", field="to")
        try:
            return coordination_unit(case.municipality_id, on=on)
        except LookupError:
            raise Refused(
                "Kommunen har ingen enhet med forløpskoordinatorer. Be systemansvarlig sette inn"
                " en.",
                code="no_coordinators",
            ) from None
    unit = Unit.objects.filter(municipality_id=case.municipality_id, key=key).first()
    if unit is None:
        raise Refused("Velg en enhet i kommunen.", code="unknown_unit", field="to")
    return unit


@use_case(Permission.HAND_OVER)
def take_back_handover(
    case_id: int, *, version: int | None = None, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Take back a handover nobody has answered yet; the receiver may no longer look.

    For the sender, the responsible person and colleagues in the sender's unit. Raises Refused when
    none waits.
    """
    case = lock(case_id, actor=actor, version=version, despite=Despite.HANDING_OVER)
    handover = pending(case)
    if handover is None:
        raise _nothing_waits(case)
    if not sent(handover, actor):
        raise Refused(
            filled(
                "Bare {from_staff} eller enheten kan trekke overføringen tilbake.",
                from_staff=handover.from_staff,
            ),
            code="not_the_sender",
        )
    withdraw(case, handover, actor=actor, at=at)
    return {**answer_of(case), "handover": str(handover.public_id)}


def _nothing_waits(case: Case) -> Refused:
    latest = (
        Handover.objects.select_related("answered_by").filter(case=case).order_by("-pk").first()
    )
    if latest is not None and latest.state == Handover.State.ACCEPTED:
        return Refused(
            filled(
                "{answered_by} har allerede tatt imot overføringen.", answered_by=latest.answered_by
            ),
            code="already_answered",
        )
    return Refused("Ingen overføring venter på svar.", code="no_handover")


@use_case(Permission.HAND_OVER)
def settle_decline(
    case_id: int, *, version: int | None = None, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Keep the case after a declined handover: the task to the sender is done."""
    case = lock(case_id, actor=actor, version=version)
    declined = (
        Handover.objects.select_for_update()
        .filter(case=case, state=Handover.State.DECLINED, settled_at=None)
        .first()
    )
    if declined is None:
        raise Refused("Ingen avslått overføring venter på deg.", code="no_decline")
    if declined.from_staff_id != actor.staff_id and not holds(case, actor):
        raise Refused(
            "Bare den som foreslo overføringen, kan beholde saken.", code="not_the_sender"
        )
    declined.settled_at = at
    declined.save(update_fields=["settled_at"])
    trail.record(
        DeclineSettled(case_id=case.pk, person_id=case.person_id, handover=str(declined.public_id)),
        actor=actor,
        at=at,
    )
    return answer_of(case)
