"""What is known of when a line may begin, and of whether its unit gives the service."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from assessments.queries import given_before
from assessments.rules import too_early
from cases.models import Case
from cases.queries import unit_names
from cases.service_types import service_type
from decisions.models import DecisionLine
from decisions.queries.people import givers


def lines_too_early(case: Case, lines: Sequence[DecisionLine], *, on: dt.date) -> dict[int, str]:
    """Why each line may not be given from its first day, by its id; empty where it may."""
    given = {one.service_key: one for one in given_before(case.pk)}
    return {
        line.pk: too_early(
            _name(line.service_key, on),
            line.from_on,
            received_on=case.received_on,
            given=given.get(line.service_key),
        )
        for line in lines
    }


def _name(key: str, on: dt.date) -> str:
    try:
        return service_type(key, on=on).name_nb
    except KeyError:
        return key


@dataclass(frozen=True, slots=True)
class Chosen:
    """A unit somebody wants to give a service, and the one that gives the person it now."""

    service_key: str
    unit_id: int | None
    now_id: int | None = None


def that_give_not(
    municipality_id: int, chosen: Sequence[Chosen], *, on: dt.date, also: int | None = None
) -> list[str]:
    """The name of each chosen unit that does not give the service; empty where it may.

    The unit that gives the person the service now may go on, and where nobody has said which
    units give a service, any may. `also` is a unit that may give without taking orders.
    """
    found = givers(municipality_id, {one.service_key for one in chosen}, on=on, also=also)
    wrong = [
        one.unit_id is not None
        and one.unit_id != one.now_id
        and one.unit_id not in found.get(one.service_key, {one.unit_id})
        for one in chosen
    ]
    if not any(wrong):
        return [""] * len(chosen)
    names = unit_names([one.unit_id or 0 for one in chosen], on=on)
    return [
        names.get(one.unit_id or 0, "") if is_wrong else ""
        for one, is_wrong in zip(chosen, wrong, strict=True)
    ]


def units_that_give_not(
    case: Case, lines: Sequence[DecisionLine], *, on: dt.date
) -> dict[int, str]:
    """The name of a line's unit that does not give the service, by the line's id."""
    chosen = [
        Chosen(
            line.service_key,
            line.unit_performing_id,
            line.replaces.unit_performing_id if line.replaces else None,
        )
        for line in lines
    ]
    names = that_give_not(case.municipality_id, chosen, on=on)
    return {line.pk: name for line, name in zip(lines, names, strict=True) if name}
