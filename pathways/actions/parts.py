"""Parts of the pathway's use cases: they take what the caller has locked."""

import datetime as dt
from typing import Any

from django.utils.timezone import localdate, localtime

from audit import trail
from audit.words import filled, mark
from cases.actions import discard_drafts, end_access, give_access, let_units_go
from cases.legal import Despite
from cases.models import Case
from cases.models.support import HANDOVER_WINDOW
from cases.queries import lock, unit_names
from cases.stages import Stage
from notifications.actions import notify
from notifications.kinds import NoticeKind
from pathways.events import HandoverProposed, HandoverTakenBack
from pathways.models import Handover, Pathway, PathwayCase
from pathways.queries import coordinates, holds, receives
from pathways.rules import PURPOSES, Proposal, Purpose, objections
from people.access import Actor
from people.models import PersonAccess, StaffMember, Unit
from people.refusals import AccessDenied, NotFound, Objection, Refused, Stale

COORDINATION = "coordinator"
DRAFTS = {Purpose.COORDINATION: "overforing", Purpose.RESPONSIBILITY: "overfor-ansvar"}


def answer_of(case: Case) -> dict[str, Any]:
    """What every act on a locked case answers: its reference, where it stands, and its version."""
    return {"reference": case.reference, "stage": case.stage, "version": case.version}


def lock_pathway(case: Case) -> Pathway | None:
    """The open pathway a locked case is on, locked too; None if it is on none."""
    return (
        Pathway.objects.select_for_update(of=("self",))
        .filter(links__case=case, closed_at=None)
        .first()
    )


def must_coordinate(case: Case, *, actor: Actor) -> Pathway:
    """The case's open pathway, for its coordinator or a colleague in the coordinator's unit.

    Raises Refused when it is on none, or the actor coordinates elsewhere.
    """
    pathway = lock_pathway(case)
    if pathway is None:
        raise Refused(
            "Saken er ikke hos en forløpskoordinator. Ta imot forløpet først.", code="no_pathway"
        )
    if not coordinates(pathway, actor):
        raise Refused(
            filled(
                "{coordinator} er forløpskoordinator og kan gjøre dette.",
                coordinator=pathway.coordinator,
            ),
            code="not_the_coordinator",
        )
    return pathway


def answering(
    case_id: int, *, actor: Actor, version: int | None, despite: Despite | None = None
) -> tuple[Case, Handover]:
    """The case and its unanswered handover, both locked, for whoever may receive it.

    Raises Stale saying what became of the handover when somebody was first; Refused when there is
    none, or the actor is not the receiver; otherwise as `cases.queries.lock`.
    """
    try:
        case = lock(case_id, actor=actor, version=version, despite=despite)
    except (AccessDenied, NotFound, Stale):
        # The window closes when the sender takes back: say that, and not "no access".
        _say_what_became_of_it(case_id, actor)
        raise
    handover = pending(case)
    if handover is None:
        _say_what_became_of_it(case_id, actor)
        raise Refused("Ingen har foreslått å overføre saken.", code="no_handover")
    if case.ended_at is not None:
        raise Refused("Saken er avsluttet og kan ikke overføres.", code="case_ended")
    if not receives(handover, actor):
        raise Refused(
            filled("Overføringen er foreslått for {receiver}.", receiver=receiver_name(handover)),
            code="not_the_receiver",
        )
    return case, handover


def pending(case: Case) -> Handover | None:
    """The unanswered handover of a locked case, locked."""
    return (
        Handover.objects.select_for_update(of=("self",))
        .select_related("from_staff", "to_staff", "to_unit", "from_unit")
        .filter(case=case, state=Handover.State.PROPOSED)
        .first()
    )


def receiver_name(handover: Handover) -> str:
    """Who a handover is proposed to, in words: the person, or the unit."""
    if handover.to_staff is not None:
        return str(handover.to_staff)
    day = localdate(handover.proposed_at)
    return unit_names([handover.to_unit_id], on=day).get(handover.to_unit_id, "")


def refused(
    case: Case, purpose: Purpose, staff: StaffMember | None, *, message: str = "", actor: Actor
) -> list[Objection]:
    """Why the actor may not propose a handover of a locked case; empty if they may."""
    waiting = pending(case)
    pathway = lock_pathway(case)
    return objections(
        Proposal(
            purpose=purpose,
            stage=Stage(case.stage),
            pending_with=receiver_name(waiting) if waiting else "",
            on_pathway=pathway is not None,
            sender_holds=holds(case, actor),
            sender_coordinates=pathway is not None and coordinates(pathway, actor),
            to_holder=_has_it(case, pathway.coordinator_id if pathway else None, purpose, staff),
            message=message,
        )
    )


