"""Pages of the working surface: inbox, cases, one case, its history, one person, deadlines."""

from desk.views.cases import case, case_list, history, inspection, services
from desk.views.deadlines import deadlines
from desk.views.person import person
from desk.views.tasks import tasks

__all__ = ["case", "case_list", "deadlines", "history", "inspection", "person", "services", "tasks"]
