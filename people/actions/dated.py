"""Rows with a period that the municipality keeps: one begins, the one before it ends, one is ended.

Parts of use cases: the caller holds the transaction and puts it on record.
"""

import datetime as dt
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.timezone import localdate

from audit.words import filled
from people.refusals import NotFound, Objection, Refused
from people.rules import end_objections

Row = TypeVar("Row", bound=Model)


def later_objections(rows: QuerySet[Any], valid_from: dt.date) -> list[Objection]:
    """Why none of `rows` may begin that day: one from then or later is decided already."""
    later = rows.filter(valid_from__gte=valid_from).order_by("valid_from").first()
    if later is None:
        return []
    return [
        Objection(
            filled(
                "Det er alt vedtatt en rad fra {day}. Velg en senere dato.",
                day=f"{later.valid_from:%d.%m.%Y}",
            ),
            "overlaps",
            "valid_from",
        )
    ]


def give_way(rows: QuerySet[Any], *, to: dt.date) -> None:
    """Let the one of `rows` that holds then end as a new one begins; that day is the new one's."""
    rows.filter(Q(valid_to=None) | Q(valid_to__gt=to)).update(valid_to=to)


def end_row(rows: QuerySet[Row], row_id: int, *, valid_to: dt.date, at: dt.datetime) -> Row:
    """The one of `rows` with that id, ended: `valid_to` is the first day without it.

    Raises NotFound; Refused for a day that has been.
    """
    row: Any = rows.select_for_update(of=("self",)).filter(pk=row_id).first()
    if row is None:
        raise NotFound("Vi finner ikke raden.")
    if wrong := end_objections(row.valid_from, row.valid_to, valid_to, on=localdate(at)):
        raise Refused.all(wrong)
    row.valid_to = valid_to
    row.save(update_fields=["valid_to"])
    found: Row = row
    return found
