"""Use cases of the approver (godkjenner): look at the parts, approve, send back."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.timezone import localdate

from audit import trail
from audit.words import filled
from cases.actions import discard_drafts
from cases.models import Case
from cases.queries import lock
from cases.stages import Stage, Step
from decisions.actions.decide import is_alone, issued_event, must_have_reason
from decisions.actions.draft import lock_decision
from decisions.actions.parts import (
    approve,
    issue,
    must_not_be_approved,
    must_not_be_own,
    see,
    take_from_approval,
)
from decisions.actions.write import answer
from decisions.events import DecisionApproved, DecisionReturned, PartSeen
from decisions.models import Decision, DecisionReturn
from decisions.policy import GIVING_BACK, PARTS, RETURN_CODES, Part, ReturnCode, Returned
from notifications.actions import notify
from notifications.kinds import NoticeKind
from people.access import Actor, use_case
from people.refusals import Refused
from people.roles import Permission


@use_case(Permission.APPROVE)
def see_part(
    case_id: int, *, part: str, version: int, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Note that the approver has looked at one part as it stands (Kontrollerte trinn).

    Raises Stale if the decision has changed since `version`; Refused for one's own.
    """
    case, decision = _to_approve(case_id, version, actor=actor, at=at)
    looked_at = _parts([part])
    see(decision, case, looked_at, actor=actor, at=at)
    trail.record(
        PartSeen(
            case_id=case.pk,
            person_id=case.person_id,
            n=decision.n,
            decision=str(decision.public_id),
            part=looked_at[0],
            label=PARTS[looked_at[0]],
        ),
        actor=actor,
        at=at,
    )
    return answer(decision, case)


@use_case(Permission.APPROVE)
def approve_decision(
    case_id: int, *, version: int, seen: Sequence[str] = (), actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Approve somebody else's decision in the version read: the API's own step.

    `seen` are parts the approver says to have looked at. Raises Stale when it has changed or
    somebody was first; Refused for one's own, naming who can, and for each part not looked at.
    """
    case, decision = _to_approve(case_id, version, actor=actor, at=at)
    see(decision, case, _parts(seen), actor=actor, at=at)
    approve(decision, case, actor=actor, at=at)
    trail.record(
        DecisionApproved(
            case_id=case.pk,
            person_id=case.person_id,
            n=decision.n,
            decision=str(decision.public_id),
            version=decision.version,
        ),
        actor=actor,
        at=at,
    )
    return answer(decision, case)


@use_case(Permission.APPROVE)
def approve_and_issue(
    case_id: int, *, version: int, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Approve and send the letters in one act: «Godkjenn vedtaket og send brev».

    Raises as `approve_decision`, and Refused with whatever now stands in the way of the issue.
    """
    case, decision = _to_approve(case_id, version, actor=actor, at=at)
    approve(decision, case, actor=actor, at=at)
    issued = issue(decision, case, actor=actor, at=at)
    trail.record(issued_event(decision, case, issued, alone=is_alone(decision)), actor=actor, at=at)
    return answer(decision, case) | {"orders": issued.orders}


@use_case(Permission.APPROVE)
def return_decision(
    case_id: int,
    *,
    version: int,
    code: str,
    reason: str,
    part: str = "",
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Send the decision back to whoever decided (Send tilbake til saksbehandler), with a reason.

    `part` says which step it is about. An approval falls with it. Raises Stale, Refused.
    """
    case = lock(case_id, actor=actor)
    decision = lock_decision(case, version=version)
    if Stage(case.stage) is not Stage.APPROVAL or decision.decided_by is None:
        raise Refused("Vedtaket er ikke sendt til godkjenning.", code="not_submitted_for_approval")
    must_have_reason(code, reason, Returned.DECISION)
    about = _parts([part])[0] if part else ""
    to = decision.decided_by
    discard_drafts(case, GIVING_BACK, owner_id=actor.staff())
    take_from_approval(decision, case, Step.RETURN_DECISION, actor=actor, at=at, code=code)
    DecisionReturn.objects.create(
        case=case,
        what=Returned.DECISION,
        part=about,
        code=code,
        reason=reason.strip(),
        by_id=actor.staff(),
        to=to,
        at=at,
    )
    notify(
        to,
        NoticeKind.RETURNED,
        case=case,
        key=f"returned:{decision.public_id}:{decision.version}",
        sentence=filled(
            "Vedtaket i sak {reference} er sendt tilbake til deg.", reference=case.reference
        ),
        at=at,
    )
    trail.record(
        DecisionReturned(
            case_id=case.pk,
            person_id=case.person_id,
            n=decision.n,
            decision=str(decision.public_id),
            code=code,
            label=RETURN_CODES[ReturnCode(code)].label,
        ),
        actor=actor,
        at=at,
    )
    return answer(decision, case)


def _to_approve(
    case_id: int, version: int, *, actor: Actor, at: dt.datetime
) -> tuple[Case, Decision]:
    """The case and its decision that waits for somebody else's approval, locked.

    Says that it is done before it says that it has changed: that is what the second wants to know.
    """
    case = lock(case_id, actor=actor)
    decision = lock_decision(case)
    must_not_be_approved(decision)
    lock_decision(case, version=version)
    if Stage(case.stage) is not Stage.APPROVAL:
        raise Refused("Vedtaket er ikke sendt til godkjenning.", code="not_submitted_for_approval")
    must_not_be_own(decision, case, actor=actor, on=localdate(at))
    return case, decision


def _parts(names: Sequence[str]) -> list[Part]:
    if wrong := [name for name in names if name not in set(Part)]:
        raise Refused(
            filled("Vi kjenner ikke trinnet «{wrong}».", wrong=wrong[0][:40]),
            code="unknown_part",
            field="part",
        )
    return [Part(name) for name in names]
