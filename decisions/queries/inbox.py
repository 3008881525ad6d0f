"""What deciders and approvers must do next, and what performing units are ordered to do."""

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from cases.models import Case
from cases.queries import Scope, branch
from cases.rules import Extent
from cases.stages import MOVES, Stage, Step
from deadlines.kinds import Kind
from deadlines.queries import open_deadlines
from decisions.kinds import TASKS, TaskKind
from decisions.models import (
    Decision,
    DecisionLine,
    DecisionReturn,
    DecisionWriter,
    Deviation,
    UrgentDecision,
    UrgentRequest,
)
from decisions.policy import GIVES, Returned
from decisions.queries.facts import DECIDED, extent_stored
from decisions.rules import extent_of
from people.roles import Permission


def tasks_for(scope: Scope) -> list[QuerySet[Any, dict[str, Any]]]:
    """The branches of this stage: write, mend what came back, send, approve. Due: the local target,
    or the day by which what is given orally is to be written.

    One task for a case. Nobody is asked to approve what they have written.
    """
    found: list[QuerySet[Any, dict[str, Any]]] = []
    cases = _with_target(scope.visible().filter(ended_at=None))
    if scope.actor.may(Permission.DECIDE):
        found += _to_decide(cases.filter(stage=Stage.DECISION))
        found.append(_asked(scope))
        found.append(_astray(cases.exclude(stage__in=[Stage.DECISION, Stage.APPROVAL])))
    if scope.actor.may(Permission.APPROVE):
        found += _to_approve(cases.filter(stage=Stage.APPROVAL), scope.actor.staff())
        found.append(_to_control(scope))
    return found


def task_labels() -> dict[str, str]:
    """What the inbox calls each task here, by `task_kind`."""
    return {kind.value: row.label for kind, row in TASKS.items()}


def granted_lines() -> QuerySet[DecisionLine]:
    """Granted lines that are decided, in writing or orally: each is an order from that moment.

    A filter for other queries; never handed to a page.
    """
    return DecisionLine.objects.filter(DECIDED, outcome__in=[outcome.value for outcome in GIVES])


def previous_extent(line: DecisionLine) -> tuple[Extent, dt.date] | None:
    """What the decision before gave the person of the same service, and the day it was made.

    None for the first. For «Endret: 3,5 → 5,0 timer/uke».
    """
    before = (
        granted_lines()
        .filter(
            decision__case__person_id=line.decision.case.person_id,
            service_key=line.service_key,
            decision__issued_at__lt=line.decision.issued_at,
        )
        .select_related("decision")
        .order_by("-decision__issued_at", "-pk")
        .first()
    )
    if before is None or before.decision.issued_at is None:
        return None
    try:
        extent = extent_of(extent_stored(before))
    except ValueError:
        return None
    return (extent, localdate(before.decision.issued_at)) if extent else None


def _to_decide(cases: QuerySet[Case]) -> list[QuerySet[Any, dict[str, Any]]]:
    open_ones = Decision.objects.filter(case=OuterRef("pk"), issued_at=None)
    came_back = DecisionReturn.objects.filter(case=OuterRef("pk"), what=Returned.DECISION)
    known = cases.annotate(
        begun=Exists(open_ones),
        submitted=Exists(open_ones.filter(submitted_at__isnull=False)),
        came_back=Exists(came_back),
        orally=Exists(open_ones.filter(urgent__isnull=False)),
    )
    writing = known.filter(begun=True, submitted=False, came_back=False)
    return [
        # Nothing is written to who has died: the case lapses, and that is a task (intake).
        _tasks(writing.filter(orally=True, person__died_on=None), TaskKind.WRITE_URGENT),
        _tasks(known.filter(begun=False), TaskKind.WRITE),
        _tasks(
            writing.filter(orally=False),
            TaskKind.WRITE,
            status="Pågår",
        ),
        _tasks(known.filter(begun=True, submitted=False, came_back=True), TaskKind.MEND),
        _tasks(known.filter(submitted=True), TaskKind.ISSUE),
    ]


