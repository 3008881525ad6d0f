"""Pages of the working surface: inbox, sharing out, cases, one case, one person, deadlines."""

from desk.views.cases import case, case_list, history, inspection, printed, services
from desk.views.changes import changes
from desk.views.deadlines import calendar, deadlines
from desk.views.extracts import case_pdf, take_out_case, take_out_history, take_out_looks
from desk.views.innsyn import claim_file
from desk.views.looks import access_log, looks
from desk.views.person import person
from desk.views.saved import view_delete, view_new, view_rename, views_list
from desk.views.several import give_several, given_receipt, held_receipt, hold_several
from desk.views.sharing import give_work, share_receipt, sharing, team_work
from desk.views.tasks import download, fresh, take_next, tasks, tasks_calendar
from desk.views.told import looks_told, looks_told_pdf

__all__ = [
    "access_log",
    "calendar",
    "case",
    "case_list",
    "case_pdf",
    "changes",
    "claim_file",
    "deadlines",
    "download",
    "fresh",
    "give_several",
    "give_work",
    "given_receipt",
    "held_receipt",
    "history",
    "hold_several",
    "inspection",
    "looks",
    "looks_told",
    "looks_told_pdf",
    "person",
    "printed",
    "services",
    "share_receipt",
    "sharing",
    "take_next",
    "take_out_case",
    "take_out_history",
    "take_out_looks",
    "tasks",
    "tasks_calendar",
    "team_work",
    "view_delete",
    "view_new",
    "view_rename",
    "views_list",
]
