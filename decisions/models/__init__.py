"""Vedtak: the decision, its lines, what was sent back, and the municipality's own rows."""

from decisions.models.decision import (
    Decision,
    DecisionLetter,
    DecisionLine,
    DecisionReturn,
    DecisionVersion,
    DecisionWriter,
    LineEnd,
    StepSeen,
)
from decisions.models.local import ComplaintBody, LocalRate
from decisions.models.urgent import Deviation, UrgentDecision, UrgentRequest
from decisions.policy import Outcome

__all__ = [
    "ComplaintBody",
    "Decision",
    "DecisionLetter",
    "DecisionLine",
    "DecisionReturn",
    "DecisionVersion",
    "DecisionWriter",
    "Deviation",
    "LineEnd",
    "LocalRate",
    "Outcome",
    "StepSeen",
    "UrgentDecision",
    "UrgentRequest",
]
