"""The clock's work, row by row: what cannot be done is put aside, and the rest goes on.

That a row is begun is on record before it is begun, in a transaction of its own: so also a worker
that is killed by one has counted it. After five tries the row is parked.
"""

import datetime as dt
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from django.db import connection, transaction

from audit import trail
from people.access import Actor, use_case
from people.refusals import NotFound, Refused
from people.roles import Permission
from watch.events import WorkLetGo, WorkParked, WorkTriedAgain
from watch.kinds import TRIES, WORKS
from watch.models import Attempt
from watch.queries import willing_first

R = TypeVar("R")

log = logging.getLogger(__name__)

BEGIN = """
INSERT INTO watch_attempt AS a (public_id, municipality_id, work, row, tries, begun_at, fault,
                                let_go_reason)
VALUES (gen_random_uuid(), %s, %s, %s, 1, %s, '', '')
ON CONFLICT (municipality_id, work, row) DO UPDATE
SET tries = a.tries + 1, begun_at = excluded.begun_at, fault = ''
WHERE a.parked_at IS NULL AND a.tries < %s
RETURNING tries
"""


@dataclass(slots=True)
class Done:
    """How a round went."""

    done: int = 0
    failed: int = 0


def each(ids: Sequence[int], act: Callable[..., bool], *, actor: Actor, at: dt.datetime) -> Done:
    """Do `act` for one row after the other; what is parked is passed over.

    An error is logged by the row's number and keeps no other waiting; what went wrong before comes
    after what did not.
    """
    went = Done()
    for pk in willing_first(ids, act.__name__, actor, at=at):
        try:
            one = partial(act, pk, actor=actor, at=at)
            went.done += bool(attempt(one, act.__name__, pk, actor=actor, at=at))
        except Exception:
            log.exception("%s %s could not be done", act.__name__, pk)
            went.failed += 1
    return went


def attempt(
    act: Callable[[], R], work: str, row: int, *, actor: Actor, at: dt.datetime
) -> R | None:
    """Do one piece of work, counted; None when it is parked. Raises whatever the act raises."""
    slot = {"municipality_id": actor.municipality_id, "work": work, "row": row}
    tries = _begin(work, row, actor, at)
    if tries is None:
        if Attempt.objects.filter(**slot, parked_at=None).exists():
            park(work, row, actor=actor, at=at)
        return None
    try:
        result = act()
    except Exception as error:
        with transaction.atomic(durable=True):
            Attempt.objects.filter(**slot).update(fault=type(error).__name__[:80])
        if tries >= TRIES:
            park(work, row, actor=actor, at=at)
        raise
    with transaction.atomic(durable=True):
        Attempt.objects.filter(**slot).delete()
    return result


@use_case(Permission.SYSTEM)
def park(work: str, row: int, *, actor: Actor, at: dt.datetime) -> bool:
    """Put work aside that was begun too often. True if this call did."""
    parked = Attempt.objects.filter(
        municipality_id=actor.municipality_id, work=work, row=row, parked_at=None
    ).update(parked_at=at)
    if parked:
        trail.record(WorkParked(work=work, row=row, tries=TRIES), actor=actor, at=at)
    return bool(parked)


@use_case(Permission.ADMINISTER)
def try_again(attempt_id: str, *, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Let parked work be tried five times more (Prøv igjen), also what was let go."""
    found = _parked(attempt_id, actor)
    found.tries = 0
    found.parked_at = found.let_go_at = found.let_go_by = None
    found.let_go_reason = ""
    found.save()
    trail.record(WorkTriedAgain(work=found.work, row=found.row), actor=actor, at=at)
    return {"work": found.work}


@use_case(Permission.ADMINISTER)
def let_work_go(attempt_id: str, *, reason: str, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Leave parked work undone, with the reason (La ligge); it is never tried by itself."""
    found = _parked(attempt_id, actor)
    if not reason.strip():
        raise Refused("Skriv hvorfor det kan ligge.", code="reason_missing", field="reason")
    found.let_go_at, found.let_go_by_id = at, actor.staff()
    found.let_go_reason = reason.strip()
    found.save()
    trail.record(
        WorkLetGo(work=found.work, row=found.row, reason=found.let_go_reason), actor=actor, at=at
    )
    return {"work": found.work}


def _begin(work: str, row: int, actor: Actor, at: dt.datetime) -> int | None:
    """Count a try, before it is made; None when there are none left."""
    if work not in WORKS:
        raise KeyError(work)
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(BEGIN, [actor.municipality_id, work, row, at, TRIES])
        found = cursor.fetchone()
        return found[0] if found else None


def _parked(attempt_id: str, actor: Actor) -> Attempt:
    found = (
        Attempt.objects.select_for_update()
        .filter(
            public_id=attempt_id,
            municipality_id=actor.municipality_id,
            parked_at__isnull=False,
        )
        .first()
    )
    if found is None:
        raise NotFound
    return found
