"""What was taken out of the system, by whom and why."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cases.queries import PersonHead, person_heads, staff_names, unit_names, visible
from inspection.kinds import PURPOSES, WHATS, Purpose, What
from inspection.models import Extract
from people.access import Actor
from people.models import Resident
from people.queries import kept_from, named_only

SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class ExtractRow:
    """One thing taken out, and of whom where it is of one: empty where the reader may not know."""

    public_id: str
    at: dt.datetime
    by: str
    unit: str
    what: str
    form: str
    purpose: str
    note: str
    reference: str
    person: PersonHead | None
    hidden: bool  # of one whom, or whose case, the reader may not see
    persons: int
    rows: int
    sha256: str


def extracts(*, actor: Actor, on: dt.date) -> list[ExtractRow]:
    """What was taken out of the municipality's data, the latest first."""
    found = Extract.objects.filter(municipality_id=actor.municipality_id).order_by("-at", "-pk")
    rows = list(found[:SHOWN])
    staff = staff_names({row.staff_id for row in rows})
    units = unit_names({row.unit_id for row in rows}, on=on)
    theirs = Resident.objects.filter(pk__in={row.person_id for row in rows if row.person_id})
    told = theirs.exclude(pk__in=kept_from(actor)).exclude(pk__in=named_only(actor))
    people = person_heads(set(told.values_list("pk", flat=True)), on=on)
    cases = visible(actor).filter(pk__in={row.case_id for row in rows if row.case_id})
    references = dict(cases.values_list("pk", "reference"))
    return [_row(row, staff, units, references, people) for row in rows]


def _row(
    row: Extract,
    staff: Mapping[int, str],
    units: Mapping[int, str],
    references: Mapping[int, str],
    people: Mapping[int, PersonHead],
) -> ExtractRow:
    """One line; whose it is and the words about it only where the reader may know of them."""
    case_id, person_id = row.case_id or 0, row.person_id or 0
    hidden = case_id not in {0, *references} or person_id not in {0, *people}
    return ExtractRow(
        public_id=str(row.public_id),
        at=row.at,
        by=staff.get(row.staff_id, ""),
        unit=units.get(row.unit_id or 0, ""),
        what=WHATS[What(row.what)],
        form=row.form,
        purpose=PURPOSES[Purpose(row.purpose)],
        note="" if hidden else row.note,
        reference=references.get(case_id, ""),
        person=people.get(person_id),
        hidden=hidden,
        persons=row.persons,
        rows=row.rows,
        sha256=row.sha256,
    )
