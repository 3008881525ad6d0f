"""Which deadlines the rules and the holidays of today would give another day. Ids only."""

import datetime as dt

from django.utils.timezone import localdate

from deadlines.kinds import Kind
from deadlines.models import Deadline
from deadlines.queries.open import open_deadlines
from deadlines.queries.rules import Rules, rules_of
from deadlines.rules import Computation, compute_again, from_basis


def ids_to_count_again(municipality_id: int) -> list[int]:
    """Open deadlines that were computed by what no longer holds, and would end another day."""
    rules = rules_of(municipality_id)
    found = open_deadlines().filter(municipality_id=municipality_id).order_by("pk")
    rows = found.values_list("pk", "kind", "opened_at", "basis").iterator(chunk_size=2000)
    return [
        pk
        for pk, kind, opened_at, basis in rows
        if counted_again(Kind(kind), basis, opened_on=localdate(opened_at), rules=rules)
    ]


def counted_again(
    kind: Kind, basis: dict[str, object], *, opened_on: dt.date, rules: Rules
) -> Computation | None:
    """The same facts counted today; None when the day is the same, or somebody set it.

    By the rule that held, or is now said to have held, on the day it was opened.
    """
    was = from_basis(basis)
    try:
        row = rules.row(kind, on=opened_on)
    except LookupError:
        return None
    if was.set_by_hand:
        return None
    now = compute_again(was, row)
    return None if (now.due_on, now.ends_at) == (was.due_on, was.ends_at) else now


def now_due(deadline: Deadline) -> Computation | None:
    """What a locked, running deadline would be if it were counted today; None for no change."""
    return counted_again(
        Kind(deadline.kind),
        deadline.basis,
        opened_on=localdate(deadline.opened_at),
        rules=rules_of(deadline.municipality_id),
    )
