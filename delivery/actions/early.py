"""Whoever ordered sees to a service that began before its order's first day."""

import datetime as dt
from typing import Any

from audit import trail
from audit.words import mark
from cases.actions import discard_all_drafts
from delivery.actions.parts import lock_ordered, refuse_if
from delivery.events import EarlyStartSettled
from delivery.models import RunningService
from delivery.rules import draft_form, text_objections
from people.access import Actor, require, use_case
from people.refusals import NotFound, Stale
from people.roles import Permission


@use_case(Permission.WORK_CASE)
def settle_early_start(
    public_id: str, *, done: str, version: int | None = None, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Say what was done about an order's early start: a vedtak for the days before, or why none.

    For whoever may decide (a granted line) or assess (a trial) and may open the case. Raises
    NotFound where nothing began early; AccessDenied; Stale when it is settled already; Refused
    without a text.
    """
    found = lock_ordered(public_id, actor=actor, version=version)
    require(actor, Permission.ASSESS if found.source.trial else Permission.DECIDE)
    service = (
        RunningService.objects.select_for_update()
        .filter(order=found.order)
        .exclude(early_reason="")
        .first()
    )
    if service is None:
        raise NotFound("Tjenesten startet ikke før bestillingen gjelder.")
    if service.early_settled_at is not None:
        raise Stale("Den tidlige oppstarten er allerede fulgt opp.", code="already_settled")
    refuse_if(text_objections(done, missing=mark("Skriv hva som er gjort."), field="done"))
    service.early_settled = done.strip()
    service.early_settled_by_id = actor.staff()
    service.early_settled_at = at
    service.save(update_fields=["early_settled", "early_settled_by", "early_settled_at"])
    form = draft_form("tidlig", found.source.public_id)
    discard_all_drafts(found.case, [form])
    trail.record(
        EarlyStartSettled(
            case_id=found.case.pk,
            person_id=found.case.person_id,
            order=str(found.source.public_id),
        ),
        actor=actor,
        at=at,
    )
    return {"order": str(found.source.public_id), "reference": found.case.reference}
