"""The tables of the rights of the registered: claims, what a merge moves, what innsyn gives."""

from privacy.kinds.claims import (
    BREACHES,
    CLAIMS,
    FIELDS,
    JOURNAL,
    OF_THE_JOURNAL,
    OUTCOMES,
    STATES,
    TASKS,
    Breach,
    ClaimKind,
    MergeState,
    Outcome,
    Task,
)
from privacy.kinds.given import GIVEN, LEFT_OUT, NEVER_BY, NOT_GIVEN, OF_THE_PERSON, TECHNICAL
from privacy.kinds.keys import HISTORY, LEFT_WHERE_ALIKE, MOVED, NEVER_IN_THE_WAY, ONCE, STAYS

__all__ = [
    "BREACHES",
    "CLAIMS",
    "FIELDS",
    "GIVEN",
    "HISTORY",
    "JOURNAL",
    "LEFT_OUT",
    "LEFT_WHERE_ALIKE",
    "MOVED",
    "NEVER_BY",
    "NEVER_IN_THE_WAY",
    "NOT_GIVEN",
    "OF_THE_JOURNAL",
    "OF_THE_PERSON",
    "ONCE",
    "OUTCOMES",
    "STATES",
    "STAYS",
    "TASKS",
    "TECHNICAL",
    "Breach",
    "ClaimKind",
    "MergeState",
    "Outcome",
    "Task",
]
