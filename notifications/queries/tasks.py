"""What letters ask of somebody: stopped, come back or uncertain, or not sent in time."""

import datetime as dt
from enum import StrEnum
from typing import Any

from django.db.models import Case, CharField, DateField, Exists, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.utils.timezone import get_default_timezone, localdate

from cases.queries import Scope, branch
from notifications.models import Letter
from notifications.queries.outbox import (
    ANSWER,
    OPEN,
    WAITING,
    letters_seen_by,
    letters_to_post,
)
from notifications.queries.unopened import given_up, not_told_again
from notifications.rules.post import STANDS_TOO_LONG
from people.models import RoleGrant
from people.roles import Permission, Role, may


class TaskKind(StrEnum):
    """What a letter can ask of somebody, as the inbox knows it."""

    FOLLOW_UP = "letter_follow_up"
    PRINT = "letter_print"


def tasks_for(scope: Scope) -> list[QuerySet[Any, dict[str, Any]]]:
    """Letters that stopped, came back or are uncertain, or that somebody must tell of by another
    way; for who posts them, those that wait.
    """
    seen = letters_seen_by(scope.actor, cases=scope.visible())
    to_post = letters_to_post(scope.actor, cases=scope.entrusted())
    posts = scope.actor.units_with(Permission.POST_LETTERS)
    late = midnight(scope.on) - STANDS_TOO_LONG
    return [
        _open(seen.exclude(ANSWER), holder=_holder(on=scope.on)),
        _untold(seen.exclude(ANSWER), holder=_holder(on=scope.on)),
        _open(to_post.filter(ANSWER)),  # in nobody's hands: who answered a claim does not post
        _untold(to_post.filter(ANSWER)),
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


def waited_since(case_id: int, *, kind: str, key: str) -> dt.date | None:
    """The day the letter of a task was to go, where the task is to send it; None for any other."""
    if kind != TaskKind.PRINT:
        return None
    waiting = Letter.objects.filter(WAITING, case_id=case_id)
    letter = waiting.annotate(named=Cast("public_id", CharField())).filter(named=key).first()
    return localdate(letter.hold_until) if letter else None


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


def _untold(letters: QuerySet[Letter], holder: Any = None) -> QuerySet[Any, dict[str, Any]]:
    """What lies unopened, and whose recipient no e-mail could tell of it again."""
    return branch(
        not_told_again(letters).annotate(
            given_up_at=Subquery(given_up("pk").values("parked_at")[:1])
        ),
        kind=TaskKind.FOLLOW_UP,
        key="public_id",
        case="case_id",
        person="person_id",
        unit="unit_id",
        holder=holder,
        due=_day_of("given_up_at"),
    )


def _holder(*, on: dt.date) -> Case:
    """Who answers for the letter's case today; nobody where they would not see it.

    Who has an open case, or its queue, sees it. Who had one that has ended, or wrote a letter
    without a case, may have another job by now: it is then for whoever posts for the unit.
    """
    posts = [role for role in Role if may(role, Permission.POST_LETTERS)]
    return Case(
        When(
            case__isnull=False,
            case__ended_at=None,
            then=Coalesce("case__responsible_id", "case__queue_owner_id"),
        ),
        When(_works("case__responsible_id", posts, on=on), then="case__responsible_id"),
        When(_works("owner_id", posts, on=on), case__responsible=None, then="owner_id"),
    )


def _works(column: str, roles: list[Role], *, on: dt.date) -> Exists:
    """Whether who stands in `column` has one of the roles in the letter's unit."""
    held = RoleGrant.objects.filter(
        role__in=roles, revoked_at=None, valid_from__lte=on, valid_to__gt=on
    )
    return Exists(held.filter(staff_id=OuterRef(column), unit_id=OuterRef("unit_id")))


def midnight(day: dt.date) -> dt.datetime:
    """The moment the day begins, by Oslo's clock."""
    return dt.datetime.combine(day, dt.time(), get_default_timezone())


def _day_of(column: str) -> TruncDate:
    return TruncDate(column, tzinfo=get_default_timezone())
