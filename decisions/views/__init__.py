"""Pages of decisions: vedtak og brev, godkjenning, kvittering, and letters posted."""

from decisions.views.approval import approval, give_back, see
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

__all__ = [
    "approval",
    "begin",
    "bundle",
    "by_hand",
    "decide",
    "decision",
    "give_back",
    "letter",
    "letter_pdf",
    "overview",
    "receipt",
    "renew",
    "see",
    "send_back",
    "take_back",
]
