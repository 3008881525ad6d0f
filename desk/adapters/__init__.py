"""What the working surface hands to other programs: calendars and the rows of sheets."""

from desk.adapters.calendar import calendar_of, tasks_calendar
from desk.adapters.packed import Packed, Paper, pack
from desk.adapters.sheets import history_for_sheets, looks_for_sheets, rows_for_sheets

__all__ = [
    "Packed",
    "Paper",
    "calendar_of",
    "history_for_sheets",
    "looks_for_sheets",
    "pack",
    "rows_for_sheets",
    "tasks_calendar",
]
