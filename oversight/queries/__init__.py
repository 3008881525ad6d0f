"""Control: the reasons given for looking, and the looks that are unlike work."""

from typing import Any

from django.db.models import QuerySet

from cases.queries import Scope
from oversight.kinds import SIGNAL_LABEL, SIGNAL_TASK, TASK, TASK_LABEL
from oversight.queries.facts import crowds_of, days_on, visits_on
from oversight.queries.reasons import (
    NOBODY,
    Asked,
    Habit,
    ReasonedRow,
    Reasons,
    asked_for,
    controller_of,
    find_reasoned,
    leader_over,
    must_be_reasonable,
    open_controls,
    reasoned,
    reasons,
    reasons_about,
)
from oversight.queries.signals import SignalRow, find_signal, open_signals, signal, signals

__all__ = [
    "NOBODY",
    "Asked",
    "Habit",
    "ReasonedRow",
    "Reasons",
    "SignalRow",
    "asked_for",
    "controller_of",
    "crowds_of",
    "days_on",
    "find_reasoned",
    "find_signal",
    "leader_over",
    "must_be_reasonable",
    "reasoned",
    "reasons",
    "reasons_about",
    "signal",
    "signals",
    "task_labels",
    "tasks_for",
    "visits_on",
]


def tasks_for(scope: Scope) -> list[QuerySet[Any, dict[str, Any]]]:
    """What a leader is to control."""
    return [open_controls(scope), open_signals(scope)]


def task_labels() -> dict[str, str]:
    """What the inbox calls the tasks."""
    return {TASK: TASK_LABEL, SIGNAL_TASK: SIGNAL_LABEL}
