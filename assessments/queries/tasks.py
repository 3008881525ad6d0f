"""What assessors must do next: start, fill in, follow a trial, recommend. One task for a case."""

from datetime import timedelta
from typing import Any, Final

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from assessments.models import Assessment, Recommendation, Trial
from audit.words import mark
from cases.models import Case
from cases.queries import Scope, branch
from cases.stages import Stage
from deadlines.kinds import Kind
from deadlines.queries import open_deadlines, rules_of

START, ASSESS, RECOMMEND, TRY, ANSWER = (
    "start_assessment",
    "complete_assessment",
    "write_recommendation",
    "end_trial",
    "answer_trial",
)
LABELS: Final[dict[str, str]] = {
    START: mark("Start kartlegging"),
    ASSESS: mark("Fullfør kartleggingen"),
    RECOMMEND: mark("Skriv innstilling"),
    TRY: mark("Avslutt utprøving"),
    ANSWER: mark("Vedtak eller avslutning?"),
}


def tasks_for(scope: Scope) -> list[QuerySet[Any, dict[str, Any]]]:
    """The branches of this stage. Due: the planned visit, the trial's end, or the local target.

    A trial is first asked about, from the day its day 10 is reminded of, and then ended.
    """
    # Nobody is to ring or visit who has died: the case lapses, and that is a task (intake).
    every = scope.visible()
    cases = every.filter(person__died_on=None)
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
    gate = open_deadlines().filter(
        case=OuterRef("case"),
        kind=Kind.TRIAL_GATE,
        key=Concat(Value("trial:"), Cast(OuterRef("public_id"), CharField())),
    )
    tried = Trial.objects.filter(ended_on=None, case__in=every.values("pk")).annotate(
        asked_on=Subquery(gate.values("due_on")[:1])
    )
    reminded = timedelta(
        days=rules_of(scope.actor.municipality_id)
        .row(Kind.TRIAL_GATE, on=scope.on)
        .remind_days_before
        or 0
    )
    asked = Q(asked_on__isnull=False, asked_on__lte=scope.on + reminded)
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
        _of_trials(tried.filter(asked), ANSWER, due="asked_on"),
        _of_trials(tried.filter(case__stage=Stage.TRIAL).exclude(asked), TRY, due="planned_end_on"),
    ]


def task_labels() -> dict[str, str]:
    """What the inbox calls each task here, by `task_kind`."""
    return LABELS


def _of_trials(trials: QuerySet[Trial], kind: str, *, due: str) -> QuerySet[Any, dict[str, Any]]:
    return branch(
        trials,
        kind=kind,
        key="public_id",
        case="case_id",
        person="case__person_id",
        unit="case__unit_id",
        holder="case__responsible_id",
        due=due,
        status="Pågår",
    )


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
