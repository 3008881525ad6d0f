"""What letters ask of somebody: stopped, come back or uncertain, or not sent in time."""

import datetime as dt
from enum import StrEnum
from typing import Any

from django.db.models import Case, DateField, QuerySet, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils.timezone import get_default_timezone

from cases.queries import Scope, branch
from notifications.letters import LetterKind
from notifications.queries.outbox import OPEN, WAITING, letters_seen_by
from notifications.rules.post import STANDS_TOO_LONG
from people.roles import Permission


class TaskKind(StrEnum):
    """What a letter can ask of somebody, as the inbox knows it."""

    FOLLOW_UP = "letter_follow_up"
    PRINT = "letter_print"


def tasks_for(scope: Scope) -> list[QuerySet[Any, dict[str, Any]]]:
    """Letters that stopped, came back or are uncertain; for who posts them, those that wait."""
    seen = letters_seen_by(scope.actor, cases=scope.visible(), posting=True)
    posts = scope.actor.units_with(Permission.POST_LETTERS)
    late = midnight(scope.on) - STANDS_TOO_LONG
    return [
        branch(
            seen.filter(OPEN),
            kind=TaskKind.FOLLOW_UP,
            key="public_id",
            case="case_id",
            person="person_id",
            unit="unit_id",
            # Who answers for the case today; of a claim, who posts: who answered it may not.
            holder=Case(
                When(kind=LetterKind.CLAIM_ANSWER, then=None),
                default=Coalesce("case__responsible_id", "owner_id"),
            ),
            due=Coalesce(
                "returned_on",
                _day_of("stopped_at"),
                _day_of("uncertain_at"),
                output_field=DateField(),
            ),
        ),
        branch(
            seen.filter(WAITING, hold_until__lte=late, unit_id__in=posts),
            kind=TaskKind.PRINT,
            key="public_id",
            case="case_id",
            person="person_id",
            unit="unit_id",
            holder=None,
            due=_day_of("hold_until"),
        ),
    ]


def midnight(day: dt.date) -> dt.datetime:
    """The moment the day begins, by Oslo's clock."""
    return dt.datetime.combine(day, dt.time(), get_default_timezone())


def _day_of(column: str) -> TruncDate:
    return TruncDate(column, tzinfo=get_default_timezone())
