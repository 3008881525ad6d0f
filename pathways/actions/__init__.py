"""What can be done on a pathway: hand over, ask, send on, close."""

from pathways.actions.coordination import close_pathway, return_to_assessor, send_to_decision
from pathways.actions.handover import propose_handover, settle_decline, take_back_handover
from pathways.actions.questions import answer_question, ask_question
from pathways.actions.receipt import accept_handover, decline_handover
from pathways.actions.recommendation import send_recommendation, take_back_recommendation
from pathways.actions.short import assess_and_send

__all__ = [
    "accept_handover",
    "answer_question",
    "ask_question",
    "assess_and_send",
    "close_pathway",
    "decline_handover",
    "propose_handover",
    "return_to_assessor",
    "send_recommendation",
    "send_to_decision",
    "settle_decline",
    "take_back_handover",
    "take_back_recommendation",
]
