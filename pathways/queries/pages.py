"""What the page of one case's pathway shows, and what the person who looks may do there."""

import datetime as dt
from dataclasses import dataclass

from assessments.models import Trial
from cases.models import Case
from cases.queries import acting_in, service_names, unit_names, visible
from cases.stages import OPEN, STAGES, Stage
from deadlines.kinds import Kind
from deadlines.models import Deadline
from pathways.models import Handover, Pathway, PathwayCase, Question
from pathways.queries.receivers import usual_receiver
from pathways.queries.who import coordinates, holds, receives, sent
from pathways.rules import PURPOSES, OnPathway, Purpose
from people.access import Actor
from people.roles import Permission


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A handover as it stands, names looked up."""

    public_id: str
    purpose: Purpose
    label: str
    state: str
    state_label: str
    from_staff: str
    from_unit: str
    to_unit: str
    to_staff: str  # empty: anyone in the unit
    message: str
    proposed_at: dt.datetime
    answered_at: dt.datetime | None
    answered_by: str
    reason: str
    settled: bool


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question to the recommendation, and its answer if there is one."""

    public_id: str
    asked_by: str
    asked_of: str
    asked_of_me: bool
    asked_at: dt.datetime
    question: str
    answer: str
    answered_by: str
    answered_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class SisterCase:
    """Another case on the same pathway that the one who looks may open."""

    reference: str
    title: str
    stage_label: str


@dataclass(frozen=True, slots=True)
class May:
    """What the one who looks may do here now; the actions hold it all again."""

    accept: bool
    take_back: bool
    keep: bool  # a declined handover to settle
    propose_coordination: bool
    propose_responsibility: bool
    coordinate: bool  # ask, send on, send back
    answer: bool
    close: bool


@dataclass(frozen=True, slots=True)
class PathwayPage:
    """The pathway of one case: coordinator, handover in the air, questions, history."""

    pathway: str  # public id; empty when the case is on none
    coordinator: str
    coordinator_unit: str
    opened_at: dt.datetime | None
    closed_at: dt.datetime | None
    close_reason: str
    passed: bool  # the coordinator's step is passed by policy
    tried: bool  # a measure has been tried (utprøving)
    usual: tuple[str, str]  # who a recommended case usually goes to: `unit:staff`, and the name
    pending: HandoverRow | None
    declined: HandoverRow | None  # not settled
    handovers: tuple[HandoverRow, ...]  # newest first
    questions: tuple[QuestionRow, ...]  # oldest first
    sisters: tuple[SisterCase, ...]
    may: May

    @property
    def unanswered(self) -> tuple[QuestionRow, ...]:
        """The questions that have no answer, oldest first."""
        return tuple(question for question in self.questions if question.answered_at is None)


def pathway_page(case_id: int, *, actor: Actor, on: dt.date) -> PathwayPage:
    """The page of a case the caller has checked access to (`cases.queries.find`)."""
    case = Case.objects.get(pk=case_id)
    actor = acting_in(case_id, actor=actor)
    link = (
        PathwayCase.objects.select_related("pathway__coordinator").filter(case_id=case_id).first()
    )
    pathway = link.pathway if link else None
    handovers = list(
        Handover.objects.filter(case_id=case_id)
        .select_related("from_staff", "to_staff", "answered_by")
        .order_by("-proposed_at", "-pk")
    )
    units = unit_names(
        [u for h in handovers for u in (h.from_unit_id, h.to_unit_id)]
        + ([pathway.unit_id] if pathway else []),
        on=on,
    )
    rows = {h.pk: _row(h, units) for h in handovers}
    pending = next((h for h in handovers if h.state == Handover.State.PROPOSED), None)
    declined = next(
        (h for h in handovers if h.state == Handover.State.DECLINED and h.settled_at is None), None
    )
    return PathwayPage(
        pathway=str(pathway.public_id) if pathway else "",
        coordinator=str(pathway.coordinator) if pathway else "",
        coordinator_unit=units.get(pathway.unit_id, "") if pathway else "",
        opened_at=pathway.opened_at if pathway else None,
        closed_at=pathway.closed_at if pathway else None,
        close_reason=pathway.close_reason if pathway else "",
        passed=case.coordinator_passed,
        tried=Trial.objects.filter(case_id=case_id).exists(),
        usual=_usual(case, on=on) if case.stage == Stage.RECOMMENDED and not pending else ("", ""),
        pending=rows[pending.pk] if pending else None,
        declined=rows[declined.pk] if declined else None,
        handovers=tuple(rows.values()),
        questions=_questions(case_id, actor),
        sisters=_sisters(pathway, case_id, actor=actor, on=on) if pathway else (),
        may=_may(case, pathway, pending, declined, actor),
    )


