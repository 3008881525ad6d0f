"""The tasks of intake, derived: what was promised, and the cases of who has died or moved."""

from collections.abc import Sequence
from typing import Any

from django.db.models import (
    CharField,
    DateField,
    Exists,
    Expression,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Cast, Coalesce

from cases.queries import Scope, branch
from cases.stages import UNDECIDED
from intake.kinds import TO_END_AFTER_DEATH
from intake.models import Application
from intake.queries.promised import led
from people.models import Departure
from people.roles import Permission

TASK = "enquiry_follow_up"
LAPSE_DEATH = "lapse_after_death"
LAPSE_MOVE = "lapse_after_move"


def tasks_for(scope: Scope) -> Sequence[QuerySet[Any, dict[str, Any]]]:
    """What was promised to somebody who made contact, for the one named and their leader; and the
    cases of who has died or moved, for who answers for each: nothing lapses by itself.
    """
    promised = Application.objects.filter(
        municipality_id=scope.actor.municipality_id,
        follow_up_by_id=scope.actor.staff_id,
        follow_up_by__isnull=False,
        followed_up_at=None,
    )
    if scope.actor.may(Permission.DISTRIBUTE):
        promised = promised | led(scope.actor, on=scope.on)
    return [
        branch(
            promised,
            kind=TASK,
            key=Cast("public_id", CharField()),
            case=None,
            person="person_id",
            unit="unit_id",
            holder="follow_up_by_id",
            due="follow_up_on",
        ),
        *_to_lapse(scope),
    ]


def ended_by(person: str) -> Expression:
    """The day to have ended what somebody who has died had; `person` is the path to them.

    Counted from when the death was registered: nobody is late with what nobody knew.
    """
    known = Coalesce(F(f"{person}__death_known_on"), F(f"{person}__died_on"))
    return ExpressionWrapper(known + TO_END_AFTER_DEATH, output_field=DateField())


def _to_lapse(scope: Scope) -> list[QuerySet[Any, dict[str, Any]]]:
    """Open cases of who has died; and of who has moved, those with nothing granted or told."""
    open_cases = scope.visible().filter(ended_at=None)
    moved = Departure.objects.filter(resident=OuterRef("person"), over_at=None)
    undecided = open_cases.filter(
        stage__in=UNDECIDED, person__died_on=None, decided_urgently_at=None
    )
    return [
        branch(
            rows,
            kind=kind,
            key="reference",
            case="pk",
            person="person_id",
            unit="unit_id",
            holder=Coalesce(F("responsible_id"), F("queue_owner_id")),
            due=due,
        )
        for kind, rows, due in (
            (LAPSE_DEATH, open_cases.filter(person__died_on__isnull=False), ended_by("person")),
            (
                LAPSE_MOVE,
                undecided.filter(Exists(moved.filter(moves_on__lte=scope.on))),
                ExpressionWrapper(Subquery(moved.values("moves_on")[:1]), output_field=DateField()),
            ),
        )
    ]
