"""Builds letters from facts: pure, one function for each letter, the same for page and PDF."""

from notifications.rules.content import (
    Addressee,
    LetterContent,
    Sender,
    as_text,
    fingerprint,
)
from notifications.rules.decision import build_decision, fee_sentence, headline
from notifications.rules.inputs import (
    Applied,
    AskedFor,
    ComplaintRoute,
    DecisionLetter,
    DecisionLine,
    Ended,
    EndReason,
    Fee,
    FeeUnit,
    Head,
    Outcome,
    PreliminaryReply,
    Receipt,
    Signature,
    SignerRole,
    Subject,
)
from notifications.rules.replies import build_ended, build_preliminary_reply, build_receipt

__all__ = [
    "Addressee",
    "Applied",
    "AskedFor",
    "ComplaintRoute",
    "DecisionLetter",
    "DecisionLine",
    "EndReason",
    "Ended",
    "Fee",
    "FeeUnit",
    "Head",
    "LetterContent",
    "Outcome",
    "PreliminaryReply",
    "Receipt",
    "Sender",
    "Signature",
    "SignerRole",
    "Subject",
    "as_text",
    "build_decision",
    "build_ended",
    "build_preliminary_reply",
    "build_receipt",
    "fee_sentence",
    "fingerprint",
    "headline",
]
