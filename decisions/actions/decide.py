"""Use cases of the decider: submit, issue, take back, and send the recommendation back."""

import datetime as dt
from typing import Any

from django.utils.timezone import localdate

from assessments.actions import mark_returned
from audit import trail
from audit.events import Event
from audit.words import filled, mark
from cases.actions import (
    discard_drafts,
    give_responsibility,
    let_units_go,
    move,
    must_be_written,
)
from cases.models import Case
from cases.models.support import DECIDES
from cases.queries import disqualified_ids, lock
from cases.stages import Step
from decisions.actions.draft import (
    DRAFT,
    lock_decision,
    must_be_writable,
    open_decision,
    put_in,
    wrote,
)
from decisions.actions.parts import Issued, issue, submit, take_from_approval
from decisions.actions.write import answer
from decisions.events import (
    DecisionIssued,
    DecisionIssuedAlone,
    DecisionSubmitted,
    DecisionSubmittedAlone,
    DecisionTakenBack,
    RecommendationReturned,
)
from decisions.models import Decision, DecisionReturn
from decisions.policy import RETURN_CODES, RETURNING, ReturnCode, Returned
from decisions.rules import DecisionFacts, Typed
from notifications.actions import notify
from notifications.kinds import NoticeKind
from people.access import Actor, use_case
from people.models import RoleGrant, StaffMember, Unit
from people.refusals import Objection, Refused
from people.roles import Permission

LONGEST_REASON = 5_000


