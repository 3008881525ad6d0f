"""What can be done about looks: give a reason, control it, look for the unusual, follow it up."""

from oversight.actions.reasons import control_access, follow_up_access, give_reason
from oversight.actions.signals import follow_up_signal, judge_signal, look_for_signals

__all__ = [
    "control_access",
    "follow_up_access",
    "follow_up_signal",
    "give_reason",
    "judge_signal",
    "look_for_signals",
]
