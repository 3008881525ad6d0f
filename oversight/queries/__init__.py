"""Control: the reasons given for looking, and the looks that are unlike work."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from cases.queries import Scope
from oversight.kinds import (
    FOLLOW_LABEL,
    FOLLOW_SIGNAL_LABEL,
    FOLLOW_SIGNAL_TASK,
    FOLLOW_TASK,
    SIGNAL_LABEL,
    SIGNAL_TASK,
    TASK,
    TASK_LABEL,
)
from oversight.queries.facts import crowds_of, days_on, visits_on
from oversight.queries.reasons import (
    NOBODY,
    Asked,
    Habit,
    ReasonedRow,
    Reasons,
    ask_instead,
    asked_for,
    controller_of,
    find_reasoned,
    leader_over,
    must_be_reasonable,
    must_be_taken,
    open_controls,
    open_follow_ups,
    reasoned,
    reasons,
    reasons_about,
    reasons_in,
)
from oversight.queries.seen import SeenRow, told_of
from oversight.queries.signals import (
    SignalRow,
    find_signal,
    open_signal_follow_ups,
    open_signals,
    signal,
    signals,
    signals_in,
)
from people.access import Actor

__all__ = [
    "NOBODY",
    "Asked",
    "Habit",
    "ReasonedRow",
    "Reasons",
    "SeenRow",
    "SignalRow",
    "ask_instead",
    "asked_for",
    "controlled_in",
    "controller_of",
    "crowds_of",
    "days_on",
    "find_reasoned",
    "find_signal",
    "leader_over",
    "must_be_reasonable",
    "must_be_taken",
    "reasoned",
    "reasons",
    "reasons_about",
    "signal",
    "signals",
    "task_labels",
    "tasks_for",
    "told_of",
    "visits_on",
]


def tasks_for(scope: Scope) -> list[QuerySet[Any, dict[str, Any]]]:
    """What a leader is to control, and to follow up."""
    return [
        open_controls(scope),
        open_follow_ups(scope),
        open_signals(scope),
        open_signal_follow_ups(scope),
    ]


def controlled_in(keys: Collection[str], *, actor: Actor) -> dict[str, tuple[str, dt.date, str]]:
    """What the leader's tasks of control are about, by their keys: who, the day, and the reason
    given or what was unlike work. Never whom they looked at.
    """
    return reasons_in(keys, actor=actor) | signals_in(keys, actor=actor)


def task_labels() -> dict[str, str]:
    """What the inbox calls the tasks."""
    return {
        TASK: TASK_LABEL,
        FOLLOW_TASK: FOLLOW_LABEL,
        SIGNAL_TASK: SIGNAL_LABEL,
        FOLLOW_SIGNAL_TASK: FOLLOW_SIGNAL_LABEL,
    }
