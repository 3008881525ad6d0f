"""Reads of deadlines: what is open and whose, what pages show, what the clock asks."""

from deadlines.queries.again import ids_to_count_again, now_due
from deadlines.queries.answering import holder_of, leader_of
from deadlines.queries.asked import (
    AnswerDays,
    answer_days,
    asking_letter,
    day_in_letter,
    ids_of_asking_to_follow,
)
from deadlines.queries.clock import (
    answer_posted,
    arrival,
    ids_of_answers_to_follow,
    ids_of_complaints_to_follow,
    ids_to_escalate,
    ids_to_remind,
)
from deadlines.queries.inbox import (
    has_news,
    kept_apart_since,
    last_wait,
    last_wait_of_case,
    passed_day,
    task_labels,
    task_state,
    tasks_for,
)
from deadlines.queries.mandates import ids_of_mandates_to_follow, mandate_key, open_cases
from deadlines.queries.open import View, has_met, lock_deadline, open_deadlines, working
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
    due_tally,
    group_of,
)
from deadlines.queries.rules import Rules, rules_of
from deadlines.queries.setup import KindLine, configurable_kinds, kind_lines, own_terms
from deadlines.queries.unread import ids_of_unread_to_follow, lies_too_long, unread_key

__all__ = [
    "GROUPS",
    "AnswerDays",
    "DeadlineRow",
    "DueGroup",
    "Group",
    "KindLine",
    "Rules",
    "View",
    "answer_days",
    "answer_posted",
    "arrival",
    "asking_letter",
    "configurable_kinds",
    "day_in_letter",
    "deadline_of",
    "deadline_row",
    "deadlines_of_case",
    "deadlines_of_person",
    "due_list",
    "due_page",
    "due_tally",
    "group_of",
    "has_met",
    "has_news",
    "holder_of",
    "ids_of_answers_to_follow",
    "ids_of_asking_to_follow",
    "ids_of_complaints_to_follow",
    "ids_of_mandates_to_follow",
    "ids_of_unread_to_follow",
    "ids_to_count_again",
    "ids_to_escalate",
    "ids_to_remind",
    "kept_apart_since",
    "kind_lines",
    "last_wait",
    "last_wait_of_case",
    "leader_of",
    "lies_too_long",
    "lock_deadline",
    "mandate_key",
    "now_due",
    "open_cases",
    "open_deadlines",
    "own_terms",
    "passed_day",
    "rules_of",
    "task_labels",
    "task_state",
    "tasks_for",
    "unread_key",
    "working",
]
