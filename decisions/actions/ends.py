"""The part delivery calls when a granted service has ended."""

import datetime as dt

from decisions.models import DecisionLine, LineEnd


def note_end(line: DecisionLine, *, ended_on: dt.date) -> None:
    """Note that a granted line is no longer given from `ended_on`: it counts as running no more.

    A second note changes nothing.
    """
    LineEnd.objects.get_or_create(line=line, defaults={"ended_on": ended_on})
