"""What is known of when a line may begin, and of whether its unit gives the service."""

import datetime as dt
from collections.abc import Sequence

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


def units_that_give_not(
    case: Case, lines: Sequence[DecisionLine], *, on: dt.date
) -> dict[int, str]:
    """The name of a chosen unit that does not give the service, by the line's id.

    The unit that gives the person the service now may go on.
    """
    found = givers(case.municipality_id, {line.service_key for line in lines}, on=on)
    wrong = [
        line
        for line in lines
        if line.unit_performing_id is not None
        and line.unit_performing_id not in found.get(line.service_key, {line.unit_performing_id})
        and (line.replaces is None or line.replaces.unit_performing_id != line.unit_performing_id)
    ]
    names = unit_names({line.unit_performing_id or 0 for line in wrong}, on=on) if wrong else {}
    return {line.pk: names.get(line.unit_performing_id or 0, "") for line in wrong}
