"""What a case began from: the running services it looks at anew."""

from assessments.models import GivenBefore
from assessments.rules import Given
from cases.rules import Extent
from cases.service_types import Per, Unit


def given_before(case_id: int) -> list[Given]:
    """What the person had when the case began from it; empty for a case of a new need."""
    return [
        Given(
            order=str(row.order),
            service_key=row.service_key,
            decided_on=row.decided_on,
            extent=_extent(row),
            from_on=row.from_on,
            to_on=row.to_on,
            helped_from=row.helped_from,
        )
        for row in GivenBefore.objects.filter(case_id=case_id).order_by("pk")
    ]


def _extent(row: GivenBefore) -> Extent | None:
    if row.quantity is None or not row.unit or not row.per:
        return None
    return Extent(row.quantity, Unit(row.unit), Per(row.per), row.helpers, row.night)
