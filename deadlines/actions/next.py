"""«Gi meg neste»: the first of the unit's unassigned tasks that nobody else has taken meanwhile."""

import datetime as dt
from collections.abc import Sequence
from typing import TypedDict

from django.db import transaction
from django.utils.timezone import localdate

from audit import trail
from cases.models import Case
from cases.queries import lock
from deadlines.actions.inbox import take_apart, take_free
from deadlines.rules import Offer
from people.access import Actor, acts_on_nothing_yet, use_case
from people.queries import away_until
from people.refusals import AccessDenied, NotFound, Refused, Stale
from people.roles import Permission


class Given(TypedDict):
    """The task that was given, and why this one: a sentence and its values."""

    reference: str  # empty for a task of no case
    kind: str
    key: str
    why: str
    values: dict[str, str]


@use_case(Permission.WORK_CASE)
def take_next(*, offered: Sequence[Offer], actor: Actor, at: dt.datetime) -> Given:
    """Take the first of the offered tasks that is still free (Gi meg neste).

    Whoever else presses at the same moment has locked theirs, and it is passed over; only when all
    are locked is one waited for, and then none is held: two who wait for each other's would wait
    for ever. What the actor may not have (disqualified, not entrusted) and what
    has changed since is passed over without a word. Raises Refused for who is away today, and
    when none is left.
    """
    if away_until([actor.staff()], on=localdate(at)):
        raise Refused(
            "Du er registrert borte i dag. Be lederen avslutte fraværet først.", code="away"
        )
    for waits in (False, True):
        for offer in offered:
            reference = _taken(offer, waits=waits, actor=actor, at=at)
            if reference is not None:
                return Given(
                    reference=reference,
                    kind=offer.kind,
                    key=offer.key,
                    why=offer.why.template,
                    values={name: str(value) for name, value in offer.why.values.items()},
                )
    raise Refused(
        "Andre tok oppgavene først. Det er ingen igjen som du kan ta nå.", code="none_left"
    )


def _taken(offer: Offer, *, waits: bool, actor: Actor, at: dt.datetime) -> str | None:
    """The reference of the case whose task is the actor's now, empty for a task of no case; None
    if it cannot be theirs.

    What is passed over is undone to its savepoint, which lets its lock go too.
    """
    free = Case.objects.select_for_update(of=("self",), no_key=True, skip_locked=not waits)
    try:
        with transaction.atomic():
            if offer.case_id is None or offer.version is None:
                apart = take_apart(
                    kind=offer.kind,
                    key=offer.key,
                    person_id=offer.person_id,
                    due_on=offer.due_on,
                    actor=actor,
                    at=at,
                )
                trail.record(apart, actor=actor, at=at)
                return ""
            if free.filter(pk=offer.case_id, version=offer.version).first() is None:
                return None
            case = lock(offer.case_id, actor=actor)
            taken = take_free(case, kind=offer.kind, key=offer.key, actor=actor, at=at)
            trail.record(taken, actor=actor, at=at)
            return case.reference
    except (Refused, Stale, NotFound, AccessDenied):
        acts_on_nothing_yet(actor)
        return None
