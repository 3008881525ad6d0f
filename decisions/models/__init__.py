"""Vedtak: the decision, its lines, and what was sent back."""

from decisions.models.decision import Decision, DecisionLine, DecisionReturn, StepSeen

__all__ = ["Decision", "DecisionLine", "DecisionReturn", "StepSeen"]
