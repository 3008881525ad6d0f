"""Deadlines counted again when a rule or a holiday is another than when they were counted."""

import datetime as dt
from typing import Any, Final

from django.utils.timezone import localdate

from audit import trail
from audit.words import filled, mark
from cases.models import Case
from deadlines.actions.parts import count_again, state_of, written
from deadlines.actions.telling import tell
from deadlines.events import DeadlineCountedAgain
from deadlines.kinds import Act, Kind
from deadlines.models import Deadline
from deadlines.queries import holder_of, ids_to_count_again, now_due, rules_of
from deadlines.rules import as_basis
from people.access import Actor, everywhere, reading, use_case
from people.roles import Permission
from watch.actions import each

RULE_CHANGED: Final = mark("Regelen er endret")
HOLIDAYS_CHANGED: Final = mark("Helligdagene er endret")
NEW_DAY: Final = mark("{deadline} i sak {reference} er regnet ut på nytt. Ny frist er {day}.")


@use_case(Permission.SYSTEM)
def count_deadline_again(deadline_id: int, *, actor: Actor, at: dt.datetime) -> bool:
    """Count one running deadline anew from the same facts, and tell its holder of another day.

    What somebody set or extended by hand stays. True if the day is another.
    """
    deadline = (
        Deadline.objects.select_for_update(of=("self",))
        .select_related("case__unit", "unit")
        .filter(
            pk=deadline_id,
            municipality_id=actor.municipality_id,
            met_at=None,
            cancelled_at=None,
            provisional=False,
        )
        .first()
    )
    if deadline is None or state_of(deadline).extended:
        return False
    now = now_due(deadline)
    if now is None:
        return False
    before, rule_before = deadline.due_on, deadline.basis["rule"]
    assumed = bool(deadline.basis.get("assumed"))
    columns: dict[str, Any] = {
        "due_on": now.due_on,
        "due_at": now.ends_at,
        "basis": {**as_basis(now), "assumed": assumed},
    }
    count_again(deadline, columns)
    reason = HOLIDAYS_CHANGED if now.rule == rule_before else RULE_CHANGED
    written(
        deadline,
        Act.RECOMPUTED,
        before=before,
        reason=reason,
        basis=deadline.basis,
        actor=actor,
        at=at,
    )
    label = (
        rules_of(actor.municipality_id)
        .row(Kind(deadline.kind), on=localdate(deadline.opened_at))
        .label
    )
    day = f"{deadline.due_on:%d.%m.%Y}"
    _tell_holder(deadline, deadline.case, label, day, at=at)
    trail.record(
        DeadlineCountedAgain(
            case_id=deadline.case_id,
            person_id=deadline.person_id,
            deadline=str(deadline.public_id),
            label=label,
            before=f"{before:%d.%m.%Y}",
            after=day,
            rule=now.rule,
        ),
        actor=actor,
        at=at,
    )
    return True


def count_all_again(*, at: dt.datetime) -> int:
    """Look through every municipality's running deadlines; returns how many have another day."""
    changed = 0
    for actor in everywhere():
        with reading(actor, Permission.SYSTEM, page="clock", at=at):
            ids = ids_to_count_again(actor.municipality_id)
        changed += each(ids, count_deadline_again, actor=actor, at=at).done
    return changed


def _tell_holder(
    deadline: Deadline, case: Case | None, label: str, day: str, *, at: dt.datetime
) -> None:
    if case is None:
        return
    sentence = filled(NEW_DAY, deadline=label, reference=case.reference, day=day)
    tell(deadline, holder_of(deadline, on=localdate(at)), sentence=sentence, at=at, about="again")
