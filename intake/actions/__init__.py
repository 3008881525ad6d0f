"""What is done at intake: register, follow up, split, merge, reply, end."""

from intake.actions.asking import DRAFTS, ask_party, stop_asking
from intake.actions.correct import CORRECTING, correct_application
from intake.actions.ends import end_case, send_preliminary_reply
from intake.actions.enquiries import follow_up_enquiry, make_application, register_enquiry
from intake.actions.letters import send_to_all, stop_answers
from intake.actions.promised import give_enquiry
from intake.actions.receive import receive, register_application
from intake.actions.renew import open_from_running
from intake.actions.shapes import merge_cases, split_case

__all__ = [
    "CORRECTING",
    "DRAFTS",
    "ask_party",
    "correct_application",
    "end_case",
    "follow_up_enquiry",
    "give_enquiry",
    "make_application",
    "merge_cases",
    "open_from_running",
    "receive",
    "register_application",
    "register_enquiry",
    "send_preliminary_reply",
    "send_to_all",
    "split_case",
    "stop_answers",
    "stop_asking",
]
