"""What was taken out of the system, by whom and why."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from cases.queries import staff_names, unit_names, visible
from inspection.kinds import PURPOSES, WHATS, Purpose, What
from inspection.models import Extract
from people.access import Actor

SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class ExtractRow:
    """One thing taken out. `reference` is empty where the reader may not know of the case."""

    public_id: str
    at: dt.datetime
    by: str
    unit: str
    what: str
    form: str
    purpose: str
    note: str
    reference: str
    persons: int
    rows: int
    sha256: str


def extracts(*, actor: Actor, on: dt.date) -> list[ExtractRow]:
    """What was taken out of the municipality's data, the latest first."""
    found = Extract.objects.filter(municipality_id=actor.municipality_id).order_by("-at", "-pk")
    rows = list(found[:SHOWN])
    staff = staff_names({row.staff_id for row in rows})
    units = unit_names({row.unit_id for row in rows}, on=on)
    cases = visible(actor).filter(pk__in={row.case_id for row in rows if row.case_id})
    references = dict(cases.values_list("pk", "reference"))
    return [
        ExtractRow(
            public_id=str(row.public_id),
            at=row.at,
            by=staff.get(row.staff_id, ""),
            unit=units.get(row.unit_id or 0, ""),
            what=WHATS[What(row.what)],
            form=row.form,
            purpose=PURPOSES[Purpose(row.purpose)],
            note=row.note,
            reference=references.get(row.case_id or 0, ""),
            persons=row.persons,
            rows=row.rows,
            sha256=row.sha256,
        )
        for row in rows
    ]
