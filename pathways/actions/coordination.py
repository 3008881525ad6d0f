"""What the coordinator does with a case: sends it on, sends it back, and closes the pathway."""

import datetime as dt
from typing import Any

from django.utils.timezone import localdate

from assessments.actions import mark_returned
from assessments.kinds import RETURN_REASONS
from audit import trail
from audit.words import filled
from cases.actions import discard_drafts, give_responsibility, move
from cases.models import Case
from cases.queries import lock, office
from cases.stages import Step
from pathways.actions.parts import (
    answer_of,
    end_coordination,
    must_coordinate,
    pending,
    receiver_name,
)
from pathways.events import PathwayClosed, ReturnedByCoordinator, SentToDecision
from pathways.models import Question
from pathways.queries import cases_on
from pathways.rules import Purpose, closing_objections, return_objections
from people.access import Actor, use_case
from people.models import Unit
from people.refusals import Refused
from people.roles import Permission


@use_case(Permission.COORDINATE)
def send_to_decision(
    case_id: int, *, version: int | None = None, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Send the case on to the unit that decides (helse- og velferdsforvaltningen).

    The case goes to that unit's queue; the coordinator stays on the pathway. An open question
    blocks nothing and is told in the trail. Raises Refused while a handover of the responsibility
    waits for an answer, and when no unit decides.
    """
    case = lock(case_id, actor=actor, version=version)
    must_coordinate(case, actor=actor)
    waiting = pending(case)
    if waiting is not None and waiting.purpose == Purpose.RESPONSIBILITY:
        raise Refused(
            filled(
                "Overføring av ansvaret venter på svar fra {receiver}. Be avsenderen"
                " trekke den tilbake først.",
                receiver=receiver_name(waiting),
            ),
            code="handover_pending",
        )
    unit = _deciding_unit(case, at=at)
    move(case, Step.SEND_TO_DECISION, actor=actor, at=at)
    if unit.pk != case.unit_id:
        give_responsibility(case, unit=unit, staff=None, actor=actor, at=at)
    trail.record(
        SentToDecision(
            case_id=case.pk,
            person_id=case.person_id,
            unit_id=unit.pk,
            open_questions=Question.objects.filter(case=case, answered_at=None).count(),
        ),
        actor=actor,
        at=at,
    )
    return answer_of(case)


def _deciding_unit(case: Case, *, at: dt.datetime) -> Unit:
    """The case's own unit where it decides, else the office."""
    if case.unit.decides:
        return case.unit
    try:
        return office(case.municipality_id, on=localdate(at))
    except LookupError:
        raise Refused(
            "Kommunen har ingen enhet som fatter vedtak. Be systemansvarlig sette inn en.",
            code="no_office",
        ) from None


@use_case(Permission.COORDINATE)
def return_to_assessor(
    case_id: int,
    *,
    code: str,
    reason: str,
    version: int | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Send the recommendation back to whoever recommended, with a coded reason (pathways.policy).

    The case stays on the pathway and keeps its responsible. Raises Refused without a reason.
    """
    case = lock(case_id, actor=actor, version=version)
    must_coordinate(case, actor=actor)
    found = return_objections(code, reason)
    if found:
        raise Refused.all(found)
    move(case, Step.RETURN_TO_ASSESSOR, actor=actor, at=at, reason=code)
    mark_returned(case, code=code, reason=reason, by=actor.staff(), at=at)
    discard_drafts(case, "tilbake-til-kartlegger", owner_id=actor.staff())
    trail.record(
        ReturnedByCoordinator(
            case_id=case.pk, person_id=case.person_id, code=code, label=RETURN_REASONS[code]
        ),
        actor=actor,
        at=at,
    )
    return answer_of(case)


@use_case(Permission.COORDINATE)
def close_pathway(
    case_id: int,
    *,
    reason: str,
    version: int | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Close the pathway the case is on, after start and evaluation of every case on it.

    The coordinator's own access ends. Raises Refused with every case that is not so far.
    """
    case = lock(case_id, actor=actor, version=version)
    pathway = must_coordinate(case, actor=actor)
    found = closing_objections(cases_on(pathway.pk), reason)
    waiting = pending(case)
    if waiting is not None and waiting.purpose == Purpose.COORDINATION:
        raise Refused(
            filled(
                "Forløpet er foreslått for {receiver}. Trekk overføringen tilbake først.",
                receiver=receiver_name(waiting),
            ),
            code="handover_pending",
        )
    if found:
        raise Refused.all(found)
    end_coordination(pathway, at=at)
    pathway.closed_at = at
    pathway.close_reason = reason.strip()
    pathway.version += 1
    pathway.save(update_fields=["closed_at", "close_reason", "version"])
    discard_drafts(case, "avslutt-forlop", owner_id=actor.staff())
    trail.record(
        PathwayClosed(case_id=case.pk, person_id=case.person_id, pathway=str(pathway.public_id)),
        actor=actor,
        at=at,
    )
    return {**answer_of(case), "pathway": str(pathway.public_id)}