def unanswered(case_id: int, *, actor: Actor) -> tuple[QuestionRow, ...]:
    """The questions about a case's recommendation that have no answer, oldest first."""
    return tuple(row for row in _questions(case_id, actor) if row.answered_at is None)


def _usual(case: Case, *, on: dt.date) -> tuple[str, str]:
    """Who a recommended case goes to, as the form of the handover names it, and in words."""
    found = usual_receiver(case, on=on)
    if found is None:
        return "", ""
    unit, staff = found
    if staff is not None:
        return f"{unit.key}:{staff.public_id}", str(staff)
    return f"{unit.key}:", unit_names([unit.pk], on=on).get(unit.pk, "")


def _row(handover: Handover, units: dict[int, str]) -> HandoverRow:
    purpose = Purpose(handover.purpose)
    return HandoverRow(
        public_id=str(handover.public_id),
        purpose=purpose,
        label=PURPOSES[purpose],
        state=handover.state,
        state_label=str(handover.get_state_display()),
        from_staff=str(handover.from_staff),
        from_unit=units.get(handover.from_unit_id, ""),
        to_unit=units.get(handover.to_unit_id, ""),
        to_staff=str(handover.to_staff or ""),
        message=handover.message,
        proposed_at=handover.proposed_at,
        answered_at=handover.answered_at,
        answered_by=str(handover.answered_by or ""),
        reason=handover.reason,
        settled=handover.settled_at is not None,
    )


def _questions(case_id: int, actor: Actor) -> tuple[QuestionRow, ...]:
    asked = (
        Question.objects.filter(case_id=case_id)
        .select_related("asked_by", "asked_of", "answered_by")
        .order_by("asked_at", "pk")
    )
    return tuple(
        QuestionRow(
            public_id=str(q.public_id),
            asked_by=str(q.asked_by),
            asked_of=str(q.asked_of),
            asked_of_me=q.asked_of_id == actor.staff_id,
            asked_at=q.asked_at,
            question=q.question,
            answer=q.answer,
            answered_by=str(q.answered_by or ""),
            answered_at=q.answered_at,
        )
        for q in asked
    )


def _sisters(
    pathway: Pathway, case_id: int, *, actor: Actor, on: dt.date
) -> tuple[SisterCase, ...]:
    others = (
        visible(actor)
        .filter(pathway_link__pathway=pathway)
        .exclude(pk=case_id)
        .prefetch_related("services")
        .order_by("received_on", "pk")
    )
    return tuple(
        SisterCase(
            reference=case.reference,
            title=", ".join(
                service_names(
                    [s.service_key for s in case.services.all() if s.removed_at is None],
                    on=max(on, case.received_on),
                )
            ),
            stage_label=STAGES[Stage(case.stage)].label,
        )
        for case in others
    )


def _may(
    case: Case,
    pathway: Pathway | None,
    pending: Handover | None,
    declined: Handover | None,
    actor: Actor,
) -> May:
    hands_over = actor.may(Permission.HAND_OVER) and case.stage in OPEN
    mine = holds(case, actor)
    active = pathway is not None and pathway.closed_at is None
    coordinator = active and pathway is not None and coordinates(pathway, actor)
    free = hands_over and pending is None
    recommended = case.stage == Stage.RECOMMENDED
    return May(
        accept=hands_over and pending is not None and receives(pending, actor),
        take_back=hands_over and pending is not None and sent(pending, actor),
        keep=hands_over
        and declined is not None
        and (mine or declined.from_staff_id == actor.staff_id),
        propose_coordination=free and (mine if recommended else coordinator),
        propose_responsibility=free and mine,
        coordinate=coordinator and case.stage == Stage.HANDOVER,
        answer=actor.may(Permission.ASSESS),
        close=coordinator and case.stage in {Stage.DELIVERY, Stage.ENDED},
    )


def cases_on(pathway_id: int) -> list[OnPathway]:
    """Every case on a pathway, with the first evaluation that is not made."""
    cases = Case.objects.filter(pathway_link__pathway_id=pathway_id).order_by("pk")
    # Ordered so that the first to come is the one that stays.
    due: dict[int | None, dt.date | None] = dict(
        Deadline.objects.filter(
            kind=Kind.EVALUATION,
            case__pathway_link__pathway_id=pathway_id,
            met_at=None,
            cancelled_at=None,
            provisional=False,
        )
        .order_by("-due_on")
        .values_list("case_id", "due_on")
    )
    return [
        OnPathway(
            reference=case.reference,
            stage=Stage(case.stage),
            evaluation_due_on=due.get(case.pk),
        )
        for case in cases
    ]
