"""What can be done about looks: give a reason, control it, look for the unusual, judge it."""

from oversight.actions.reasons import control_access, give_reason
from oversight.actions.signals import judge_signal, look_for_signals

__all__ = ["control_access", "give_reason", "judge_signal", "look_for_signals"]
