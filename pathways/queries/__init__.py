"""Reads of pathways: who may receive, the board, one case's pathway, and the tasks."""

from pathways.queries.board import Board, Card, board
from pathways.queries.pages import (
    HandoverRow,
    May,
    PathwayPage,
    QuestionRow,
    SisterCase,
    cases_on,
    pathway_page,
    unanswered,
)
from pathways.queries.receivers import (
    Receiver,
    ReceiverGroup,
    coordination_unit,
    may_receive,
    receivers,
    usual_receiver,
)
from pathways.queries.tasks import tasks_for
from pathways.queries.who import coordinates, holds, receives, sent

__all__ = [
    "Board",
    "Card",
    "HandoverRow",
    "May",
    "PathwayPage",
    "QuestionRow",
    "Receiver",
    "ReceiverGroup",
    "SisterCase",
    "board",
    "cases_on",
    "coordinates",
    "coordination_unit",
    "holds",
    "may_receive",
    "pathway_page",
    "receivers",
    "receives",
    "sent",
    "tasks_for",
    "unanswered",
    "usual_receiver",
]