@use_case(Permission.DECIDE)
def submit_decision(
    case_id: int,
    *,
    version: int,
    typed: Typed | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Decide as the actor: keep what is typed, check everything, and copy what policy asks.

    Where policy asks for approval, the case moves to it (Send til godkjenning); else the decision
    waits to be issued by the decider. Without `typed`, what is stored is submitted.

    Raises Stale; Refused with every objection (rules.objections).
    """
    case = lock(case_id, actor=actor)
    decision, facts = _submit(case, version, typed, actor=actor, at=at)
    event = DecisionSubmittedAlone if facts.who.alone else DecisionSubmitted
    trail.record(
        event(
            case_id=case.pk,
            person_id=case.person_id,
            n=decision.n,
            decision=str(decision.public_id),
            version=decision.version,
            approval=mark(" og sendt til godkjenning") if decision.approval_required else "",
        ),
        actor=actor,
        at=at,
    )
    return answer(decision, case)


@use_case(Permission.DECIDE)
def submit_and_issue(
    case_id: int,
    *,
    version: int,
    typed: Typed | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Decide and send the letters in one act, where policy asks for no approval.

    The page's one button: «Fatt vedtak og send brev». Raises as `submit_decision`, and Refused
    when somebody must approve.
    """
    case = lock(case_id, actor=actor)
    decision, facts = _submit(case, version, typed, actor=actor, at=at)
    if decision.approval_required:
        raise Refused(
            "Vedtaket må godkjennes av en annen. Velg «Send til godkjenning».",
            code="approval_required",
        )
    issued = issue(decision, case, actor=actor, at=at)
    trail.record(issued_event(decision, case, issued, alone=facts.who.alone), actor=actor, at=at)
    return answer(decision, case) | {"orders": issued.orders}


@use_case(Permission.DECIDE)
def issue_decision(case_id: int, *, version: int, actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """Send a submitted, and where policy asks approved, decision: the API's own step.

    The letters wait in the outbox, granted services are orders from now on, and the time to
    complain is expected. Raises Stale; Refused with every objection.
    """
    case = lock(case_id, actor=actor)
    decision = lock_decision(case, version=version)
    issued = issue(decision, case, actor=actor, at=at)
    trail.record(issued_event(decision, case, issued, alone=is_alone(decision)), actor=actor, at=at)
    return answer(decision, case) | {"orders": issued.orders}


@use_case(Permission.DECIDE)
def take_back_decision(
    case_id: int, *, version: int, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Take a submitted decision back before it is issued (Ta tilbake vedtaket); by its decider.

    An approval falls with it. Raises Stale, Refused.
    """
    case = lock(case_id, actor=actor)
    decision = lock_decision(case, version=version)
    if decision.submitted_at is None:
        raise Refused("Vedtaket er ikke sendt inn.", code="not_submitted")
    if decision.decided_by_id != actor.staff():
        raise Refused(
            filled(
                "{decided_by} har fattet vedtaket og kan ta det tilbake.",
                decided_by=decision.decided_by,
            ),
            code="not_the_decider",
        )
    take_from_approval(decision, case, Step.TAKE_BACK_DECISION, actor=actor, at=at)
    trail.record(
        DecisionTakenBack(
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
def return_recommendation(
    case_id: int,
    *,
    code: str,
    reason: str,
    version: int | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Send the recommendation back to whoever recommended, who is responsible again.

    `version` is the case's. A draft of the decision stays, and is submitted no more: it answered
    another recommendation, perhaps another person's. It can be fetched anew when the recommendation
    is sent again. Raises Stale; Refused without a coded reason in words, and while help given
    orally (hastevedtak) is to be written: that is written as it was given, whoever recommends what.
    """
    case = lock(case_id, actor=actor, version=version)
    must_be_writable(case)
    must_be_written(
        case,
        mark(
            "Det er gitt et hastevedtak i saken. Skriv det ferdig og send brevet. Skal hjelpen"
            " endres, start en revurdering etterpå."
        ),
    )
    must_have_reason(code, reason, Returned.RECOMMENDATION)
    decision = open_decision(case)
    if decision is not None and decision.submitted_at is not None:
        take_from_approval(decision, case, Step.TAKE_BACK_DECISION, actor=actor, at=at)
    discard_drafts(case, RETURNING, owner_id=actor.staff())
    move(case, Step.RETURN_RECOMMENDATION, actor=actor, at=at, reason=code)
    sent = mark_returned(case, code=code, reason=reason.strip(), by=actor.staff(), at=at)
    to = StaffMember.objects.get(pk=sent.recommended_by_id)
    unit = Unit.objects.get(pk=sent.unit_id)
    give_responsibility(
        case,
        unit=unit,
        staff=to if _can_take(to, unit, case, on=localdate(at)) else None,
        actor=actor,
        at=at,
    )
    if not Decision.objects.filter(case=case, issued_at__isnull=False).exists():
        let_units_go(case, DECIDES, at=at)
    DecisionReturn.objects.create(
        case=case,
        what=Returned.RECOMMENDATION,
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
        key=f"returned:{case.pk}:{case.version}",
        sentence=filled(
            "Innstillingen i sak {reference} er sendt tilbake til deg.", reference=case.reference
        ),
        at=at,
    )
    label = RETURN_CODES[ReturnCode(code)].label
    trail.record(
        RecommendationReturned(case_id=case.pk, person_id=case.person_id, code=code, label=label),
        actor=actor,
        at=at,
    )
    return {"reference": case.reference, "stage": case.stage, "version": case.version}


def must_have_reason(code: str, reason: str, what: Returned) -> None:
    """Raise Refused unless `code` is one of the table's for `what` and `reason` says more."""
    found = []
    known = code in set(ReturnCode) and what in RETURN_CODES[ReturnCode(code)].what
    if not known:
        found.append(Objection("Velg hvorfor det sendes tilbake.", "code_missing", "code"))
    if not reason.strip():
        found.append(Objection("Skriv hva som må rettes.", "reason_missing", "reason"))
    elif len(reason) > LONGEST_REASON:
        found.append(
            Objection(
                filled("Teksten er for lang. Skriv høyst {longest} tegn.", longest=LONGEST_REASON),
                "text_too_long",
                "reason",
            )
        )
    if found:
        raise Refused.all(found)


def issued_event(decision: Decision, case: Case, issued: Issued, *, alone: bool) -> Event:
    """What the trail says of an issue; by one where two are asked, it goes to control."""
    event = DecisionIssuedAlone if alone else DecisionIssued
    return event(
        case_id=case.pk,
        person_id=case.person_id,
        n=decision.n,
        decision=str(decision.public_id),
        outcomes=issued.outcomes,
        letters=issued.letters,
        orders=issued.orders,
        approved=decision.approved_at is not None,
    )


def is_alone(decision: Decision) -> bool:
    """Whether a submitted decision was made by one where two are asked."""
    same_person = (
        decision.two_persons_required and decision.recommended_by_id == decision.decided_by_id
    )
    same_unit = (
        decision.two_units_required and decision.recommending_unit_id == decision.deciding_unit_id
    )
    return same_person or same_unit


def _submit(
    case: Case, version: int, typed: Typed | None, *, actor: Actor, at: dt.datetime
) -> tuple[Decision, DecisionFacts]:
    must_be_writable(case)
    decision = lock_decision(case, version=version)
    if typed is not None and put_in(decision, case, typed, on=localdate(at)):
        decision.version += 1
        wrote(decision, actor=actor, at=at)
    facts = submit(decision, case, actor=actor, at=at)
    discard_drafts(case, DRAFT, owner_id=actor.staff())
    return decision, facts


def _can_take(staff: StaffMember, unit: Unit, case: Case, *, on: dt.date) -> bool:
    """Whether the person still holds a role in the unit that day, and is not out of the case."""
    works = RoleGrant.objects.filter(
        staff=staff,
        unit=unit,
        valid_from__lte=on,
        valid_to__gt=on,
        revoked_at=None,
        staff__left_on=None,
    ).exists()
    return works and staff.pk not in disqualified_ids(case)
