"""Use cases and parts of the recommendation (innstilling): write, send, take back, return."""

import datetime as dt
from typing import Any

from django.utils.timezone import localdate

from assessments.actions.shared import changed_meanwhile, cleaned, take_if_unclaimed
from assessments.events import (
    RecommendationSaved,
    RecommendationSubmitted,
    RecommendationTakenBack,
)
from assessments.models import Recommendation, RecommendedService, Submission
from assessments.queries import course_of, proposal_of
from assessments.rules import TEXTS, Line, TypedProposal, as_json, read_proposal
from audit import trail
from audit.words import filled
from cases.actions import discard_drafts, give_responsibility, move
from cases.models import Case
from cases.policy import Coordinator, Policy
from cases.queries import lock, office
from cases.stages import STAGES, Stage, Step
from people.access import Actor, use_case
from people.refusals import NotFound, Refused
from people.roles import Permission

DRAFT = "innstilling"
WRITABLE = frozenset({Stage.ASSESSMENT, Stage.TRIAL})
IN_LETTERS = ("persons_view", "no_view_reason", "goal")  # what the decision quotes


@use_case(Permission.ASSESS)
def save_recommendation(
    case_id: int, *, version: int, proposal: TypedProposal, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Keep the recommendation as it now stands, complete or not; it takes the place of the last.

    `version` is the recommendation's own; 0 says that there is none yet. Raises Stale; Refused at
    the field for what cannot be kept: nonsense for a quantity, an unknown service, a letter's
    impossible character.
    """
    case = lock(case_id, actor=actor)
    written = write_recommendation(case, proposal, version=version, actor=actor, at=at)
    trail.record(
        RecommendationSaved(case_id=case.pk, person_id=case.person_id, version=written.version),
        actor=actor,
        at=at,
    )
    return answer_of(case, written)


@use_case(Permission.ASSESS)
def submit_recommendation(
    case_id: int, *, version: int, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Send the recommendation as it is stored (Send innstilling til vedtak).

    Where policy passes the coordinator, the case goes on to the unit that decides, and lies in its
    queue; else it waits for a handover to be accepted, and the sender stays responsible. The page's
    button keeps, sends and proposes that handover in one act: `pathways.actions`.

    Raises NotFound when there is none; Stale; Refused with every objection (rules.objections).
    """
    case = lock(case_id, actor=actor)
    stored = Recommendation.objects.select_for_update().filter(case=case).first()
    if stored is None:
        raise NotFound("Saken har ingen innstilling ennå.")
    _same_version(stored, version, actor=actor)
    submit(case, stored, actor=actor, at=at)
    return answer_of(case, stored)


# Parts


def write_recommendation(
    case: Case, proposal: TypedProposal, *, version: int, actor: Actor, at: dt.datetime
) -> Recommendation:
    """Write the recommendation of a locked case; nothing has to be complete.

    Raises as `save_recommendation`.
    """
    stage = Stage(case.stage)
    if stage not in WRITABLE:
        raise Refused(
            filled(
                "Saken er «{stage}». Innstillingen kan ikke endres nå.", stage=STAGES[stage].label
            ),
            code="wrong_stage",
        )
    stored = Recommendation.objects.select_for_update().filter(case=case).first()
    if stored is not None:
        _same_version(stored, version, actor=actor)
    elif version:
        raise NotFound("Saken har ingen innstilling ennå.")
    lines, texts = _read(case, proposal, on=localdate(at))
    said = {
        "recommended_by_id": actor.staff(),
        "unit_id": _unit(case, actor),
        "saved_at": at,
        "ladder_step": proposal.ladder_step,
        "evaluate_on": proposal.evaluate_on,
        **texts,
    }
    if stored is None:
        stored = Recommendation.objects.create(case=case, **said)
    else:
        for field, value in said.items():
            setattr(stored, field, value)
        stored.version += 1
        stored.save()
        stored.services.all().delete()
    RecommendedService.objects.bulk_create(
        [
            RecommendedService(
                recommendation=stored,
                position=n,
                service_key=line.service_key,
                quantity=line.quantity,
                unit=line.unit,
                per=line.per,
                helpers=line.helpers,
                night=line.night,
                from_on=line.from_on,
                to_on=line.to_on,
                refuse=line.refuse,
            )
            for n, line in enumerate(lines)
        ]
    )
    discard_drafts(case, DRAFT, owner_id=actor.staff())
    return stored


def submit(case: Case, recommendation: Recommendation, *, actor: Actor, at: dt.datetime) -> bool:
    """Send the locked recommendation of a locked case. True if policy passed the coordinator.

    Keeps a copy of what was sent. Raises Refused with every objection (rules.objections).
    """
    proposal = proposal_of(recommendation)
    course = course_of(case, proposal, on=localdate(at))
    if course.objections:
        raise Refused.all(course.objections)
    policy = course.policy

    recommendation.assessment_id = course.relied_on
    recommendation.recommended_by_id = actor.staff()
    recommendation.unit_id = _unit(case, actor)
    recommendation.submitted_at = recommendation.saved_at = at
    recommendation.returned_at = recommendation.returned_by = None
    recommendation.return_code = recommendation.return_reason = ""
    recommendation.version += 1
    recommendation.save()
    n = recommendation.submissions.count() + 1
    Submission.objects.create(
        recommendation=recommendation,
        n=n,
        content=as_json(proposal),
        submitted_by_id=actor.staff(),
        submitted_at=at,
    )
    move(case, Step.SUBMIT_RECOMMENDATION, actor=actor, at=at)
    services = [line.service_key for line in proposal.lines]
    passed = _passes_coordinator(policy, {*course.asked, *services})
    case.coordinator_passed = passed
    case.save(update_fields=["coordinator_passed"])
    if passed:
        move(case, Step.PASS_COORDINATOR, actor=actor, at=at, reason=policy.coordinator)
        _to_the_office(case, actor=actor, at=at)
    else:
        take_if_unclaimed(case, actor=actor, at=at)
    discard_drafts(case, DRAFT, owner_id=actor.staff())
    trail.record(
        RecommendationSubmitted(
            case_id=case.pk,
            person_id=case.person_id,
            n=n,
            services=services,
            coordinator_passed=passed,
        ),
        actor=actor,
        at=at,
    )
    return passed


def take_back(case: Case, *, version: int, actor: Actor, at: dt.datetime) -> Recommendation:
    """Open the sent recommendation of a locked case for its writer again.

    Raises NotFound; Stale; Refused when the case is no longer where it was sent from.
    """
    stored = Recommendation.objects.select_for_update().filter(case=case).first()
    if stored is None:
        raise NotFound("Saken har ingen innstilling.")
    _same_version(stored, version, actor=actor)
    move(case, Step.TAKE_BACK_RECOMMENDATION, actor=actor, at=at)
    stored.submitted_at = None
    stored.version += 1
    stored.save(update_fields=["submitted_at", "version"])
    trail.record(
        RecommendationTakenBack(case_id=case.pk, person_id=case.person_id), actor=actor, at=at
    )
    return stored


def mark_returned(
    case: Case, *, code: str, reason: str, by: int, at: dt.datetime
) -> Recommendation:
    """Open the sent recommendation of a locked case for writing again, and say why it came back.

    The caller takes the step, gives responsibility and records what happened. `by` is a staff id.
    Raises Refused when there is nothing sent, or no reason.
    """
    if not reason.strip():
        raise Refused(
            "Skriv hvorfor innstillingen sendes tilbake.", code="reason_missing", field="reason"
        )
    sent = (
        Recommendation.objects.select_for_update()
        .filter(case=case, submitted_at__isnull=False)
        .first()
    )
    if sent is None:
        raise Refused("Saken har ingen sendt innstilling.", code="not_submitted")
    sent.submitted_at = None
    sent.returned_at = at
    sent.returned_by_id = by
    sent.return_code = code
    sent.return_reason = reason.strip()
    sent.version += 1
    sent.save()
    case.coordinator_passed = False
    case.save(update_fields=["coordinator_passed"])
    return sent


def _read(
    case: Case, typed: TypedProposal, *, on: dt.date
) -> tuple[tuple[Line, ...], dict[str, str]]:
    """The typed lines and texts as they are stored. Raises Refused with all that is wrong."""
    proposal, found = read_proposal(typed, on=max(case.received_on, on))
    try:
        texts = cleaned({f: getattr(proposal, f) for f in TEXTS}, in_letters=IN_LETTERS)
    except Refused as refusal:
        found += refusal.objections
        texts = {}
    if found:
        raise Refused.all(found)
    return proposal.lines, texts


def _passes_coordinator(policy: Policy, services: set[str]) -> bool:
    if policy.coordinator is Coordinator.WHEN_SEVERAL:
        return len(services) < 2
    return policy.coordinator is Coordinator.PASSED


def _to_the_office(case: Case, *, actor: Actor, at: dt.datetime) -> None:
    """Let the case lie in the queue of the unit that decides (helse- og velferdsforvaltningen)."""
    try:
        unit = office(case.municipality_id, on=localdate(at))
    except LookupError:
        raise Refused(
            "Ingen enhet kan fatte vedtak i dag. Be systemansvarlig sette inn en.",
            code="nobody_decides",
        ) from None
    give_responsibility(case, unit=unit, staff=None, actor=actor, at=at)


def _unit(case: Case, actor: Actor) -> int:
    """In which unit the actor recommends: the case's, if they assess there, else their own."""
    own = actor.units_with(Permission.ASSESS)
    return case.unit_id if case.unit_id in own else min(own)


def _same_version(stored: Recommendation, version: int, *, actor: Actor) -> None:
    if stored.version == version:
        return
    if (
        stored.returned_by is not None
        and stored.returned_at
        and stored.returned_at > stored.saved_at
    ):
        raise changed_meanwhile(stored.returned_by, stored.returned_at, actor=actor)
    raise changed_meanwhile(stored.recommended_by, stored.saved_at, actor=actor)


def answer_of(case: Case, recommendation: Recommendation) -> dict[str, Any]:
    """What every act on a recommendation answers."""
    return {
        "reference": case.reference,
        "version": recommendation.version,
        "stage": case.stage,
        "submitted": recommendation.submitted_at is not None,
        "coordinator_passed": case.coordinator_passed,
    }
