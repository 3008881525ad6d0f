"""The shape of what is chosen and typed on the working surface; nothing here asks the database."""

from desk.forms.changes import ChangesAsked
from desk.forms.lists import (
    ALL,
    DONE,
    TABS,
    CaseFilter,
    DeadlineFilter,
    Filter,
    TaskFilter,
)
from desk.forms.saved import NewView, Renamed
from desk.forms.several import GiveSeveral, HoldSeveral, Several, Share
from desk.forms.trail import HistoryFilter, LookFilter

__all__ = [
    "ALL",
    "DONE",
    "TABS",
    "CaseFilter",
    "ChangesAsked",
    "DeadlineFilter",
    "Filter",
    "GiveSeveral",
    "HistoryFilter",
    "HoldSeveral",
    "LookFilter",
    "NewView",
    "Renamed",
    "Several",
    "Share",
    "TaskFilter",
]
