"""The writes of the rights of the registered."""

from privacy.actions.claims import CLAIMING, answer_claim, answering, register_claim
from privacy.actions.merging import (
    confirm_merge,
    confirm_unmerge,
    propose_merge,
    propose_unmerge,
    settle_breach,
    withdraw_merge,
)
from privacy.actions.retention import decide_retention

__all__ = [
    "CLAIMING",
    "answer_claim",
    "answering",
    "confirm_merge",
    "confirm_unmerge",
    "decide_retention",
    "propose_merge",
    "propose_unmerge",
    "register_claim",
    "settle_breach",
    "withdraw_merge",
]
