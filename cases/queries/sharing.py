"""Who may open a case because somebody let them: for the page that gives and ends it."""

import datetime as dt
from dataclasses import dataclass

from cases.models import CaseAccess
from cases.models.support import SHARED


@dataclass(frozen=True, slots=True)
class SharedRow:
    """A colleague who was let in by hand."""

    public_id: str
    name: str
    since: dt.datetime


def shared_with(case_id: int) -> tuple[SharedRow, ...]:
    """The colleagues who may open the case by hand now, by name."""
    found = (
        CaseAccess.objects.filter(case_id=case_id, ground=SHARED, to_at=None, staff__isnull=False)
        .select_related("staff")
        .order_by("staff__family_name", "staff__given_name", "pk")
    )
    return tuple(
        SharedRow(str(row.staff.public_id), str(row.staff), row.from_at)
        for row in found
        if row.staff
    )
