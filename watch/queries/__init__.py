"""What is alive, what is late, what was put aside, and what must never be."""

from watch.queries.invariants import (
    SHOWN,
    BreachRow,
    Found,
    any_breach,
    breaches,
    broken,
    differs,
)
from watch.queries.pulse import ParkedRow, alarms, any_parked, last_beat, late, parked

__all__ = [
    "SHOWN",
    "BreachRow",
    "Found",
    "ParkedRow",
    "alarms",
    "any_breach",
    "any_parked",
    "breaches",
    "broken",
    "differs",
    "last_beat",
    "late",
    "parked",
]
