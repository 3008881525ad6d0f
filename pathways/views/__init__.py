"""Pages of the pathway: the board, one case's pathway, and its acts."""

from pathways.views.acts import (
    accept,
    answer,
    ask,
    close,
    decline,
    hand_over,
    keep,
    send_back,
    send_on,
    take_back,
    transfer,
)
from pathways.views.board import board
from pathways.views.case import overview
from pathways.views.recommendation import (
    recommendation,
    send_recommendation,
    take_back_recommendation,
)
from pathways.views.short import short_course

__all__ = [
    "accept",
    "answer",
    "ask",
    "board",
    "close",
    "decline",
    "hand_over",
    "keep",
    "overview",
    "recommendation",
    "send_back",
    "send_on",
    "send_recommendation",
    "short_course",
    "take_back",
    "take_back_recommendation",
    "transfer",
]
