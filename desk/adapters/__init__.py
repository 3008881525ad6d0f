"""What the working surface hands to other programs: calendars and the rows of sheets."""

from desk.adapters.calendar import calendar_of, tasks_calendar
from desk.adapters.given import given_pdf
from desk.adapters.packed import Packed, pack
from desk.adapters.sheets import history_for_sheets, looks_for_sheets, rows_for_sheets
from desk.adapters.told import told_pdf, told_row
from desk.adapters.whole import Sheet, WholeCase, history_pdf, whole_case

__all__ = [
    "Packed",
    "Sheet",
    "WholeCase",
    "calendar_of",
    "given_pdf",
    "history_for_sheets",
    "history_pdf",
    "looks_for_sheets",
    "pack",
    "rows_for_sheets",
    "tasks_calendar",
    "told_pdf",
    "told_row",
    "whole_case",
]
