"""What the pages and the API read of a decision: the draft, what is missing, the letter."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.timezone import localdate
from django.utils.translation import gettext

from assessments.models import Recommendation
from cases.models import Case
from cases.queries import acting_in, reader_language, staff_names, unit_names, visible
from cases.service_types import choosable
from cases.stages import Stage
from decisions.models import Decision, DecisionLine, DecisionReturn, DecisionVersion
from decisions.policy import (
    GIVES,
    RETURN_CODES,
    RETURNED,
    ReturnCode,
    Returned,
)
from decisions.queries.content import content_of, outcome_label, said_extent
from decisions.queries.facts import (
    decision_facts,
    lines_of,
    service_name,
    who_decides,
)
from decisions.queries.letter import Envelope, letters_of
from decisions.queries.people import UnitChoice, performing_units, who_may
from decisions.queries.rows import DecisionRow, row_of
from decisions.queries.urgent import UrgentRow, urgent_of
from decisions.rules import Change, Who, advice, changes, objections
from pathways.queries import QuestionRow, unanswered
from people.access import Actor
from people.refusals import NotFound, Objection
from people.roles import Permission
from records.queries import Unproven, unproven


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """Something that was sent back, newest first in lists."""

    what: str  # label
    code: str  # label
    part: str
    reason: str
    by: str
    to: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedRow:
    """One service that was decided about a person."""

    reference: str
    n: int
    issued_on: dt.date
    service: str
    outcome: str  # label
    extent: str
    from_on: dt.date | None  # None: not granted
    last_on: dt.date | None  # inclusive; None: until further notice
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPage:
    """Everything on «Vedtak og brev»."""

    decision: DecisionRow
    may_write: bool
    may_approve: bool
    objections: tuple[Objection, ...]  # what is missing before it can be decided
    advice: tuple[str, ...]
    who: Who | None
    letters: tuple[Envelope, ...]
    unproven: tuple[Unproven, ...]  # who speaks for the person without a paper that says so
    returns: tuple[ReturnRow, ...]
    changes: tuple[Change, ...]  # since it was last submitted
    units: tuple[UnitChoice, ...]
    services: tuple[tuple[str, str], ...]  # that may be added
    approvers: tuple[str, ...]  # who can approve, while it waits for that
    outdated: bool  # the recommendation was sent again after the draft was made
    child: bool
    unanswered: tuple[QuestionRow, ...]  # the coordinator asked, and nobody has answered
    urgent: tuple[UrgentRow, ...]  # what was given orally before it was written
    recommended: bool  # there is a recommendation to send back


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDecisions:
    """The decisions of a case, newest first, and whether one may be begun."""

    rows: tuple[DecisionRow, ...]
    may_begin: bool
    may_return: bool
    returns: tuple[ReturnRow, ...]


def decisions_of_case(case_id: int, *, actor: Actor, on: dt.date) -> CaseDecisions:
    """What is decided in a case and what is on its way. The caller has checked access."""
    case = Case.objects.select_related("person").get(pk=case_id)
    actor = acting_in(case_id, actor=actor)
    found = Decision.objects.filter(case=case).order_by("-n")
    at_decision = case.stage == Stage.DECISION and actor.may(Permission.DECIDE)
    rows = tuple(row_of(case, decision, lines_of(decision), on=on) for decision in found)
    return CaseDecisions(
        rows=rows,
        may_begin=at_decision and all(row.issued_at is not None for row in rows),
        may_return=at_decision,
        returns=returns_of(case_id),
    )


def decided_for(person_id: int, *, actor: Actor, on: dt.date) -> tuple[DecidedRow, ...]:
    """What was decided about a person in the cases the actor may open, newest first.

    Three queries whatever the number.
    """
    lines = list(
        DecisionLine.objects.filter(
            decision__issued_at__isnull=False,
            decision__case__person_id=person_id,
            decision__case__in=visible(actor),
        )
        .select_related("decision__case")
        .order_by("-decision__issued_at", "decision_id", "position")
    )
    units = unit_names([line.unit_performing_id for line in lines], on=on)
    return tuple(_decided(line, units) for line in lines)


def _decided(line: DecisionLine, units: dict[int, str]) -> DecidedRow:
    issued_on = localdate(line.decision.issued_at)
    return DecidedRow(
        reference=line.decision.case.reference,
        n=line.decision.n,
        issued_on=issued_on,
        service=gettext(service_name(line.service_key, on=issued_on)),
        outcome=outcome_label(line.outcome),
        extent=said_extent(line, language=reader_language()),
        from_on=line.from_on if line.outcome in set(GIVES) else None,
        last_on=line.to_on - dt.timedelta(days=1) if line.to_on else None,
        unit=units.get(line.unit_performing_id or 0, ""),
    )


def find_decision(case_id: int, n: int | None = None) -> Decision:
    """Decision number `n` of a case, or its latest. Raises NotFound."""
    decisions = Decision.objects.select_related("case__person").filter(case_id=case_id)
    found = decisions.filter(n=n).first() if n is not None else decisions.order_by("-n").first()
    if found is None:
        raise NotFound("Vi finner ikke vedtaket.")
    return found


def decision_row(case_id: int, n: int | None = None, *, on: dt.date) -> DecisionRow:
    """A decision as it stands, the latest without `n`. Raises NotFound."""
    decision = find_decision(case_id, n)
    return row_of(decision.case, decision, lines_of(decision), on=on)


def decision_page(case_id: int, n: int, *, actor: Actor, on: dt.date) -> DecisionPage:
    """«Vedtak og brev» for one decision. The caller has checked access. Raises NotFound."""
    decision = find_decision(case_id, n)
    case = decision.case
    actor = acting_in(case_id, actor=actor)
    lines = lines_of(decision)
    may_write = (
        decision.issued_at is None and case.stage == Stage.DECISION and actor.may(Permission.DECIDE)
    )
    who = who_decides(case, decision, lines, actor=actor, on=on) if may_write else None
    facts = decision_facts(case, decision, lines, who=who, on=on) if who else None
    row = row_of(case, decision, lines, on=on)
    recommendation = Recommendation.objects.filter(case=case).first()
    return DecisionPage(
        decision=row,
        may_write=may_write,
        may_approve=actor.may(Permission.APPROVE),
        objections=tuple(objections(facts)) if facts else (),
        advice=tuple(advice(facts)) if facts else (),
        who=who,
        letters=tuple(letters_of(case, decision, lines, on=on)),
        unproven=tuple(unproven(case.person_id, on=on)),
        returns=returns_of(case_id),
        changes=tuple(changed_since_submitted(decision, lines, on=on)),
        units=performing_units(case.municipality_id, on=on) if may_write else (),
        services=tuple((s.key, s.name_nb) for s in choosable(on)) if may_write else (),
        approvers=_approvers(case, decision, on=on),
        outdated=(
            may_write
            and recommendation is not None
            and recommendation.version != decision.recommendation_version
        ),
        child=bool(facts and facts.child),
        unanswered=unanswered(case_id, actor=actor) if may_write else (),
        urgent=urgent_of(decision.pk),
        recommended=recommendation is not None and recommendation.submitted_at is not None,
    )


def _approvers(case: Case, decision: Decision, *, on: dt.date) -> tuple[str, ...]:
    if case.stage != Stage.APPROVAL or decision.issued_at is not None:
        return ()
    writers = decision.writers.values_list("staff_id", flat=True)
    return who_may(Permission.APPROVE, case, on=on, besides=writers)


def letter_preview(case_id: int, n: int, *, on: dt.date) -> tuple[Envelope, ...]:
    """The decision's letters as they would be on that day. Raises NotFound."""
    decision = find_decision(case_id, n)
    return tuple(letters_of(decision.case, decision, lines_of(decision), on=on))


