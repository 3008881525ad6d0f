"""End a case that is done: everything granted has ended, or the answer is given and told."""

import datetime as dt
from typing import Any

from django.utils.timezone import localdate

from audit import trail
from cases.actions import close_case, discard_drafts
from cases.queries import lock
from delivery.events import CaseCompleted
from delivery.queries import completion_of
from delivery.rules import COMPLETING, completion_objections
from people.access import Actor, use_case
from people.refusals import Refused
from people.roles import Permission


@use_case(Permission.WORK_CASE)
def complete_case(
    case_id: int,
    *,
    told: str,
    note: str = "",
    version: int | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """End a case that is done (Avslutt saken), saying who was told.

    It ends as completed, or as dismissed where every service was dismissed on form. Raises Stale;
    Refused with everything that is still given, or while a refusal has not reached the party.
    """
    case = lock(case_id, actor=actor, version=version)
    if case.ended_at is not None:
        raise Refused("Saken er allerede avsluttet.", code="case_ended")
    done = completion_of(case_id, on=localdate(at))
    found = completion_objections(
        done.granted, decided=done.decided, told=done.told, reaches_on=done.reaches_on
    )
    if found:
        raise Refused.all(found)
    discard_drafts(case, COMPLETING, owner_id=actor.staff())
    close_case(case, done.reason, told=told, note=note, actor=actor, at=at)
    trail.record(
        CaseCompleted(case_id=case.pk, person_id=case.person_id, reason=done.reason),
        actor=actor,
        at=at,
    )
    return {"reference": case.reference, "stage": case.stage, "version": case.version}