def _astray(cases: QuerySet[Case]) -> QuerySet[Any, dict[str, Any]]:
    """Help given orally and unwritten, wherever else its case stands: for whoever gave it."""
    unwritten = UrgentDecision.objects.filter(
        decision__case=OuterRef("pk"), written_at=None
    ).order_by("-at", "-pk")
    return _tasks(
        cases.filter(Exists(unwritten), person__died_on=None).annotate(
            given_by=Subquery(unwritten.values("by_id")[:1])
        ),
        TaskKind.WRITE_URGENT,
        holder="given_by",
    )


def _asked(scope: Scope) -> QuerySet[Any, dict[str, Any]]:
    """Help that is asked for now: for who was asked, or in nobody's hands for all who were."""
    cases = scope.visible().filter(stage__in=MOVES[Step.DECIDE_URGENTLY].sources)
    mine = Q(to=None) | Q(to_id=scope.actor.staff())
    unit = min(scope.actor.units_with(Permission.DECIDE), default=None)
    return branch(
        UrgentRequest.objects.filter(mine, closed_at=None, case__in=cases),
        kind=TaskKind.CONSIDER_URGENT,
        key="case__reference",
        case="case_id",
        person="case__person_id",
        unit=Value(unit),
        holder="to_id",
        due="asked_on",
    )


def _to_approve(cases: QuerySet[Case], staff_id: int) -> list[QuerySet[Any, dict[str, Any]]]:
    """Decisions of others that wait, in nobody's hands; approved ones wait for who approved."""
    own = DecisionWriter.objects.filter(
        decision__case=OuterRef("pk"), decision__issued_at=None, staff_id=staff_id
    )
    approved = Decision.objects.filter(
        case=OuterRef("pk"), issued_at=None, approved_by__isnull=False
    )
    waiting = cases.annotate(approved=Exists(approved))
    return [
        branch(
            waiting.filter(~Exists(own), approved=False),
            kind=TaskKind.APPROVE,
            key="reference",
            case="pk",
            person="person_id",
            unit="unit_id",
            holder=None,
            due="target",
        ),
        branch(
            waiting.filter(approved=True).annotate(
                approver=Subquery(approved.values("approved_by_id")[:1])
            ),
            kind=TaskKind.ISSUE,
            key="reference",
            case="pk",
            person="person_id",
            unit="unit_id",
            holder="approver",
            due="target",
            status="Pågår",
        ),
    ]


def _to_control(scope: Scope) -> QuerySet[Any, dict[str, Any]]:
    """Cases with open deviations somebody else answers for, in nobody's hands; also ended ones."""
    others = Deviation.objects.filter(case=OuterRef("pk"), closed_at=None).exclude(
        responsible_id=scope.actor.staff()
    )
    cases = scope.visible().annotate(
        control_on=Subquery(others.order_by("control_on").values("control_on")[:1])
    )
    return branch(
        cases.filter(Exists(others)),
        kind=TaskKind.CONTROL,
        key="reference",
        case="pk",
        person="person_id",
        unit="unit_id",
        holder=None,
        due="control_on",
    )


def _with_target(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The day to decide by: of what is given orally, the day it is to be written."""
    running = open_deadlines().filter(case=OuterRef("pk")).order_by("due_on", "pk")
    days = [
        Subquery(running.filter(kind=kind).values("due_on")[:1])
        for kind in (Kind.URGENT_WRITTEN, Kind.TARGET_DECISION)
    ]
    return cases.annotate(target=Coalesce(*days))


def _tasks(
    cases: QuerySet[Case],
    kind: TaskKind,
    *,
    status: str = "Ikke startet",
    holder: str = "responsible_id",
) -> QuerySet[Any, dict[str, Any]]:
    return branch(
        cases,
        kind=kind,
        key="reference",
        case="pk",
        person="person_id",
        unit="unit_id",
        holder=holder,
        due="target",
        status=status,
    )
