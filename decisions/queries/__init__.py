"""Reads of decisions: pages, letters before they are sent, who may, and the tasks."""

from decisions.queries.approval import ApprovalPage, PartRow, Receipt, approval_page, receipt
from decisions.queries.asked import AskedRow, AskPage, ask_page, asked_now, asked_row
from decisions.queries.content import content_of
from decisions.queries.facts import (
    complaint_body,
    decision_facts,
    local_rates,
    running,
    who_decides,
)
from decisions.queries.inbox import granted_lines, previous_extent, task_labels, tasks_for
from decisions.queries.letter import Envelope, letters_of
from decisions.queries.merging import help_asked_in_the_way
from decisions.queries.pages import (
    CaseDecisions,
    DecidedRow,
    DecisionPage,
    ReturnRow,
    decided_for,
    decision_page,
    decision_row,
    decisions_of_case,
    letter_preview,
    returns_of,
)
from decisions.queries.people import (
    UnitChoice,
    deciding_unit,
    only_giver,
    performing_units,
    who_may,
)
from decisions.queries.rows import PER_WORDS, UNIT_WORDS, DecisionRow, LineRow, as_body
from decisions.queries.urgent import (
    DeviationRow,
    UrgentChoice,
    UrgentPage,
    UrgentRow,
    deviations_of_case,
    urgent_of,
    urgent_page,
)
from decisions.queries.where_when import Chosen, that_give_not

__all__ = [
    "PER_WORDS",
    "UNIT_WORDS",
    "ApprovalPage",
    "AskPage",
    "AskedRow",
    "CaseDecisions",
    "Chosen",
    "DecidedRow",
    "DecisionPage",
    "DecisionRow",
    "DeviationRow",
    "Envelope",
    "LineRow",
    "PartRow",
    "Receipt",
    "ReturnRow",
    "UnitChoice",
    "UrgentChoice",
    "UrgentPage",
    "UrgentRow",
    "approval_page",
    "as_body",
    "ask_page",
    "asked_now",
    "asked_row",
    "complaint_body",
    "content_of",
    "decided_for",
    "deciding_unit",
    "decision_facts",
    "decision_page",
    "decision_row",
    "decisions_of_case",
    "deviations_of_case",
    "granted_lines",
    "help_asked_in_the_way",
    "letter_preview",
    "letters_of",
    "local_rates",
    "only_giver",
    "performing_units",
    "previous_extent",
    "receipt",
    "returns_of",
    "running",
    "task_labels",
    "tasks_for",
    "that_give_not",
    "urgent_of",
    "urgent_page",
    "who_decides",
    "who_may",
]
