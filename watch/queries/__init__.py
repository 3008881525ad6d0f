"""What is alive, what is late, what was put aside, and what must never be."""

from watch.queries.copies import MAY_SEND, Copy, copy, may_send, proposed, this_server
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
    ParkedRow,
    addresses,
    alarms,
    any_parked,
    last_beat,
    late,
    parked,
    put_aside,
    rows_of,
    to_tell,
    willing_first,
)

__all__ = [
    "MAY_SEND",
    "SHOWN",
    "BreachRow",
    "Copy",
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
    "copy",
    "differs",
    "last_beat",
    "late",
    "may_send",
    "operation",
    "parked",
    "parked_row",
    "proposed",
    "put_aside",
    "rows_of",
    "this_server",
    "to_tell",
    "trouble",
    "willing_first",
]
