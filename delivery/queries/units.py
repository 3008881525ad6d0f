"""Which units an order may be sent to."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from cases.queries import unit_names
from cases.service_types import service_type
from delivery.rules import usually_performs
from people.models import Unit


@dataclass(frozen=True, slots=True)
class PerformingUnit:
    """A unit that takes orders."""

    key: str
    name: str
    usual: bool  # a unit of its kind gives the service


def phones_of(unit_ids: Collection[int]) -> dict[int, str]:
    """Where each unit answers the telephone: its own number, else the municipality's; may be empty.

    One query whatever the number.
    """
    units = Unit.objects.filter(pk__in=set(unit_ids)).values_list(
        "pk", "phone", "municipality__phone"
    )
    return {pk: own or common for pk, own, common in units}


def performing_units(
    municipality_id: int, *, service_key: str, on: dt.date, besides: int | None = None
) -> list[PerformingUnit]:
    """The units that perform on a day, by name, in two queries; all of them may be chosen.

    `besides` is the unit that has the order, or has refused it.
    """
    service = service_type(service_key, on=on)
    found = list(
        Unit.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=on),
            municipality_id=municipality_id,
            performs=True,
            valid_from__lte=on,
        ).exclude(pk__in=[] if besides is None else [besides])
    )
    names = unit_names([unit.pk for unit in found], on=on)
    units = [
        PerformingUnit(
            unit.key,
            names.get(unit.pk, unit.key),
            usually_performs(unit.kind, service_key, at_home=service.home_service),
        )
        for unit in found
    ]
    return sorted(units, key=lambda unit: unit.name)
