"""Pure parts of the working surface: what a list is narrowed to, and what is next in a case."""

from desk.rules.looks import Seen, Visit, Whose, visits
from desk.rules.narrow import CaseNarrow, EventNarrow, LookNarrow, TaskNarrow
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
    "CANNOT_START",
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
    "next_steps",
    "rail",
    "spread",
    "visits",
]
