"""Reads over several stages, for the pages of the working surface and the API's lists."""

from desk.queries.cases import CaseList, CaseRow, case_list, case_rows, steps_from
from desk.queries.history import History, history
from desk.queries.overview import Overview, overview
from desk.queries.person import PersonPage, person_page
from desk.queries.tasks import TaskList, TaskRow, task_counts, task_list

__all__ = [
    "CaseList",
    "CaseRow",
    "History",
    "Overview",
    "PersonPage",
    "TaskList",
    "TaskRow",
    "case_list",
    "case_rows",
    "history",
    "overview",
    "person_page",
    "steps_from",
    "task_counts",
    "task_list",
]
