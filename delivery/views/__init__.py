"""Pages of orders and services: the unit's lists, one order, its acts, and the leader's lists."""

from delivery.views.acts import complete, confirm, end, refuse, start
from delivery.views.leaving import (
    death,
    death_undo,
    death_undone,
    departure,
    departure_undo,
    handed_over,
)
from delivery.views.lists import expired, obligations, orders
from delivery.views.order import address, order, work_sheet
from delivery.views.ordered import answer, early, redirect_to
from delivery.views.questions import ask
from delivery.views.renewal import reassess, reassess_service, report_change
from delivery.views.running import register_running

__all__ = [
    "address",
    "answer",
    "ask",
    "complete",
    "confirm",
    "death",
    "death_undo",
    "death_undone",
    "departure",
    "departure_undo",
    "early",
    "end",
    "expired",
    "handed_over",
    "obligations",
    "order",
    "orders",
    "reassess",
    "reassess_service",
    "redirect_to",
    "refuse",
    "register_running",
    "report_change",
    "start",
    "work_sheet",
]
