"""Pages of intake: «Ny søknad», its receipt, enquiries, search, and how cases change or end."""

from intake.views.cases import ask, end, merge, reply, split, withdraw
from intake.views.correct import correct
from intake.views.enquiries import enquiry, follow_up, make_application
from intake.views.promised import give
from intake.views.register import application_page, look_up, namesakes, new, receipt
from intake.views.search import search

__all__ = [
    "application_page",
    "ask",
    "correct",
    "end",
    "enquiry",
    "follow_up",
    "give",
    "look_up",
    "make_application",
    "merge",
    "namesakes",
    "new",
    "receipt",
    "reply",
    "search",
    "split",
    "withdraw",
]
