"""Saved views, as links above the list they are of."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Q

from people.access import Actor
from people.models import SavedView
from people.queries.staff import names_on
from people.refusals import NotFound


@dataclass(frozen=True, slots=True)
class SavedRow:
    """A list with its filters under a name."""

    public_id: str
    name: str
    page: str
    query: str
    unit: str  # empty: one's own
    may_change: bool

    @property
    def url(self) -> str:
        """The list, as it was saved."""
        return f"{self.page}?{self.query}".rstrip("?")


def saved_views(actor: Actor, *, page: str, on: dt.date) -> tuple[SavedRow, ...]:
    """One's own views of a list, then those of one's units, by name; in two queries."""
    found = list(
        SavedView.objects.filter(
            Q(staff_id=actor.staff_id) | Q(unit_id__in=actor.unit_ids),
            municipality_id=actor.municipality_id,
            page=page,
        )
    )
    units = names_on(on, {view.unit_id for view in found if view.unit_id})
    rows = [
        SavedRow(
            public_id=str(view.public_id),
            name=view.name,
            page=view.page,
            query=view.query,
            unit=units.get(view.unit_id or 0, ""),
            may_change=view.unit_id is None or view.unit_id in actor.led_unit_ids,
        )
        for view in found
    ]
    return tuple(sorted(rows, key=lambda row: (row.unit, row.name.casefold())))


def saved_view(public_id: uuid.UUID, *, actor: Actor, page: str, on: dt.date) -> SavedRow:
    """One view that may be changed. Raises NotFound."""
    for row in saved_views(actor, page=page, on=on):
        if row.public_id == str(public_id) and row.may_change:
            return row
    raise NotFound("Vi finner ikke visningen. Kanskje noen har slettet den.")
