"""What the municipality knows already of what is in the files of an import, read in one go."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q

from decisions.models import Decision, DecisionLine
from delivery.queries.landscape import Landscape, landscape, running_keys
from people.access import also_hidden
from people.models import IdentityNumber, Resident, SourceSystem, TakenOver, Unit

MANY = 5_000  # values in one question


@dataclass(frozen=True, slots=True)
class Known:
    """Everything an import must ask of the database before it writes."""

    around: Landscape
    units: dict[str, Unit]  # every unit here that is not closed, by key
    unit_names: dict[str, Unit]  # what the source calls a unit
    people: dict[str, Resident]  # what the source calls a person
    names: dict[str, dict[str, int]]  # of relatives and representatives: to whose person
    numbers: dict[str, Resident]
    decisions: dict[str, int]  # the source's decisions that are here: to whose person
    orders: dict[str, str]  # the source's orders that are here: by which decision
    running: dict[int, set[str]]


def known(municipality_id: int, source: str, *, numbers: Sequence[str], on: dt.date) -> Known:
    """What is known on a day of a source and of some identity numbers, whoever has them: what is
    taken over is not taken over once more.
    """
    with also_hidden():
        return _known(municipality_id, source, numbers=numbers, on=on)


def _known(municipality_id: int, source: str, *, numbers: Sequence[str], on: dt.date) -> Known:
    system = SourceSystem.objects.filter(
        municipality_id=municipality_id, name__iexact=" ".join(source.split())
    ).first()
    taken = TakenOver.objects.filter(source=system) if system else TakenOver.objects.none()
    kind = TakenOver.Kind
    people = {
        row.external_id: row.resident
        for row in taken.filter(kind=kind.PERSON).select_related("resident")
        if row.resident is not None
    }
    by_number = _by_number(municipality_id, numbers)
    ids = {person.pk for person in (*people.values(), *by_number.values())}
    units = Unit.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on))
    return Known(
        around=landscape(municipality_id, on=on),
        units={unit.key: unit for unit in units.filter(municipality_id=municipality_id)},
        unit_names={
            row.external_id: row.unit
            for row in taken.filter(kind=kind.UNIT).select_related("unit")
            if row.unit is not None
        },
        people=people,
        names={
            str(what): dict(
                taken.filter(kind=what, resident__isnull=False).values_list(
                    "external_id", "resident__pk"
                )
            )
            for what in (kind.RELATIVE, kind.REPRESENTATIVE)
        },
        numbers=by_number,
        decisions=_decisions(system),
        orders=_orders(system),
        running=_running(ids),
    )


def _by_number(municipality_id: int, numbers: Sequence[str]) -> dict[str, Resident]:
    found: dict[str, Resident] = {}
    for first in range(0, len(numbers), MANY):
        rows = IdentityNumber.objects.filter(
            municipality_id=municipality_id, number__in=numbers[first : first + MANY]
        )
        found |= {row.number: row.resident for row in rows.select_related("resident")}
    return found


def _decisions(system: SourceSystem | None) -> dict[str, int]:
    if system is None:
        return {}
    rows = Decision.objects.filter(imported_from=system)
    return dict(rows.values_list("imported_ref", "case__person_id"))


def _orders(system: SourceSystem | None) -> dict[str, str]:
    if system is None:
        return {}
    rows = DecisionLine.objects.filter(imported_from=system)
    return dict(rows.values_list("imported_ref", "decision__imported_ref"))


def _running(ids: Collection[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    ordered = sorted(ids)
    for first in range(0, len(ordered), MANY):
        found |= running_keys(ordered[first : first + MANY])
    return found
