"""Reads of deadlines: what is open and whose, what pages show, what the clock asks."""

from deadlines.queries.clock import (
    answer_posted,
    arrival,
    ids_of_answers_to_follow,
    ids_of_complaints_to_follow,
    ids_to_escalate,
    ids_to_remind,
)
from deadlines.queries.inbox import task_labels, task_state, tasks_for
from deadlines.queries.open import has_met, lock_deadline, open_deadlines, working
from deadlines.queries.pages import (
    GROUPS,
    DeadlineRow,
    DueGroup,
    Group,
    deadline_of,
    deadline_row,
    deadlines_of_case,
    deadlines_of_person,
    due_list,
    due_page,
    group_of,
)

__all__ = [
    "GROUPS",
    "DeadlineRow",
    "DueGroup",
    "Group",
    "answer_posted",
    "arrival",
    "deadline_of",
    "deadline_row",
    "deadlines_of_case",
    "deadlines_of_person",
    "due_list",
    "due_page",
    "group_of",
    "has_met",
    "ids_of_answers_to_follow",
    "ids_of_complaints_to_follow",
    "ids_to_escalate",
    "ids_to_remind",
    "lock_deadline",
    "open_deadlines",
    "task_labels",
    "task_state",
    "tasks_for",
    "working",
]
