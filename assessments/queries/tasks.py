"""What assessors must do next: start, fill in, follow a trial, recommend. One task for a case."""

from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from assessments.models import Assessment, Recommendation, Trial
from audit.words import mark
from cases.models import Case
from cases.queries import Scope, branch, visible
from cases.stages import Stage
from deadlines.kinds import Kind
from deadlines.queries import open_deadlines

START, ASSESS, RECOMMEND, TRY = (
    "start_assessment",
    "complete_assessment",
    "write_recommendation",
    "end_trial",
)
LABELS: Final[dict[str, str]] = {
    START: mark("Start kartlegging"),
    ASSESS: mark("Fullfør kartleggingen"),
    RECOMMEND: mark("Skriv innstilling"),
    TRY: mark("Avslutt utprøving"),
}


def tasks_for(scope: Scope) -> list[QuerySet[Any, dict[str, Any]]]:
    """The branches of this stage. Due: the planned visit, the trial's end, or the local target."""
    cases = visible(scope.actor)
    target = Subquery(
        open_deadlines()
        .filter(case=OuterRef("pk"), kind=Kind.TARGET_DECISION)
        .order_by("due_on", "pk")
        .values("due_on")[:1]
    )
    newest = Assessment.objects.filter(application__links__case=OuterRef("pk")).order_by("-n")
    assessed = cases.filter(stage=Stage.ASSESSMENT).annotate(
        target=target,
        visit=Subquery(newest.filter(completed_at=None).values("visit_on")[:1]),
        done=Exists(newest.filter(completed_at__isnull=False)),
        open_now=Exists(newest.filter(completed_at=None)),
        writing=Exists(Recommendation.objects.filter(case=OuterRef("pk"))),
    )
    tried = Trial.objects.filter(
        ended_on=None, case__in=cases.filter(stage=Stage.TRIAL).values("pk")
    )
    return [
        _of_cases(
            cases.filter(stage=Stage.RECEIVED).annotate(due=target), START, status="Ikke startet"
        ),
        _of_cases(
            assessed.filter(open_now=True).annotate(due=Coalesce("visit", "target")),
            ASSESS,
            status="Pågår",
        ),
        _of_cases(
            assessed.filter(open_now=False, writing=False).annotate(due=target),
            RECOMMEND,
            status="Ikke startet",
        ),
        _of_cases(
            assessed.filter(open_now=False, writing=True).annotate(due=target),
            RECOMMEND,
            status="Pågår",
        ),
        branch(
            tried,
            kind=TRY,
            key="public_id",
            case="case_id",
            person="case__person_id",
            unit="case__unit_id",
            holder="case__responsible_id",
            due="planned_end_on",
            status="Pågår",
        ),
    ]


def task_labels() -> dict[str, str]:
    """What the inbox calls each task here, by `task_kind`."""
    return LABELS


def _of_cases(cases: QuerySet[Case], kind: str, *, status: str) -> QuerySet[Any, dict[str, Any]]:
    return branch(
        cases,
        kind=kind,
        key="reference",
        case="pk",
        person="person_id",
        unit="unit_id",
        holder="responsible_id",
        due="due",
        status=status,
    )
