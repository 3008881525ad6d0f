"""Pure parts of the working surface: what a list is narrowed to, and what is next in a case."""

from desk.rules.codes import word_of
from desk.rules.given import HEADINGS, KEYS, heading_of
from desk.rules.looks import Seen, Visit, Whose, visits
from desk.rules.narrow import CaseNarrow, EventNarrow, LookNarrow, TaskNarrow
from desk.rules.rows import (
    ACTS,
    AT_MIDNIGHT,
    CONTROL_ONLY,
    FIRST_AFTER,
    NOT_TOLD,
    label_of,
    rows_of,
)
from desk.rules.sharing import Hand, spread
from desk.rules.steps import (
    CANNOT_START,
    NextStep,
    RailStage,
    Refusal,
    Where,
    next_steps,
    rail,
)

__all__ = [
    "ACTS",
    "AT_MIDNIGHT",
    "CANNOT_START",
    "CONTROL_ONLY",
    "FIRST_AFTER",
    "HEADINGS",
    "KEYS",
    "NOT_TOLD",
    "CaseNarrow",
    "EventNarrow",
    "Hand",
    "LookNarrow",
    "NextStep",
    "RailStage",
    "Refusal",
    "Seen",
    "TaskNarrow",
    "Visit",
    "Where",
    "Whose",
    "heading_of",
    "label_of",
    "next_steps",
    "rail",
    "rows_of",
    "spread",
    "visits",
    "word_of",
]
