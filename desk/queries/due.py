"""The nearest deadline of each case, for lists."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from deadlines.kinds import Kind, row_of
from deadlines.models import Deadline
from deadlines.queries import working


@dataclass(frozen=True, slots=True)
class Due:
    """A day something must happen by, and what."""

    due_on: dt.date
    label: str


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
