"""What can be done with a referral: grade it; give help without a decision, take it on, end it."""

from referrals.actions.give import give_help
from referrals.actions.going import continue_help, end_help, require_decision
from referrals.actions.receive import receive_help
from referrals.actions.urgency import decide_urgency, end_urgency, grade_referral

__all__ = [
    "continue_help",
    "decide_urgency",
    "end_help",
    "end_urgency",
    "give_help",
    "grade_referral",
    "receive_help",
    "require_decision",
]
