"""Reads over several stages, for the pages of the working surface and the API's lists."""

from desk.queries.answers import history_answer, looks_answer
from desk.queries.calendar import account_of_key, calendar_key, fetched_too_often
from desk.queries.cases import CaseList, CaseRow, case_list, case_rows, steps_from
from desk.queries.changes import case_on, changes_by_hand, changes_of
from desk.queries.done import DoneRow, done_count, done_today
from desk.queries.due import DatedGroup, dated
from desk.queries.history import History, HistoryRow, history, roles_acted, who_acted
from desk.queries.inspection import Inspection, inspect
from desk.queries.looks import ALL_LOOKS, LOOKS, LookRow, Looks, Ways, looks, person_of, ways
from desk.queries.next import next_tasks
from desk.queries.overview import Overview, overview
from desk.queries.parts import Part, asked, parts_of_case
from desk.queries.person import PersonPage, person_page
from desk.queries.printed import PrintedCase, printed_case
from desk.queries.services import ServicesPage, services_page
from desk.queries.sharing import (
    AllWork,
    Elsewhere,
    Load,
    Queue,
    Step,
    Work,
    cases_named,
    loads,
    new_cases,
    of_the_named,
    queues,
    tasks_in,
    team_unit_ids,
    work_of,
)
from desk.queries.task_rows import TaskRow
from desk.queries.tasks import (
    MOST,
    TaskList,
    task_counts,
    task_list,
    task_marks,
    tasks_among,
)
from desk.queries.told import Told, ToldDay, language_of, told
from referrals.queries.queue import helped

__all__ = [
    "ALL_LOOKS",
    "LOOKS",
    "MOST",
    "AllWork",
    "CaseList",
    "CaseRow",
    "DatedGroup",
    "DoneRow",
    "Elsewhere",
    "History",
    "HistoryRow",
    "Inspection",
    "Load",
    "LookRow",
    "Looks",
    "Overview",
    "Part",
    "PersonPage",
    "PrintedCase",
    "Queue",
    "ServicesPage",
    "Step",
    "TaskList",
    "TaskRow",
    "Told",
    "ToldDay",
    "Ways",
    "Work",
    "account_of_key",
    "asked",
    "calendar_key",
    "case_list",
    "case_on",
    "case_rows",
    "cases_named",
    "changes_by_hand",
    "changes_of",
    "dated",
    "done_count",
    "done_today",
    "fetched_too_often",
    "helped",
    "history",
    "history_answer",
    "inspect",
    "language_of",
    "loads",
    "looks",
    "looks_answer",
    "new_cases",
    "next_tasks",
    "of_the_named",
    "overview",
    "parts_of_case",
    "person_of",
    "person_page",
    "printed_case",
    "queues",
    "roles_acted",
    "services_page",
    "steps_from",
    "task_counts",
    "task_list",
    "task_marks",
    "tasks_among",
    "tasks_in",
    "team_unit_ids",
    "told",
    "ways",
    "who_acted",
    "work_of",
]
