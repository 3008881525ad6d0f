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
from watch.queries.operation import Operation, Silent, operation, parked_row, trouble
from watch.queries.pulse import (
    UNTOLD,
    ParkedRow,
    addresses,
    alarms,
    any_parked,
    last_beat,
    late,
    parked,
    willing_first,
)

__all__ = [
    "SHOWN",
    "UNTOLD",
    "BreachRow",
    "Found",
    "Operation",
    "ParkedRow",
    "Silent",
    "addresses",
    "alarms",
    "any_breach",
    "any_parked",
    "breaches",
    "broken",
    "differs",
    "last_beat",
    "late",
    "operation",
    "parked",
    "parked_row",
    "trouble",
    "willing_first",
]
