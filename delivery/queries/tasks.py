"""The tasks of delivery, derived from what is undone."""

from typing import Any

from django.db.models import (
    CharField,
    DateField,
    Exists,
    Expression,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate

from cases.queries import Scope, answer_by, branch
from deadlines.kinds import Kind
from deadlines.models import Deadline
from delivery.kinds import TaskKind
from delivery.models import Order, OrderQuestion, Redirection, RunningService
from delivery.queries.done import done_cases
from delivery.queries.leaving import keeper, to_end
from delivery.queries.moves import moves_on, moving
from delivery.queries.placed import lines_to, trials_to, units_of
from delivery.rules import LEFT, State
from intake.queries import ended_by
from people.models import Consent, Departure

Branches = list[QuerySet[Any, dict[str, Any]]]


def tasks_for(scope: Scope) -> Branches:
    """Orders to answer, start or send elsewhere, questions, services to see to, cases to end."""
    living = scope.visible().filter(person__died_on=None)
    return [
        *_unanswered(scope),
        *_to_start(scope),
        *_refused(scope),
        *_running(scope),
        *_early(scope),
        _asked(scope),
        branch(
            done_cases(living, on=scope.on),
            kind=TaskKind.COMPLETE_CASE,
            key="reference",
            case="pk",
            person="person_id",
            unit="unit_id",
            holder="responsible_id",
            due=answer_by("stage_since", scope),
        ),
        *_leaving(scope),
        *_departures(scope),
    ]


def _unanswered(scope: Scope) -> Branches:
    """An order nobody has answered is the unit's, until noon on the next working day."""
    lines = lines_to(scope.actor).filter(now_state=State.SENT)
    trials = trials_to(scope.actor).filter(now_state=State.SENT)
    return [
        branch(
            rows.distinct(),
            kind=TaskKind.ANSWER_ORDER,
            key="public_id",
            case=case,
            person=f"{person}person_id",
            unit="now_unit",
            holder=None,
            due=_answer_due(case),
        )
        for rows, case, person in (
            (lines, "decision__case_id", "decision__case__"),
            (trials, "case_id", "case__"),
        )
    ]


def _answer_due(case: str) -> Expression:
    first = Concat(Value("order:"), Cast(OuterRef("public_id"), CharField()))
    later = Concat(first, Value(":"), Cast(OuterRef("now_number"), CharField()))
    found = Deadline.objects.filter(
        Q(key=first) | Q(key=later),
        case=OuterRef(case),
        kind=Kind.ORDER_CONFIRMATION,
        met_at=None,
        cancelled_at=None,
    )
    return ExpressionWrapper(Subquery(found.values("due_on")[:1]), output_field=DateField())


def _to_start(scope: Scope) -> Branches:
    """A confirmed order whose planned day has come, for whoever confirmed it; not once its case has
    ended or the person has died: then it never starts.
    """
    units = list(units_of(scope.actor))
    ready = Order.objects.filter(
        unit_id__in=units,
        state=State.CONFIRMED,
        planned_start_on__lte=scope.on,
        case__ended_at=None,
        case__person__died_on=None,
    )
    return [
        branch(
            ready.filter(**{f"{source}__isnull": False}),
            kind=TaskKind.START_ORDER,
            key=f"{source}__public_id",
            case="case_id",
            person="case__person_id",
            unit="unit_id",
            holder="answered_by_id",
            due="planned_start_on",
        )
        for source in ("line", "trial")
    ]


def _refused(scope: Scope) -> Branches:
    """A refused order goes back to who ordered; it is done when it is sent elsewhere.

    Due the day it was refused: nobody has it, and the person waits.
    """
    refused = Order.objects.filter(
        state=State.REFUSED,
        reordered_at=None,
        case__in=scope.visible().filter(ended_at=None),
    )
    return [
        branch(
            refused.filter(**{f"{source}__isnull": False}),
            kind=TaskKind.ORDER_REFUSED,
            key=f"{source}__public_id",
            case="case_id",
            person="case__person_id",
            unit="case__unit_id",
            holder="returned_to_id",
            due=TruncDate("answered_at"),
        )
        for source in ("line", "trial")
    ]


def _asked(scope: Scope) -> QuerySet[Any, dict[str, Any]]:
    """A question about an order, for the one asked, while the unit that asks has it and its case
    runs: nobody waits for the answer after.
    """
    same = Q(line=OuterRef("line_id")) | Q(trial=OuterRef("trial_id"))
    left = Order.objects.filter(same, number=OuterRef("number"), state__in=LEFT)
    sent_on = Redirection.objects.filter(same, number__gt=OuterRef("number"))
    return branch(
        OrderQuestion.objects.filter(
            ~Exists(left),
            ~Exists(sent_on),
            answered_at=None,
            case__in=scope.visible().filter(ended_at=None),
        ),
        kind=TaskKind.ORDER_QUESTION,
        key="public_id",
        case="case_id",
        person="case__person_id",
        unit="case__unit_id",
        holder="asked_of_id",
        due=answer_by("asked_at", scope),
    )


def _running(scope: Scope) -> Branches:
    """What runs past its decision, for the case's responsible; past its trial, for the team. What
    runs for somebody who has died is to be ended, not looked at anew.
    """
    running = RunningService.objects.filter(ends_on=None, person__died_on=None)
    return [
        branch(
            running.filter(by_trial=False, valid_to__lte=scope.on, case__in=scope.visible()),
            kind=TaskKind.WITHOUT_DECISION,
            key="order__line__public_id",
            case="case_id",
            person="person_id",
            unit="case__unit_id",
            holder=Coalesce(F("case__responsible_id"), F("case__queue_owner_id")),
            due="valid_to",
        ),
        branch(
            running.filter(
                by_trial=True,
                order__trial__ended_on__isnull=False,
                unit_id__in=list(units_of(scope.actor)),
            ),
            kind=TaskKind.END_TRIAL_SERVICE,
            key="order__trial__public_id",
            case="case_id",
            person="person_id",
            unit="unit_id",
            holder="started_by_id",
            due="order__trial__ended_on",
        ),
    ]


def _early(scope: Scope) -> Branches:
    """What began before its order's first day, for whoever ordered, until they have seen to it."""
    early = RunningService.objects.filter(early_settled_at=None, case__in=scope.visible()).exclude(
        early_reason=""
    )
    return [
        branch(
            early.filter(**{f"order__{source}__isnull": False}),
            kind=kind,
            key=f"order__{source}__public_id",
            case="case_id",
            person="person_id",
            unit="case__unit_id",
            holder=holder,
            due=answer_by("started_at", scope),
        )
        for source, kind, holder in (
            ("line", TaskKind.EARLY_START, "order__line__decision__decided_by_id"),
            ("trial", TaskKind.EARLY_TRIAL, "order__trial__started_by_id"),
        )
    ]


def _leaving(scope: Scope) -> Branches:
    """What must be ended for somebody who has died or moves, each for one by name in its unit."""
    units = list(units_of(scope.actor))
    moved = ~Q(case__person__died_on__isnull=False) & Q(moving("case__person"))
    return [
        branch(
            to_end(Q(whose) & Q(unit_id__in=units))
            .filter(**{f"{source}__isnull": False})
            .annotate(kept=keeper("unit", "kept_by", on=scope.on)),
            kind=kind,
            key=f"{source}__public_id",
            case="case_id",
            person="case__person_id",
            unit="unit_id",
            holder="kept",
            due=due,
        )
        for source in ("line", "trial")
        for kind, whose, due in (
            (
                TaskKind.END_AFTER_DEATH,
                Q(case__person__died_on__isnull=False),
                ended_by("case__person"),
            ),
            (TaskKind.END_AFTER_MOVE, moved, moves_on("case__person")),
        )
    ]


def _departures(scope: Scope) -> Branches:
    """Whether papers may follow is asked, and what may is handed over, by who registered it."""
    mine = Departure.objects.filter(
        Q(registered_by_id=scope.actor.staff_id) | Q(unit_id__in=list(scope.actor.unit_ids)),
        resident__municipality_id=scope.actor.municipality_id,
        resident__died_on=None,
        over_at=None,
        handed_on=None,
    )
    return [
        branch(
            mine.filter(consent=consent),
            kind=kind,
            key="resident__public_id",
            case=None,
            person="resident_id",
            unit="unit_id",
            holder="registered_by_id",
            due="moves_on",
        )
        for kind, consent in (
            (TaskKind.ASK_CONSENT, Consent.NOT_ASKED),
            (TaskKind.HAND_OVER_PAPERS, Consent.YES),
        )
    ]
