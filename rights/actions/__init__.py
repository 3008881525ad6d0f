"""What is done about rights: by the clock, by leaders."""

from rights.actions.clock import (
    close_review,
    end_role,
    give_work_back,
    look_over,
    open_reviews,
    remind_of_review,
    tell_of_ending,
)
from rights.actions.leader import Answered, answer_review, renew_role

__all__ = [
    "Answered",
    "answer_review",
    "close_review",
    "end_role",
    "give_work_back",
    "look_over",
    "open_reviews",
    "remind_of_review",
    "renew_role",
    "tell_of_ending",
]
