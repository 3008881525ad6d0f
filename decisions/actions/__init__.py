"""What can be done with a decision (vedtak): write, decide, approve, issue, send back."""

from decisions.actions.approval import (
    approve_and_issue,
    approve_decision,
    return_decision,
    see_part,
)
from decisions.actions.ask import (
    ANSWER_DRAFT,
    ASK_DRAFT,
    answer_urgent,
    ask_for_urgent,
    close_unanswered,
)
from decisions.actions.decide import (
    issue_decision,
    return_recommendation,
    submit_and_issue,
    submit_decision,
    take_back_decision,
)
from decisions.actions.deviations import CONTROL_DRAFT, Controlled, control_deviations
from decisions.actions.elsewhere import (
    DecidedElsewhere,
    LineElsewhere,
    note_decided_elsewhere,
)
from decisions.actions.ends import note_end
from decisions.actions.local import name_complaint_body, set_local_rate
from decisions.actions.post import post_letters, post_protected_letter
from decisions.actions.urgent import URGENT_DRAFT, decide_urgently
from decisions.actions.write import draft_decision, renew_draft, save_decision

__all__ = [
    "ANSWER_DRAFT",
    "ASK_DRAFT",
    "CONTROL_DRAFT",
    "URGENT_DRAFT",
    "Controlled",
    "DecidedElsewhere",
    "LineElsewhere",
    "answer_urgent",
    "approve_and_issue",
    "approve_decision",
    "ask_for_urgent",
    "close_unanswered",
    "control_deviations",
    "decide_urgently",
    "draft_decision",
    "issue_decision",
    "name_complaint_body",
    "note_decided_elsewhere",
    "note_end",
    "post_letters",
    "post_protected_letter",
    "renew_draft",
    "return_decision",
    "return_recommendation",
    "save_decision",
    "see_part",
    "set_local_rate",
    "submit_and_issue",
    "submit_decision",
    "take_back_decision",
]
