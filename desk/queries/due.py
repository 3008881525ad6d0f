"""The nearest deadline of each case, for lists; and everything dated, for «Frister»."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from deadlines.kinds import Kind, row_of
from deadlines.models import Deadline
from deadlines.queries import DeadlineRow, View, due_list, group_of, working
from people.access import Actor
from privacy.queries import ClaimDue


@dataclass(frozen=True, slots=True)
class Due:
    """A day something must happen by, and what."""

    due_on: dt.date
    label: str


@dataclass(frozen=True, slots=True)
class DatedGroup:
    """What is due of one group, and how much there is in all."""

    label: str
    count: int
    rows: tuple[DeadlineRow | ClaimDue, ...]


def dated(
    actor: Actor,
    *,
    on: dt.date,
    view: View,
    kinds: Sequence[Kind],
    claims: Sequence[ClaimDue],
    claims_only: bool,
) -> tuple[DatedGroup, ...]:
    """The four groups of «Frister»: deadlines of cases, and `claims`, which are in every view.

    With `kinds`, those alone; `claims_only`: the claims alone.
    """
    groups = due_list(actor, on=on, view=view, kinds=kinds)
    claims = [] if kinds else claims
    found = []
    for group in groups:
        rows: list[DeadlineRow | ClaimDue] = [] if claims_only else list(group.rows)
        theirs = [claim for claim in claims if group_of(claim.due_on, on) is group.group]
        rows += theirs
        rows.sort(key=lambda row: row.due_on or dt.date.max)
        count = len(theirs) + (0 if claims_only else group.count)
        found.append(DatedGroup(group.label, count, tuple(rows)))
    return tuple(found)


def next_due(case_ids: Collection[int], *, on: dt.date) -> dict[int, Due]:
    """The first deadline of each case that somebody here must act on, in one query."""
    rows = (
        working(on=on)
        .filter(case_id__in=list(case_ids))
        .order_by("case_id", "due_on", "pk")
        .distinct("case_id")
        .values_list("case_id", "due_on", "kind")
    )
    return {
        case_id: Due(due_on=due_on, label=row_of(Kind(kind), on=on).label)
        for case_id, due_on, kind in rows
        if case_id and due_on
    }


def overdue_case_ids(*, on: dt.date) -> QuerySet[Deadline, int | None]:
    """The cases with a deadline of ours that has passed, as a subquery."""
    return (
        working(on=on).filter(case__isnull=False, due_on__lt=on).values_list("case_id", flat=True)
    )
