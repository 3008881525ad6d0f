"""The shape of what is typed about orders, and of running decisions that are taken over."""

from delivery.forms.orders import (
    Answer,
    Ask,
    Complete,
    Confirm,
    End,
    Redirect,
    Refuse,
    SettleEarly,
    Start,
)
from delivery.forms.renewal import Reassess, ReportChange
from delivery.forms.running import MOST_SERVICES, RunningDecision, services_typed

__all__ = [
    "MOST_SERVICES",
    "Answer",
    "Ask",
    "Complete",
    "Confirm",
    "End",
    "Reassess",
    "Redirect",
    "Refuse",
    "ReportChange",
    "RunningDecision",
    "SettleEarly",
    "Start",
    "services_typed",
]
