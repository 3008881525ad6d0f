"""What pages and the decision read of the recommendation (innstilling)."""

import datetime as dt
from dataclasses import dataclass

from django.utils.timezone import localdate
from django.utils.translation import gettext

from assessments.kinds import RETURN_REASONS
from assessments.models import Recommendation, Submission
from assessments.queries.assessments import completed_of, scored_all
from assessments.queries.renewal import given_before
from assessments.rules import (
    TEXTS,
    Line,
    Proposal,
    changed,
    from_json,
    line_text,
    objections,
    unchanged,
)
from audit.words import said
from cases.models import Case, CaseService
from cases.policy import Policy
from cases.queries import policy_for, reader_language, staff_names, unit_names
from cases.service_types import CARE_LADDER, service_type
from cases.stages import Origin, Stage, Track
from people.refusals import Objection


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """One recommended service, with its name and its extent and period in words."""

    public_id: str
    line: Line
    service: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationRow:
    """The recommendation of a case as it stands.

    `changed` tells what says something else than the last time it was sent; empty the first time.
    """

    id: int
    version: int
    proposal: Proposal
    lines: tuple[LineRow, ...]
    ladder_step: str  # in words
    assessment_id: int | None  # the kartlegging it builds on, once sent
    recommended_by_id: int
    recommended_by: str
    unit_id: int
    unit: str
    saved_at: dt.datetime
    submitted_at: dt.datetime | None
    returned_at: dt.datetime | None
    returned_by: str
    return_code: str
    return_label: str  # the reason chosen, in words
    return_reason: str
    changed: frozenset[str]
    carried_on: dt.date | None  # the day of the recommendation its texts were brought from
    carried: frozenset[str]  # the texts that still say what they said then


def recommendation(case_id: int, *, on: dt.date) -> RecommendationRow | None:
    """The recommendation of a case, sent or not; None before anybody wrote one."""
    found = Recommendation.objects.filter(case_id=case_id).first()
    if found is None:
        return None
    proposal = proposal_of(found)
    sent = [from_json(s.content) for s in found.submissions.order_by("-n")[:2]]
    before = sent[1:] if found.submitted_at else sent  # what was sent before what stands here now
    names = staff_names({found.recommended_by_id, found.returned_by_id})
    earlier = found.carried_from
    day = max(on, localdate(found.saved_at))
    return RecommendationRow(
        id=found.pk,
        version=found.version,
        proposal=proposal,
        lines=tuple(
            LineRow(
                public_id=str(row.public_id),
                line=line,
                service=gettext(service_type(line.service_key, on=day).name_nb),
                text=said(line_text(line, language=reader_language()), gettext),
            )
            for row, line in zip(found.services.order_by("position"), proposal.lines, strict=True)
        ),
        ladder_step=ladder_text(found.ladder_step),
        assessment_id=found.assessment_id,
        recommended_by_id=found.recommended_by_id,
        recommended_by=names[found.recommended_by_id],
        unit_id=found.unit_id,
        unit=unit_names({found.unit_id}, on=on)[found.unit_id],
        saved_at=found.saved_at,
        submitted_at=found.submitted_at,
        returned_at=found.returned_at,
        returned_by=names.get(found.returned_by_id, "") if found.returned_by_id else "",
        return_code=found.return_code,
        return_label=RETURN_REASONS.get(found.return_code, ""),
        return_reason=found.return_reason,
        changed=changed(before[0], proposal) if before else frozenset(),
        carried_on=localdate(earlier.saved_at) if earlier else None,
        carried=_still_as(earlier, found) if earlier else frozenset(),
    )


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """What a recommendation said one of the times it was sent."""

    n: int
    by: str
    at: dt.datetime
    proposal: Proposal
    lines: tuple[str, ...]  # «Praktisk bistand: 2 timer/uke»
    ladder_step: str  # in words


