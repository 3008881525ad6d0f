"""What can be done with an order and a service: answer, ask, send elsewhere, start, end."""

from delivery.actions.answer import confirm_order, refuse_order
from delivery.actions.complete import complete_case
from delivery.actions.early import settle_early_start
from delivery.actions.imports import Outcome, import_people, import_running, import_units
from delivery.actions.leaving import (
    HANDING,
    LIVING,
    MOVING,
    STAYING,
    hand_over_papers,
    register_death,
    register_departure,
    take_back_death,
    take_back_departure,
)
from delivery.actions.questions import answer_about_order, ask_about_order
from delivery.actions.redirect import redirect_order
from delivery.actions.renewal import DRAFT as REASSESS_DRAFT
from delivery.actions.renewal import begin_reassessment, report_change
from delivery.actions.running import end_order, start_order
from delivery.actions.takeover import DRAFT as RUNNING_DRAFT
from delivery.actions.takeover import register_running

__all__ = [
    "HANDING",
    "LIVING",
    "MOVING",
    "REASSESS_DRAFT",
    "RUNNING_DRAFT",
    "STAYING",
    "Outcome",
    "answer_about_order",
    "ask_about_order",
    "begin_reassessment",
    "complete_case",
    "confirm_order",
    "end_order",
    "hand_over_papers",
    "import_people",
    "import_running",
    "import_units",
    "redirect_order",
    "refuse_order",
    "register_death",
    "register_departure",
    "register_running",
    "report_change",
    "settle_early_start",
    "start_order",
    "take_back_death",
    "take_back_departure",
]
