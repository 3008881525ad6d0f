"""What the tests of the post do over and over: queue, print, post, and look."""

import datetime as dt
from typing import Any

from django.db import transaction

from audit.models import Entry
from cases.models import Case
from cases.queries import Scope
from notifications import actions, queries
from notifications.letters import Language, LetterKind
from notifications.models import Letter
from notifications.rules.post import Recipient
from people.access import Actor
from people.roles import Permission
from tests import given
from tests.notifications import samples

MINUTES = dt.timedelta(minutes=1)
LONG_AGO = dt.date(2020, 1, 1)
POST = Permission.POST_LETTERS


def person_of(case: Case) -> Recipient:
    return queries.recipients(case.person_id, on=dt.date(2026, 3, 4))[0]


def queued(
    case: Case,
    actor: Actor,
    *,
    at: dt.datetime,
    kind: LetterKind = LetterKind.DECISION,
    key: str = "decision:1",
    recipient: Recipient | None = None,
) -> Letter:
    """A decision's letter in the outbox."""
    content = samples.granted(Language.BOKMAL)
    with transaction.atomic():
        return actions.send_letter(
            case,
            kind,
            content,
            recipient=recipient or person_of(case),
            key=key,
            actor=actor,
            at=at,
        )


def printed(letter: Letter, actor: Actor, *, at: dt.datetime) -> dict[str, Any]:
    return actions.print_letters([str(letter.public_id)], actor=actor, at=at)


def posted(letter: Letter, actor: Actor, *, at: dt.datetime, **how: Any) -> Letter:
    day = at.date()
    with transaction.atomic():
        locked = Letter.objects.select_for_update().get(pk=letter.pk)
        return actions.mark_posted(locked, posted_on=day, actor=actor, at=at, **how)


def tasks(actor: Actor, *, on: dt.date) -> list[dict[str, Any]]:
    return [row for one in queries.tasks_for(Scope(actor=actor, on=on)) for row in one]


def events() -> list[str]:
    return list(Entry.objects.order_by("at", "id").values_list("event", flat=True))


def relay(town: given.Town, *, at: dt.datetime) -> list[str]:
    """One round, as the clock would have it."""
    here = town.municipality.pk
    due = queries.due_dispatch_ids(here, at=at)
    return [actions.carry(one, municipality_id=here, at=at) for one in due]


def ask(town: given.Town, *, at: dt.datetime) -> int:
    return actions.ask(town.municipality.pk, at=at)
