"""Pages of orders and services: the unit's lists, one order, its acts, and the leader's lists."""

from delivery.views.acts import complete, confirm, end, redirect_to, refuse, start
from delivery.views.lists import expired, obligations, orders
from delivery.views.order import address, order, work_sheet

__all__ = [
    "address",
    "complete",
    "confirm",
    "end",
    "expired",
    "obligations",
    "order",
    "orders",
    "redirect_to",
    "refuse",
    "start",
    "work_sheet",
]