def submissions(case_id: int, *, on: dt.date) -> list[SubmissionRow]:
    """The recommendation of a case each time it was sent, oldest first."""
    found = list(Submission.objects.filter(recommendation__case_id=case_id).order_by("n"))
    names = staff_names({one.submitted_by_id for one in found})
    rows = []
    for one in found:
        proposal = from_json(one.content)
        day = max(on, localdate(one.submitted_at))
        lines = (
            (service_type(line.service_key, on=day), line_text(line, language=reader_language()))
            for line in proposal.lines
        )
        rows.append(
            SubmissionRow(
                n=one.n,
                by=names[one.submitted_by_id],
                at=one.submitted_at,
                proposal=proposal,
                lines=tuple(f"{gettext(kind.name_nb)}: {said(t, gettext)}" for kind, t in lines),
                ladder_step=ladder_text(proposal.ladder_step),
            )
        )
    return rows


def _still_as(before: Recommendation, now: Recommendation) -> frozenset[str]:
    return frozenset(
        name for name in TEXTS if getattr(now, name) and getattr(now, name) == getattr(before, name)
    )


def proposal_of(found: Recommendation) -> Proposal:
    """What a stored recommendation says."""
    return Proposal(
        lines=tuple(
            Line(
                service_key=row.service_key,
                quantity=row.quantity,
                unit=row.unit,
                per=row.per,
                helpers=row.helpers,
                night=row.night,
                from_on=row.from_on,
                to_on=row.to_on,
                refuse=row.refuse,
            )
            for row in found.services.order_by("position")
        ),
        ladder_step=found.ladder_step,
        why_not_lower=found.why_not_lower,
        professional_assessment=found.professional_assessment,
        persons_view=found.persons_view,
        no_view_reason=found.no_view_reason,
        goal=found.goal,
        evaluate_on=found.evaluate_on,
    )


@dataclass(frozen=True, slots=True)
class Course:
    """Which course a recommendation takes, and what that course asks of it."""

    policy: Policy
    asked: tuple[str, ...]
    relied_on: int | None  # the completed kartlegging
    objections: tuple[Objection, ...]


def course_of(case: Case, proposal: Proposal, *, on: dt.date) -> Course:
    """The course of a proposal: an unchanged renewal of what the person has is the simplified one.

    Whether it is unchanged is seen from the lines, not said by anybody.
    """
    asked = asked_of(case.pk)
    assessed = completed_of(case.pk)
    given = given_before(case.pk)
    renewed = case.origin == Origin.REASSESSMENT and unchanged(given, proposal.lines)
    policy = policy_for(case.municipality_id, Track(case.track), asked, on=on, renewal=renewed)
    whole = case.origin != Origin.REASSESSMENT or assessed is None or scored_all(assessed)
    found = objections(
        proposal,
        asked=asked,
        assessed=assessed is not None,
        simplified=policy.simplified,
        renewal=renewed,
        whole=whole,
        trying=case.stage == Stage.TRIAL,
        received_on=case.received_on,
        given=given,
        carried=_carried(case.pk) if given else "",
        on=on,
    )
    return Course(policy, tuple(asked), assessed, tuple(found))


def _carried(case_id: int) -> str:
    """The professional assessment a case began with, from the one before; may be empty."""
    found = Recommendation.objects.filter(case_id=case_id, carried_from__isnull=False)
    return found.values_list("carried_from__professional_assessment", flat=True).first() or ""


def left_to_write(case_id: int, proposal: Proposal, *, on: dt.date) -> list[Objection]:
    """What is missing before `proposal` can be sent for the case, in the order of the page."""
    return list(course_of(Case.objects.get(pk=case_id), proposal, on=on).objections)


def asked_of(case_id: int) -> list[str]:
    """The services the case is about, in the order they were asked for."""
    return list(
        CaseService.objects.filter(case_id=case_id, removed_at=None)
        .order_by("pk")
        .values_list("service_key", flat=True)
    )


def stage_of(case_id: int) -> tuple[str, bool]:
    """Where the case stands, and whether policy passed the coordinator."""
    case = Case.objects.get(pk=case_id)
    return case.stage, case.coordinator_passed


def policy_of(case_id: int, *, on: dt.date) -> Policy:
    """What the municipality has decided for a case like this on a day."""
    case = Case.objects.get(pk=case_id)
    return policy_for(case.municipality_id, Track(case.track), asked_of(case_id), on=on)


def ladder_text(number: int | None) -> str:
    """«4 Hjelp hjemme»; empty when no step is chosen."""
    return next((f"{r.number} {gettext(r.label)}" for r in CARE_LADDER if r.number == number), "")
