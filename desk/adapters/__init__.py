"""What the working surface hands to other programs: calendars and sheets."""

from desk.adapters.calendar import calendar_of, tasks_calendar
from desk.adapters.sheets import Row, csv_of, looks_for_sheets, rows_for_sheets, xlsx_of

__all__ = [
    "Row",
    "calendar_of",
    "csv_of",
    "looks_for_sheets",
    "rows_for_sheets",
    "tasks_calendar",
    "xlsx_of",
]
