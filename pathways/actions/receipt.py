"""Accept or decline a handover."""

import datetime as dt
from typing import Any

from audit import trail
from audit.words import filled
from cases.actions import discard_drafts, give_responsibility, move
from cases.legal import Despite
from cases.models import Case
from cases.stages import Stage, Step
from notifications.actions import notify
from notifications.kinds import NoticeKind
from pathways.actions.parts import (
    answer_of,
    answering,
    close_window,
    end_coordination,
    let_coordinate,
    lock_pathway,
    put_on_pathway,
)
from pathways.events import HandoverAccepted, HandoverDeclined
from pathways.models import Handover
from pathways.rules import PURPOSES, Purpose, text_objections
from people.access import Actor, use_case
from people.models import StaffMember
from people.refusals import Refused
from people.roles import Permission


@use_case(Permission.HAND_OVER)
def accept_handover(
    case_id: int, *, version: int | None = None, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Accept the handover that waits: from now on the actor has what was handed over.

    Coordination of a recommended case moves it to the coordinator and puts it on the person's
    pathway, with the coordinator that pathway has; the case keeps its own responsible.
    Raises Stale saying who was first; Refused when it is not proposed to the actor.
    """
    case, handover = answering(case_id, actor=actor, version=version)
    staff = StaffMember.objects.get(pk=actor.staff())
    _answer(handover, Handover.State.ACCEPTED, actor=actor, at=at)
    # What the proposal opened becomes access on the ground of what was received.
    close_window(case, handover.to_unit, handover.to_staff_id, at=at)
    purpose = Purpose(handover.purpose)
    pathway = ""
    if purpose is Purpose.COORDINATION:
        pathway = _coordinate(case, handover, staff, actor=actor, at=at)
    else:
        give_responsibility(case, unit=handover.to_unit, staff=staff, actor=actor, at=at)
    trail.record(
        HandoverAccepted(
            case_id=case.pk,
            person_id=case.person_id,
            handover=str(handover.public_id),
            purpose=purpose,
            purpose_label=PURPOSES[purpose],
            pathway=pathway,
        ),
        actor=actor,
        at=at,
    )
    return {**answer_of(case), "pathway": pathway}


def _coordinate(
    case: Case, handover: Handover, staff: StaffMember, *, actor: Actor, at: dt.datetime
) -> str:
    """Join the person's pathway at RECOMMENDED; later, become its coordinator."""
    if case.stage == Stage.RECOMMENDED:
        move(case, Step.ACCEPT_HANDOVER, actor=actor, at=at)
        joined = put_on_pathway(case, coordinator=staff, unit=handover.to_unit, at=at)
        return str(joined.public_id)
    pathway = lock_pathway(case)
    if pathway is None:
        raise Refused("Forløpet er avsluttet. Be avsenderen trekke tilbake.", code="no_pathway")
    end_coordination(pathway, at=at)
    pathway.coordinator = staff
    pathway.unit = handover.to_unit
    pathway.version += 1
    pathway.save(update_fields=["coordinator", "unit", "version"])
    for link in pathway.links.select_related("case"):
        let_coordinate(pathway, link.case, at=at)
    return str(pathway.public_id)


@use_case(Permission.HAND_OVER)
def decline_handover(
    case_id: int, *, reason: str, version: int | None = None, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Decline the handover that waits; it becomes a task for the named sender.

    The receiving unit may no longer look. Raises Stale saying who was first; Refused without a
    reason, or when it is not proposed to the actor.
    """
    case, handover = answering(case_id, actor=actor, version=version, despite=Despite.HANDING_OVER)
    found = text_objections(reason, missing="Skriv hvorfor dere ikke kan ta imot.", field="reason")
    if found:
        raise Refused.all(found)
    handover.reason = reason.strip()
    _answer(handover, Handover.State.DECLINED, actor=actor, at=at)
    close_window(case, handover.to_unit, handover.to_staff_id, at=at)
    notify(
        handover.from_staff,
        NoticeKind.RETURNED,
        case=case,
        key=f"handover:{handover.public_id}:declined",
        sentence=filled("Overføringen av sak {reference} er avslått.", reference=case.reference),
        at=at,
    )
    discard_drafts(case, "avslag-overforing", owner_id=actor.staff())
    trail.record(
        HandoverDeclined(
            case_id=case.pk,
            person_id=case.person_id,
            handover=str(handover.public_id),
            purpose=handover.purpose,
            purpose_label=PURPOSES[Purpose(handover.purpose)],
        ),
        actor=actor,
        at=at,
    )
    return {**answer_of(case), "handover": str(handover.public_id)}


def _answer(handover: Handover, state: Handover.State, *, actor: Actor, at: dt.datetime) -> None:
    handover.state = state
    handover.answered_at = at
    handover.answered_by_id = actor.staff()
    handover.save(update_fields=["state", "answered_at", "answered_by", "reason"])
