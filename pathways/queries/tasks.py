"""The tasks of pathways, derived from what is undone."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models import Case
from cases.queries import Scope, answer_by, branch
from cases.stages import Stage
from pathways.kinds import TaskKind
from pathways.models import Handover, PathwayCase, Question
from pathways.rules import Purpose

Branches = list[QuerySet[Any, dict[str, Any]]]
RECEIVE = {
    Purpose.COORDINATION: TaskKind.RECEIVE_PATHWAY,
    Purpose.RESPONSIBILITY: TaskKind.RECEIVE_RESPONSIBILITY,
}


def tasks_for(scope: Scope) -> Branches:
    """Handovers to receive, declined ones, questions to answer, and cases to hand or send on."""
    actor = scope.actor
    units = list(actor.unit_ids)
    open_cases = scope.visible().filter(ended_at=None)
    waiting = Handover.objects.filter(
        Q(to_staff_id=actor.staff_id) | Q(to_unit_id__in=units),
        state=Handover.State.PROPOSED,
        case__in=open_cases,
    ).exclude(from_staff_id=actor.staff_id)
    return [
        *[
            branch(
                waiting.filter(purpose=purpose),
                kind=kind,
                key="public_id",
                case="case_id",
                person="case__person_id",
                unit="to_unit_id",
                holder="to_staff_id",
                due=answer_by("proposed_at", scope),
            )
            for purpose, kind in RECEIVE.items()
        ],
        branch(
            Handover.objects.filter(
                Q(from_staff_id=actor.staff_id) | Q(from_unit_id__in=units),
                state=Handover.State.DECLINED,
                settled_at=None,
                case__in=open_cases,
            ),
            kind=TaskKind.HANDOVER_DECLINED,
            key="public_id",
            case="case_id",
            person="case__person_id",
            unit="from_unit_id",
            holder="from_staff_id",
            due=answer_by("answered_at", scope),
        ),
        branch(
            Question.objects.filter(
                Q(asked_of_id=actor.staff_id) | Q(case__unit_id__in=units),
                answered_at=None,
                case__in=open_cases,
            ),
            kind=TaskKind.ANSWER_QUESTION,
            key="public_id",
            case="case_id",
            person="case__person_id",
            unit="case__unit_id",
            holder="asked_of_id",
            due=answer_by("asked_at", scope),
        ),
        branch(
            _to_hand_over(open_cases).filter(
                Q(responsible_id=actor.staff_id) | Q(unit_id__in=units)
            ),
            kind=TaskKind.HAND_OVER,
            key="reference",
            case="pk",
            person="person_id",
            unit="unit_id",
            holder="responsible_id",
            due=answer_by("stage_since", scope),
        ),
        branch(
            PathwayCase.objects.filter(
                Q(pathway__coordinator_id=actor.staff_id) | Q(pathway__unit_id__in=units),
                pathway__closed_at=None,
                case__stage=Stage.HANDOVER,
                case__in=open_cases,
            ),
            kind=TaskKind.COORDINATE,
            key="case__reference",
            case="case_id",
            person="case__person_id",
            unit="pathway__unit_id",
            holder="pathway__coordinator_id",
            due=answer_by("case__stage_since", scope),
        ),
    ]


def _to_hand_over(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Recommended cases the coordinator is to have, that nobody has been asked to receive."""
    asked = Handover.objects.filter(
        Q(state=Handover.State.PROPOSED) | Q(state=Handover.State.DECLINED, settled_at=None),
        case=OuterRef("pk"),
    )
    return cases.filter(stage=Stage.RECOMMENDED, coordinator_passed=False).exclude(Exists(asked))
