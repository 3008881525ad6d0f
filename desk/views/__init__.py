"""Pages of the working surface: inbox, cases, one case, its history, one person, deadlines."""

from desk.views.cases import case, case_list, history, inspection, printed, services
from desk.views.deadlines import calendar, deadlines
from desk.views.person import person
from desk.views.several import give_several, hold_several
from desk.views.tasks import tasks

__all__ = [
    "calendar",
    "case",
    "case_list",
    "deadlines",
    "give_several",
    "history",
    "hold_several",
    "inspection",
    "person",
    "printed",
    "services",
    "tasks",
]
