"""Pages of decisions: vedtak og brev, hastevedtak, avvik, godkjenning, and letters posted."""

from decisions.views.approval import approval, give_back, see
from decisions.views.ask import ask, not_urgent
from decisions.views.decision import (
    begin,
    decide,
    decision,
    letter,
    letter_pdf,
    overview,
    receipt,
    renew,
    send_back,
    take_back,
)
from decisions.views.post import bundle, by_hand
from decisions.views.urgent import deviations, deviations_receipt, urgent

__all__ = [
    "approval",
    "ask",
    "begin",
    "bundle",
    "by_hand",
    "decide",
    "decision",
    "deviations",
    "deviations_receipt",
    "give_back",
    "letter",
    "letter_pdf",
    "not_urgent",
    "overview",
    "receipt",
    "renew",
    "see",
    "send_back",
    "take_back",
    "urgent",
]
