"""Who is disqualified in a case: for the gates of what is decided, and for pages."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from cases.legal import GROUNDS, Ground
from cases.models import Disqualification


@dataclass(frozen=True, slots=True)
class DisqualifiedRow:
    """A member of staff who leaves the room when the case is dealt with."""

    case_id: int
    staff_id: int
    public_id: str
    name: str
    label: str
    source: str
    note: str
    declared_by: str
    declared_at: dt.datetime


def disqualified(case_ids: Collection[int]) -> list[DisqualifiedRow]:
    """Those who are disqualified (inhabile) in these cases now, by name."""
    found = (
        Disqualification.objects.filter(case_id__in=case_ids, taken_back_at=None)
        .select_related("staff", "declared_by")
        .order_by("staff__family_name", "staff__given_name", "pk")
    )
    return [
        DisqualifiedRow(
            case_id=row.case_id,
            staff_id=row.staff_id,
            public_id=str(row.staff.public_id),
            name=str(row.staff),
            label=GROUNDS[Ground(row.ground)].label,
            source=GROUNDS[Ground(row.ground)].source,
            note=row.note,
            declared_by=str(row.declared_by),
            declared_at=row.declared_at,
        )
        for row in found
    ]


def disqualified_ids(case_id: int) -> frozenset[int]:
    """The staff ids of those who are disqualified in the case now."""
    found = Disqualification.objects.filter(case_id=case_id, taken_back_at=None)
    return frozenset(found.values_list("staff_id", flat=True))


def names_of_disqualified(case_id: int, staff_ids: Collection[int | None]) -> tuple[str, ...]:
    """The names of those among `staff_ids` who are disqualified in the case now."""
    found = Disqualification.objects.filter(
        case_id=case_id, taken_back_at=None, staff_id__in=[i for i in staff_ids if i is not None]
    ).select_related("staff")
    return tuple(str(row.staff) for row in found.order_by("pk"))
