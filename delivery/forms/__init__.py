"""The shape of what is typed about orders, and of running decisions that are taken over."""

from delivery.forms.leaving import Death, Departure, Handing, TakeBack
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
    "Death",
    "Departure",
    "End",
    "Handing",
    "Reassess",
    "Redirect",
    "Refuse",
    "ReportChange",
    "RunningDecision",
    "SettleEarly",
    "Start",
    "TakeBack",
    "services_typed",
]
