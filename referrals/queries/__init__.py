"""Reads of referrals: the key, the queue, help that is given, and the tasks."""

from referrals.queries.facts import (
    earlier_periods,
    given_days,
    has_granted,
    key_on,
    latest_grading,
    part_of_granted,
)
from referrals.queries.helps import HelpRow, ReviewRow, help_now, help_of_case, help_row
from referrals.queries.merging import help_in_the_way
from referrals.queries.pages import GivePage, GradePage, GradeRow, give_page, grade_page
from referrals.queries.queue import (
    UNGRADED,
    Narrow,
    Queue,
    QueueRow,
    WaitRow,
    graded_services,
    queue,
    waits_of,
)
from referrals.queries.setup import urgency_rows
from referrals.queries.tasks import task_labels, tasks_for
from referrals.queries.units import UnitHelp, UnitHelpPage, UnitHelps, unit_help, unit_helps

__all__ = [
    "UNGRADED",
    "GivePage",
    "GradePage",
    "GradeRow",
    "HelpRow",
    "Narrow",
    "Queue",
    "QueueRow",
    "ReviewRow",
    "UnitHelp",
    "UnitHelpPage",
    "UnitHelps",
    "WaitRow",
    "earlier_periods",
    "give_page",
    "given_days",
    "grade_page",
    "graded_services",
    "has_granted",
    "help_in_the_way",
    "help_now",
    "help_of_case",
    "help_row",
    "key_on",
    "latest_grading",
    "part_of_granted",
    "queue",
    "task_labels",
    "tasks_for",
    "unit_help",
    "unit_helps",
    "urgency_rows",
    "waits_of",
]
