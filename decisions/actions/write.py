"""Use cases that write a decision: make the draft, save what is typed, fetch it anew."""

import datetime as dt
from typing import Any

from django.utils.timezone import localdate

from audit import trail
from audit.words import filled
from cases.actions import discard_drafts
from cases.models import Case
from cases.queries import lock
from decisions.actions.draft import (
    DRAFT,
    begin,
    fill,
    lock_decision,
    must_be_writable,
    open_decision,
    put_in,
    unsubmit,
    wrote,
)
from decisions.actions.parts import must_be_ready
from decisions.events import DecisionDrafted, DecisionRenewed, DecisionSaved
from decisions.models import Decision
from decisions.queries.facts import approval_required, lines_of
from decisions.rules import Typed
from people.access import Actor, use_case
from people.adapters import MissingPrecondition
from people.refusals import Stale
from people.roles import Permission


@use_case(Permission.DECIDE)
def draft_decision(
    case_id: int, *, version: int | None = None, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Begin on the decision: a draft with all that kartlegging and innstilling say.

    Raises Stale if the case changed since `version`, or somebody has begun; Refused from another
    stage than «Til vedtak», or without a recommendation.
    """
    case = lock(case_id, actor=actor, version=version)
    must_be_writable(case)
    before = open_decision(case)
    if before is not None:
        raise Stale(
            filled("{written_by} har allerede begynt på vedtaket.", written_by=before.written_by),
            code="already_drafted",
        )
    decision = begin(case, actor=actor, at=at)
    trail.record(
        DecisionDrafted(
            case_id=case.pk,
            person_id=case.person_id,
            n=decision.n,
            decision=str(decision.public_id),
        ),
        actor=actor,
        at=at,
    )
    return answer(decision, case)


@use_case(Permission.DECIDE)
def save_decision(
    case_id: int,
    *,
    typed: Typed,
    version: int | None = None,
    ready: bool = False,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Keep what is typed, complete or not; what is left out stays as it was.

    Without a draft one is made from the recommendation first. `version` is the decision's own and
    must be given when there is a draft. A changed decision is no longer submitted. With `ready`,
    everything that stands in the way of deciding is refused too, and nothing is kept.

    Raises Stale; MissingPrecondition; Refused at the field for what cannot be kept: nonsense for a
    quantity, an unknown service, a character no letter can show.
    """
    case = lock(case_id, actor=actor)
    must_be_writable(case)
    decision = open_decision(case)
    if decision is None:
        decision = begin(case, actor=actor, at=at)
    elif version is None:
        raise MissingPrecondition
    else:
        lock_decision(case, version=version)
    changed = put_in(decision, case, typed, on=localdate(at))
    if changed:
        decision.version += 1
        wrote(decision, actor=actor, at=at)
    if ready:
        must_be_ready(decision, case, actor=actor, at=at)
    discard_drafts(case, DRAFT, owner_id=actor.staff())
    trail.record(
        DecisionSaved(
            case_id=case.pk,
            person_id=case.person_id,
            n=decision.n,
            decision=str(decision.public_id),
            version=decision.version,
            changed=changed,
        ),
        actor=actor,
        at=at,
    )
    return answer(decision, case) | {
        "approval_required": approval_required(case, lines_of(decision), on=localdate(at))
    }


@use_case(Permission.DECIDE)
def renew_draft(case_id: int, *, version: int, actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """Make the draft anew from a recommendation that was sent again (Hent inn innstillingen).

    What was written in the draft gives way; units and what they should know stay. Raises Stale,
    Refused.
    """
    case = lock(case_id, actor=actor)
    must_be_writable(case)
    decision = lock_decision(case, version=version)
    unsubmit(decision)
    decision.version += 1
    fill(decision, case, on=localdate(at))
    wrote(decision, actor=actor, at=at)
    discard_drafts(case, DRAFT, owner_id=actor.staff())
    trail.record(
        DecisionRenewed(
            case_id=case.pk,
            person_id=case.person_id,
            n=decision.n,
            decision=str(decision.public_id),
        ),
        actor=actor,
        at=at,
    )
    return answer(decision, case)


def answer(decision: Decision, case: Case) -> dict[str, Any]:
    """What every use case on a decision answers with."""
    return {
        "reference": case.reference,
        "n": decision.n,
        "version": decision.version,
        "stage": case.stage,
        "submitted": decision.submitted_at is not None,
        "approved": decision.approved_at is not None,
        "issued": decision.issued_at is not None,
        "approval_required": decision.approval_required,
    }
