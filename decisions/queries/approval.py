"""«Godkjenning» and the receipt: what the approver looks at, and what became of the letters."""

import datetime as dt
from dataclasses import dataclass

from django.utils.timezone import localdate

from assessments.queries import AssessmentRow, RecommendationRow, recommendation, relied_on
from cases.models import Case
from cases.queries import acting_in
from cases.stages import Stage
from deadlines.queries import DeadlineRow, deadlines_of_case
from decisions.models import Decision, DecisionLetter
from decisions.policy import PARTS, Part
from decisions.queries.facts import asked_for, lines_of
from decisions.queries.letter import Envelope, letters_of
from decisions.queries.pages import ReturnRow, changed_since, find_decision, returns_of
from decisions.queries.people import who_may
from decisions.queries.rows import DecisionRow, row_of
from decisions.queries.seen import parts_seen, seen_before
from decisions.rules import Change
from intake.queries import ApplicationDetails, application_of
from notifications.queries import LetterRow, letters_of_case
from people.access import Actor
from people.roles import Permission


@dataclass(frozen=True, slots=True)
class PartRow:
    """One step to look at, and what has changed since this person last did."""

    part: Part
    label: str
    seen_at: dt.datetime | None  # as it stands now
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalPage:
    """Everything on «Godkjenning»."""

    decision: DecisionRow
    waits: bool  # for somebody to approve it
    own: bool  # the reader has written it
    others: tuple[str, ...]  # who can approve
    parts: tuple[PartRow, ...]
    application: ApplicationDetails | None
    asked: tuple[str, ...]
    assessment: AssessmentRow | None
    recommendation: RecommendationRow | None
    letters: tuple[Envelope, ...]
    returns: tuple[ReturnRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What an issued decision set going."""

    decision: DecisionRow
    letters: tuple[LetterRow, ...]  # the party's first; what replaced one is there too
    sent_at: dt.datetime | None  # until when they may all be stopped
    complaints: tuple[DeadlineRow, ...]
    may_stop: bool  # the letters: who posts, and not only reads the case


def approval_page(case_id: int, n: int, *, actor: Actor, on: dt.date) -> ApprovalPage:
    """«Godkjenning» for one decision. The caller has checked access. Raises NotFound."""
    decision = find_decision(case_id, n)
    case = decision.case
    writers = set(decision.writers.values_list("staff_id", flat=True)) | {decision.decided_by_id}
    lines = lines_of(decision)
    return ApprovalPage(
        decision=row_of(case, decision, lines, on=on),
        waits=case.stage == Stage.APPROVAL and decision.approved_at is None,
        own=actor.staff_id in writers,
        others=who_may(Permission.APPROVE, case, on=on, besides=writers),
        parts=_parts(decision, case, staff_id=actor.staff()),
        application=application_of(case_id),
        asked=tuple(asked_for(case, on=on).values()),
        assessment=relied_on(case_id, on=on),
        recommendation=recommendation(case_id, on=on),
        letters=tuple(letters_of(case, decision, lines, on=on)),
        returns=returns_of(case_id),
    )


def receipt(case_id: int, n: int, *, actor: Actor, at: dt.datetime) -> Receipt:
    """What became of a decision's letters, orders and clocks. Raises NotFound."""
    decision = find_decision(case_id, n)
    day = localdate(at)
    sent = set(
        DecisionLetter.objects.filter(decision=decision).values_list("letter__public_id", flat=True)
    )
    known = {str(public_id) for public_id in sent}
    prefix = f"decision:{decision.public_id}:"
    rows = letters_of_case(case_id, at=at)
    ours = [row for row in rows if row.public_id in known]
    deadlines = [row for row in deadlines_of_case(case_id, on=day) if row.key.startswith(prefix)]
    return Receipt(
        decision=row_of(decision.case, decision, lines_of(decision), on=day),
        letters=tuple(reversed(ours)),
        sent_at=max((row.hold_until for row in ours if row.held), default=None),
        complaints=tuple(deadlines),
        may_stop=acting_in(case_id, actor=actor).may(Permission.POST_LETTERS),
    )


def _parts(decision: Decision, case: Case, *, staff_id: int) -> tuple[PartRow, ...]:
    before = seen_before(decision, staff_id=staff_id)
    diff = changed_since(decision, before) if before is not None else []
    rows = []
    for part, seen_at in parts_seen(decision, case, staff_id=staff_id).items():
        told = tuple(diff) if part is Part.DECISION else ()
        rows.append(PartRow(part, PARTS[part], seen_at, told))
    return tuple(rows)
