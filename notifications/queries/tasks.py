"""What letters ask of somebody: stopped, come back or uncertain, or not sent in time."""

import datetime as dt
from enum import StrEnum
from typing import Any

from django.db.models import DateField, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils.timezone import get_default_timezone

from cases.queries import Scope, branch
from notifications.models import Letter
from notifications.queries.outbox import (
    ANSWER,
    OPEN,
    WAITING,
    letters_seen_by,
    letters_to_post,
)
from notifications.rules.post import STANDS_TOO_LONG
from people.roles import Permission


class TaskKind(StrEnum):
    """What a letter can ask of somebody, as the inbox knows it."""

    FOLLOW_UP = "letter_follow_up"
    PRINT = "letter_print"


def tasks_for(scope: Scope) -> list[QuerySet[Any, dict[str, Any]]]:
    """Letters that stopped, came back or are uncertain; for who posts them, those that wait."""
    seen = letters_seen_by(scope.actor, cases=scope.visible())
    to_post = letters_to_post(scope.actor, cases=scope.entrusted())
    posts = scope.actor.units_with(Permission.POST_LETTERS)
    late = midnight(scope.on) - STANDS_TOO_LONG
    return [
        _open(seen.exclude(ANSWER), holder=Coalesce("case__responsible_id", "owner_id")),
        _open(to_post.filter(ANSWER)),  # in nobody's hands: who answered a claim does not post
        branch(
            to_post.filter(WAITING, hold_until__lte=late, unit_id__in=posts),
            kind=TaskKind.PRINT,
            key="public_id",
            case="case_id",
            person="person_id",
            unit="unit_id",
            holder=None,
            due=_day_of("hold_until"),
        ),
    ]


def _open(letters: QuerySet[Letter], holder: Any = None) -> QuerySet[Any, dict[str, Any]]:
    """What stopped, came back or is uncertain; `holder` answers for the case today."""
    return branch(
        letters.filter(OPEN),
        kind=TaskKind.FOLLOW_UP,
        key="public_id",
        case="case_id",
        person="person_id",
        unit="unit_id",
        holder=holder,
        due=Coalesce(
            "returned_on",
            _day_of("stopped_at"),
            _day_of("uncertain_at"),
            output_field=DateField(),
        ),
    )


def midnight(day: dt.date) -> dt.datetime:
    """The moment the day begins, by Oslo's clock."""
    return dt.datetime.combine(day, dt.time(), get_default_timezone())


def _day_of(column: str) -> TruncDate:
    return TruncDate(column, tzinfo=get_default_timezone())
