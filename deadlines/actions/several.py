"""Use cases with several tasks at once: each is done or left, and the receipt says which and why.

What is wrong with one task stops no other; what is wrong with the choice itself stops all.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TypedDict

from django.utils.timezone import localdate

from audit import trail
from audit.events import Event
from audit.words import filled
from cases.legal import Despite
from cases.models import Case
from cases.queries import find, lock
from deadlines.actions.inbox import (
    check_wait,
    given_to,
    put_on_hold,
    receiver_of,
    tell_of_work,
)
from deadlines.kinds import rule_of_task
from deadlines.queries import has_news, task_state
from people.access import Actor, use_case
from people.refusals import AccessDenied, NotFound, Refused
from people.roles import Permission


class Receipt(TypedDict):
    """What became of one task; `why` is empty when it was done."""

    reference: str
    kind: str
    key: str
    staff_id: int | None  # who was to have it; None: it was to wait
    why: str


@use_case(Permission.DISTRIBUTE)
def give_tasks(
    *, tasks: Sequence[tuple[str, str, str]], staff_id: int, actor: Actor, at: dt.datetime
) -> list[Receipt]:
    """Give several tasks (case reference, kind, key) to one in the units one leads (Gi til).

    Raises Refused when none is chosen, and for somebody who does not work on cases there.
    """
    receiver = receiver_of(staff_id, actor=actor, at=at)
    here: set[int] = set()  # the cases given now: their other steps have gone along

    def give(case: Case, kind: str, key: str) -> Event:
        state = task_state(case.pk, kind=kind, key=key)
        by_case = case.responsible_id if rule_of_task(kind).of_case else None
        has = (state.holder_id if state else None) or by_case
        if has == staff_id and case.pk not in here:
            raise Refused(
                filled("{staff} har oppgaven fra før.", staff=receiver), code="already_theirs"
            )
        here.add(case.pk)
        return given_to(case, receiver, kind=kind, key=key, actor=actor, at=at)

    done = _each(tasks, give, staff_id=staff_id, actor=actor, at=at, despite=Despite.HANDING_OVER)
    given = [one["reference"] for one in done if not one["why"]]
    tell_of_work(receiver, given, actor=actor, at=at)
    return done


@use_case(Permission.WORK_CASE)
def hold_tasks(
    *,
    tasks: Sequence[tuple[str, str, str]],
    until: dt.date,
    reason: str,
    actor: Actor,
    at: dt.datetime,
) -> list[Receipt]:
    """Let several tasks (case reference, kind, key) wait until a day ahead, for one reason.

    Raises Refused when none is chosen, and for a day that is not ahead or no reason.
    """
    check_wait(until, reason, at=at)

    def hold(case: Case, kind: str, key: str) -> Event:
        state = task_state(case.pk, kind=kind, key=key)
        waits = state is not None and state.hold_until and state.hold_until > localdate(at)
        if state is not None and waits and not has_news(state):
            raise Refused(
                "Oppgaven står på vent fra før. Ta den opp igjen først.", code="already_waits"
            )
        return put_on_hold(case, kind=kind, key=key, until=until, reason=reason, at=at)

    return _each(tasks, hold, actor=actor, at=at)


def _each(
    tasks: Sequence[tuple[str, str, str]],
    act: Callable[[Case, str, str], Event],
    *,
    staff_id: int | None = None,
    actor: Actor,
    at: dt.datetime,
    despite: Despite | None = None,
) -> list[Receipt]:
    """Act on every task, and tell what became of each. What refuses has written nothing."""
    if not tasks:
        raise Refused("Velg minst én oppgave.", code="none_chosen")
    events: list[Event] = []
    told: dict[tuple[str, str, str], Receipt] = {}
    for reference, kind, key in sorted(set(tasks)):  # locked in one order, whoever asks
        why = ""
        try:
            case = lock(find(reference, actor=actor), actor=actor, despite=despite)
            events.append(act(case, kind, key))
        except Refused as refusal:
            why = refusal.objections[0].sentence
        except NotFound as unknown:
            why = unknown.sentence
        except AccessDenied as denied:
            trail.deny(f"several tasks: {denied.what}", actor=actor, at=at)
            why = denied.sentence
        told[reference, kind, key] = Receipt(
            reference=reference, kind=kind, key=key, staff_id=staff_id, why=why
        )
    trail.record_all(events, actor=actor, at=at)
    return [told[task] for task in dict.fromkeys(tasks)]
