"""Reads over several stages, for the pages of the working surface and the API's lists."""

from desk.queries.calendar import account_of_key, calendar_key
from desk.queries.cases import CaseList, CaseRow, case_list, case_rows, steps_from
from desk.queries.done import DoneRow, done_count, done_today
from desk.queries.history import History, HistoryRow, history, who_acted
from desk.queries.inspection import Inspection, inspect
from desk.queries.overview import Overview, overview
from desk.queries.person import PersonPage, person_page
from desk.queries.printed import PrintedCase, printed_case
from desk.queries.services import ServicesPage, services_page
from desk.queries.task_rows import TaskRow
from desk.queries.tasks import TaskList, task_counts, task_list, tasks_among

__all__ = [
    "CaseList",
    "CaseRow",
    "DoneRow",
    "History",
    "HistoryRow",
    "Inspection",
    "Overview",
    "PersonPage",
    "PrintedCase",
    "ServicesPage",
    "TaskList",
    "TaskRow",
    "account_of_key",
    "calendar_key",
    "case_list",
    "case_rows",
    "done_count",
    "done_today",
    "history",
    "inspect",
    "overview",
    "person_page",
    "printed_case",
    "services_page",
    "steps_from",
    "task_counts",
    "task_list",
    "tasks_among",
    "who_acted",
]
