"""Writes who looked at whom (pasientjournalloven § 22 a). Called by `people.access.reading`."""

import datetime as dt
import uuid
from collections.abc import Sequence

from audit.models import Read
from audit.trail import Who


def record(
    *,
    page: str,
    ground: str,
    person_ids: Sequence[int],
    case_id: int | None,
    actor: Who,
    at: dt.datetime,
) -> None:
    """Write one look: a list of many people is one row with all their ids."""
    Read.objects.create(
        at=at,
        id=uuid.uuid4(),
        municipality_id=actor.municipality_id,
        staff_id=actor.staff_id,
        role=actor.acting_role,
        unit_id=actor.acting_unit_id,
        page=page,
        ground=ground[:200],
        case_id=case_id,
        person_ids=sorted(set(person_ids)),
    )
