"""What leaders are told that a control found, as tasks of theirs."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from audit.words import mark
from cases.queries import CaseHead, Scope, branch, heads, visible
from inspection.kinds import HEADS, TASK, TASK_LABEL, Verdict
from inspection.models import ToldDeviation
from people.access import Actor
from people.refusals import NotFound

NO_SUCH = mark("Vi finner ikke avviket. Se oppgavene dine.")


@dataclass(frozen=True, slots=True)
class ToldRow:
    """What the control found wrong in a case. `case` is none where the leader may not open it."""

    case: CaseHead | None
    case_id: int
    deviations: tuple[tuple[str, str], ...]  # the head, and what was found
    told_at: dt.datetime
    due_on: dt.date
    answer: str
    answered_at: dt.datetime | None


def tasks_for(scope: Scope) -> list[QuerySet[Any, dict[str, Any]]]:
    """Deviations to answer: the leader's own, and of the units one leads. They name nobody."""
    return [
        branch(
            _led(scope.actor).filter(answered_at=None),
            kind=TASK,
            key="public_id",
            case=None,
            person=None,
            unit="unit_id",
            holder="leader_id",
            due="due_on",
        )
    ]


def task_labels() -> dict[str, str]:
    """What the inbox calls the task."""
    return {TASK: TASK_LABEL}


def told(public_id: str, *, actor: Actor, on: dt.date) -> ToldRow:
    """One deviation, for its answer. Raises NotFound for another leader's."""
    row = find_told(public_id, actor=actor)
    case_id = row.inspected.case_id
    may = visible(actor).filter(pk=case_id).values_list("pk", flat=True)
    shown = heads(list(may), on=on)
    found = row.inspected.findings.filter(verdict=Verdict.DEVIATION.value)
    texts = {one.head: one.text for one in found}
    return ToldRow(
        case=shown.get(case_id),
        case_id=case_id,
        deviations=tuple(
            (label, texts[head.value] if case_id in shown else "")
            for head, (label, _question) in HEADS.items()
            if head.value in texts
        ),
        told_at=row.told_at,
        due_on=row.due_on,
        answer=row.answer,
        answered_at=row.answered_at,
    )


def find_told(public_id: str, *, actor: Actor, locked: bool = False) -> ToldDeviation:
    """The row, for one of the leader's. Raises NotFound."""
    try:
        wanted = uuid.UUID(str(public_id))
    except ValueError:
        raise NotFound(NO_SUCH) from None
    rows = _led(actor).filter(public_id=wanted)
    if locked:
        rows = rows.select_for_update(of=("self",))
    found = rows.select_related("inspected__sample").first()
    if found is None:
        raise NotFound(NO_SUCH)
    return found


def _led(actor: Actor) -> QuerySet[ToldDeviation]:
    return ToldDeviation.objects.filter(
        Q(leader_id=actor.staff_id) | Q(unit_id__in=actor.led_unit_ids),
        inspected__sample__municipality_id=actor.municipality_id,
    )
