"""The API of orders, and of looking anew at what runs. The same actions as the pages."""

from delivery.api.orders import (
    AskAboutOrder,
    CompleteCase,
    ConfirmOrder,
    EndOrder,
    OneOrder,
    Orders,
    RedirectOrder,
    RefuseOrder,
    StartOrder,
)
from delivery.api.renewal import Reassessments, ReportChange

__all__ = [
    "AskAboutOrder",
    "CompleteCase",
    "ConfirmOrder",
    "EndOrder",
    "OneOrder",
    "Orders",
    "Reassessments",
    "RedirectOrder",
    "RefuseOrder",
    "ReportChange",
    "StartOrder",
]
