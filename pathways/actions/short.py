"""The short page's one act: kartlegging and innstilling, completed and sent together."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from assessments.actions import answer_of, assess_shortly, submit, write_recommendation
from assessments.actions.shared import lock_application
from assessments.models import Recommendation
from assessments.rules import OF_THE_ASSESSMENT, TypedProposal
from cases.models import Case
from pathways.actions.recommendation import propose_to_the_usual
from people.access import Actor, use_case
from people.refusals import Objection, Refused, Stale
from people.roles import Permission


@use_case(Permission.ASSESS)
def assess_and_send(
    case_id: int,
    *,
    version: int,
    content: Mapping[str, Any],
    scores: Mapping[str, int | None],
    notes: Mapping[str, str],
    proposal_version: int,
    proposal: TypedProposal,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Complete a short kartlegging and send the recommendation it leads to, in one act.

    For the simplified course (forenklet løp) and for what is looked at anew. `version` is the
    kartlegging's, `proposal_version` the recommendation's own (0: none yet). What is asked is the
    same as when the two are done one by one, and goes the same way after: where policy passes the
    coordinator, to the unit that decides; else it is proposed to a coordinator (`proposed_to`).

    Raises Stale if either changed; Refused with every objection to both.
    """
    application, case = lock_application(case_id, actor=actor)
    found: list[Objection] = []
    try:
        assess_shortly(
            application,
            case,
            version=version,
            content=content,
            scores=scores,
            notes=notes,
            proposal=proposal,
            actor=actor,
            at=at,
        )
    except Stale:
        raise
    except Refused as refusal:
        found += refusal.objections
    try:
        written, passed = _sent(case, proposal, version=proposal_version, actor=actor, at=at)
    except Stale:
        raise
    except Refused as refusal:
        found += [o for o in refusal.objections if not found or o.code not in OF_THE_ASSESSMENT]
        raise Refused.all(found) from None
    if found:
        raise Refused.all(found)
    proposed_to = "" if passed else propose_to_the_usual(case, actor=actor, at=at)
    return {**answer_of(case, written), "proposed_to": proposed_to}


def _sent(
    case: Case, proposal: TypedProposal, *, version: int, actor: Actor, at: dt.datetime
) -> tuple[Recommendation, bool]:
    written = write_recommendation(case, proposal, version=version, actor=actor, at=at)
    return written, submit(case, written, actor=actor, at=at)