def propose(
    case: Case,
    purpose: Purpose,
    unit: Unit,
    staff: StaffMember | None,
    *,
    message: str = "",
    actor: Actor,
    at: dt.datetime,
) -> Handover:
    """Propose a handover of a locked case to a unit, or to somebody in it.

    The caller has asked `refused`.
    """
    Handover.objects.filter(case=case, state=Handover.State.DECLINED, settled_at=None).update(
        settled_at=at
    )
    handover = Handover.objects.create(
        case=case,
        purpose=purpose,
        from_staff_id=actor.staff(),
        from_unit_id=case.unit_id,
        to_unit=unit,
        to_staff=staff,
        message=message.strip(),
        proposed_at=at,
    )
    open_window(case, unit, staff.pk if staff else None, at=at)
    if staff is not None:
        notify(
            staff,
            NoticeKind.TASK,
            case=case,
            key=f"handover:{handover.public_id}",
            sentence=filled(
                "Sak {reference} er foreslått overført til deg.", reference=case.reference
            ),
            at=at,
        )
    discard_drafts(case, DRAFTS[purpose], owner_id=actor.staff())
    trail.record(
        HandoverProposed(
            case_id=case.pk,
            person_id=case.person_id,
            handover=str(handover.public_id),
            purpose=purpose,
            purpose_label=PURPOSES[purpose],
            to_unit_id=unit.pk,
            to_staff_id=staff.pk if staff else None,
        ),
        actor=actor,
        at=at,
    )
    return handover


def withdraw(case: Case, handover: Handover, *, actor: Actor, at: dt.datetime) -> None:
    """Take back the locked, unanswered handover of a locked case."""
    handover.state = Handover.State.TAKEN_BACK
    handover.answered_at = at
    handover.answered_by_id = actor.staff()
    handover.save(update_fields=["state", "answered_at", "answered_by"])
    close_window(case, handover.to_unit, handover.to_staff_id, at=at)
    trail.record(
        HandoverTakenBack(
            case_id=case.pk,
            person_id=case.person_id,
            handover=str(handover.public_id),
            purpose=handover.purpose,
            purpose_label=PURPOSES[Purpose(handover.purpose)],
        ),
        actor=actor,
        at=at,
    )


def _has_it(
    case: Case, coordinator_id: int | None, purpose: Purpose, staff: StaffMember | None
) -> bool:
    """Whether the receiver has already what is handed over."""
    if staff is None:
        return False
    has = case.responsible_id if purpose is Purpose.RESPONSIBILITY else coordinator_id
    return has == staff.pk


def _say_what_became_of_it(case_id: int, actor: Actor) -> None:
    """Raise Stale when the latest handover to the actor's units was answered already."""
    latest = (
        Handover.objects.select_related("answered_by")
        .filter(case_id=case_id, to_unit_id__in=actor.unit_ids)
        .order_by("-proposed_at", "-pk")
        .first()
    )
    if latest is None or latest.answered_at is None:
        return
    what = {
        Handover.State.ACCEPTED: mark("tatt imot"),
        Handover.State.DECLINED: mark("avslått"),
        Handover.State.TAKEN_BACK: mark("trukket tilbake"),
    }[Handover.State(latest.state)]
    raise Stale(
        filled(
            "Overføringen er allerede {what} av {answered_by} kl. {clock}.",
            what=what,
            answered_by=latest.answered_by,
            clock=f"{localtime(latest.answered_at):%H.%M}",
        ),
        code="already_answered",
    )


def open_window(case: Case, unit: Unit, staff_id: int | None, *, at: dt.datetime) -> None:
    """Let the receiving unit look at a locked case while the handover waits.

    Also who is meant by name: a case that no unit sees goes from name to name.
    """
    give_access(case, unit=unit, ground=HANDOVER_WINDOW, at=at)
    if staff_id is not None:
        give_access(case, staff_id=staff_id, ground=HANDOVER_WINDOW, at=at)


def close_window(case: Case, unit: Unit, staff_id: int | None, *, at: dt.datetime) -> None:
    """End the look the handover gave; access on another ground stays."""
    end_access(case, HANDOVER_WINDOW, unit_id=unit.pk, at=at)
    if staff_id is not None:
        end_access(case, HANDOVER_WINDOW, staff_id=staff_id, at=at)


def put_on_pathway(case: Case, *, coordinator: StaffMember, unit: Unit, at: dt.datetime) -> Pathway:
    """Put a locked case on the person's open pathway, or open one with `coordinator`."""
    pathway, _opened = Pathway.objects.get_or_create(
        person_id=case.person_id,
        closed_at=None,
        defaults={
            "municipality_id": case.municipality_id,
            "coordinator": coordinator,
            "unit": unit,
            "opened_at": at,
        },
    )
    PathwayCase.objects.update_or_create(case=case, defaults={"pathway": pathway, "since": at})
    give_access(case, unit=unit, ground=COORDINATION, at=at)
    let_coordinate(pathway, case, at=at)
    return pathway


def let_coordinate(pathway: Pathway, case: Case, *, at: dt.datetime) -> None:
    """Let the coordinator and the unit open a case on the pathway, and its person."""
    give_access(case, unit=pathway.unit, ground=COORDINATION, at=at)
    give_access(case, staff_id=pathway.coordinator_id, ground=COORDINATION, at=at)
    PersonAccess.objects.get_or_create(
        person_id=pathway.person_id,
        staff_id=pathway.coordinator_id,
        unit=None,
        to_at=None,
        defaults={"ground": COORDINATION, "from_at": at},
    )


def end_coordination(pathway: Pathway, *, at: dt.datetime) -> None:
    """End what the coordinator of a locked pathway could open as such; the unit's in some days."""
    for link in pathway.links.select_related("case"):
        end_access(link.case, COORDINATION, staff_id=pathway.coordinator_id, at=at)
        let_units_go(link.case, COORDINATION, at=at)
    PersonAccess.objects.filter(
        person_id=pathway.person_id,
        staff_id=pathway.coordinator_id,
        ground=COORDINATION,
        to_at=None,
    ).update(to_at=at)