def returns_of(case_id: int) -> tuple[ReturnRow, ...]:
    """What was sent back in a case by deciders and approvers, newest first."""
    found = list(DecisionReturn.objects.filter(case_id=case_id).order_by("-at", "-pk"))
    names = staff_names({i for row in found for i in (row.by_id, row.to_id)})
    return tuple(
        ReturnRow(
            what=RETURNED[Returned(row.what)],
            code=RETURN_CODES[ReturnCode(row.code)].label,
            part=row.part,
            reason=row.reason,
            by=names[row.by_id],
            to=names[row.to_id],
            at=row.at,
        )
        for row in found
    )


def changed_since_submitted(
    decision: Decision, lines: Sequence[DecisionLine], *, on: dt.date
) -> list[Change]:
    """What says something else than when the decision was last submitted; nothing before that."""
    last = DecisionVersion.objects.filter(decision=decision).order_by("-version").first()
    if last is None or decision.issued_at is not None:
        return []
    return changes(last.content, content_of(decision, lines, on=on))


def changed_since(decision: Decision, version: int) -> list[Change]:
    """What the submitted decision says that it did not in an earlier submitted version."""
    versions = {row.version: row.content for row in decision.versions.order_by("version")}
    now = versions.get(max(versions, default=0))
    before = versions.get(version)
    return changes(before, now) if before is not None and now is not None else []
