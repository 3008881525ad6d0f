"""Rows the municipality keeps with a period, as the set-up lists them."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import F

from people.access import Actor
from people.models import UnitService
from people.queries.staff import names_on
from people.refusals import NotFound

DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DatedRow:
    """One row of a list: what it says, in the order of the columns, in [valid_from, valid_to)."""

    id: int
    cells: tuple[str, ...]
    valid_from: dt.date
    valid_to: dt.date | None

    @property
    def last_on(self) -> dt.date | None:
        """The last day it holds; None without an end."""
        return self.valid_to - DAY if self.valid_to else None

    def may_end(self, on: dt.date) -> bool:
        """Whether it has not ended by a day."""
        return self.valid_to is None or self.valid_to > on


def unit_services(actor: Actor, *, on: dt.date) -> list[DatedRow]:
    """Which unit gives which service, by service and then by unit: cells are the service's key and
    the unit's name; those that have ended too.
    """
    rows = list(
        UnitService.objects.filter(unit__municipality_id=actor.municipality_id).order_by(
            "service_key", F("valid_to").desc(nulls_first=True), "pk"
        )
    )
    names = names_on(on, [row.unit_id for row in rows])
    return [
        DatedRow(row.pk, (row.service_key, names[row.unit_id]), row.valid_from, row.valid_to)
        for row in rows
    ]


def found(rows: list[DatedRow], row_id: int) -> DatedRow:
    """The row of a list. Raises NotFound."""
    for row in rows:
        if row.id == row_id:
            return row
    raise NotFound("Vi finner ikke raden.")
