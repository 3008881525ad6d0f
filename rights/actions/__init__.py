"""What is done about rights: by the clock, by leaders."""

from rights.actions.accounts import (
    ask_code,
    close_account,
    create_account,
    give_code,
    open_account,
)
from rights.actions.clock import (
    close_review,
    end_role,
    give_work_back,
    look_over,
    open_reviews,
    remind_of_review,
    tell_of_ending,
)
from rights.actions.given import answer_role, give_role
from rights.actions.leader import Answered, answer_review, let_role_end, renew_role

__all__ = [
    "Answered",
    "answer_review",
    "answer_role",
    "ask_code",
    "close_account",
    "close_review",
    "create_account",
    "end_role",
    "give_code",
    "give_role",
    "give_work_back",
    "let_role_end",
    "look_over",
    "open_account",
    "open_reviews",
    "remind_of_review",
    "renew_role",
    "tell_of_ending",
]
