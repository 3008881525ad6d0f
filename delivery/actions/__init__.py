"""What can be done with an order and a service: answer, send elsewhere, start, end, complete."""

from delivery.actions.answer import confirm_order, refuse_order
from delivery.actions.complete import complete_case
from delivery.actions.redirect import redirect_order
from delivery.actions.running import end_order, start_order

__all__ = [
    "complete_case",
    "confirm_order",
    "end_order",
    "redirect_order",
    "refuse_order",
    "start_order",
]
