"""The shape of what is typed at the first contact, and about how a case goes on or ends."""

from intake.forms.cases import AskParty, Correct, Ending, Merge, PreliminaryReply, Split
from intake.forms.enquiries import Enquiry, FollowUp, GiveEnquiry, MakeApplication
from intake.forms.register import NEW_PERSON, TYPED, Application, OfServices, typed_into

__all__ = [
    "NEW_PERSON",
    "TYPED",
    "Application",
    "AskParty",
    "Correct",
    "Ending",
    "Enquiry",
    "FollowUp",
    "GiveEnquiry",
    "MakeApplication",
    "Merge",
    "OfServices",
    "PreliminaryReply",
    "Split",
    "typed_into",
]
