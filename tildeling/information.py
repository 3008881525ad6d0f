"""Which class of information each field is, and which classes each role is shown, on which pages.

What is enforced is in the queries: each page asks for the fields its work needs. This table is what
they are held to: the walk through all doors (tests/architecture/test_doors.py) reads every answer
and fails on a field that is not here, or not for the role. `docs/security.md` tells it as a table.
A new field of a model fails until it has its class.
"""

from enum import StrEnum
from typing import Final

from people.roles import Role


class Information(StrEnum):
    """A class of information about a person."""

    NAME = "NAME"
    NUMBER = "NUMBER"  # fødselsnummer
    ADDRESS = "ADDRESS"
    CONTACT = "CONTACT"  # telephone, e-mail, interpreter, doctor
    NETWORK = "NETWORK"  # relatives, guardian, agent
    APPLICATION = "APPLICATION"  # what was asked for, in whose words
    HEALTH = "HEALTH"  # assessment, trial, recommendation
    PAPERS = "PAPERS"  # notes and documents
    CASE = "CASE"  # how the case goes: handover, meeting, deadlines, urgency, its end
    DECISION = "DECISION"
    ECONOMY = "ECONOMY"  # what the person pays
    LETTER = "LETTER"
    ORDER = "ORDER"  # what a performing unit needs for the job, and what it answers
    LOOKS = "LOOKS"  # why somebody without the case looked, who is disqualified
    CONTROL = "CONTROL"  # what internal control asked and found
    RIGHTS = "RIGHTS"  # what the person asked for by right; corrections, and merging
    NOTICE = "NOTICE"  # what happened in a case, without a name


class Page(StrEnum):
    """Sorts of answers."""

    ONE = "ONE"  # about one person or case
    LIST = "LIST"  # about several, or what a search finds
    FILE = "FILE"  # PDF, workbook, sheet, calendar
    REFUSED = "REFUSED"  # whatever the door said no with


I = Information  # noqa: E741 - read a hundred times below

# By model; and where a field is of another class than its model's, by field.
FIELDS: Final[dict[str, Information]] = {
    "assessments.Assessment": I.HEALTH,
    "assessments.Recommendation": I.HEALTH,
    "assessments.Score": I.HEALTH,
    "assessments.Submission": I.HEALTH,
    "assessments.Trial": I.HEALTH,
    "assessments.Trial.goal": I.ORDER,
    "assessments.Trial.result": I.ORDER,
    "audit.Entry": I.CASE,
    "cases.Case": I.CASE,
    "cases.Disqualification": I.LOOKS,
    "cases.Draft": I.CASE,  # of whoever writes it, and shown to nobody else
    "deadlines.LedgerEntry": I.CASE,
    "deadlines.TaskState": I.CASE,
    "decisions.Decision": I.DECISION,
    "decisions.Decision.goal": I.ORDER,
    "decisions.Decision.conditions": I.ORDER,
    "decisions.DecisionLine": I.DECISION,
    "decisions.DecisionLine.fee_text": I.ECONOMY,
    "decisions.DecisionLine.important": I.ORDER,
    "decisions.DecisionReturn": I.DECISION,
    "decisions.DecisionVersion": I.DECISION,
    "decisions.Deviation": I.DECISION,
    "decisions.UrgentDecision": I.DECISION,
    "decisions.UrgentRequest": I.DECISION,
    "delivery.Order": I.ORDER,
    "delivery.OrderQuestion": I.ORDER,
    "delivery.Redirection": I.ORDER,
    "delivery.RunningService": I.ORDER,
    "intake.Application": I.APPLICATION,
    "inspection.Extract": I.CONTROL,
    "inspection.Finding": I.CONTROL,
    "inspection.InspectedCase": I.CONTROL,
    "inspection.ToldDeviation": I.CONTROL,
    "meetings.AgendaCase": I.CASE,
    "meetings.AgendaItem": I.CASE,
    "notifications.Dispatch": I.LETTER,
    "notifications.Letter": I.LETTER,
    "notifications.Letter.address": I.ADDRESS,
    "notifications.Letter.name": I.NAME,
    "notifications.Notice": I.NOTICE,
    "oversight.ReasonedAccess": I.LOOKS,
    "oversight.Signal": I.LOOKS,
    "pathways.Handover": I.CASE,
    "pathways.Pathway": I.CASE,
    "pathways.Question": I.CASE,
    "people.Departure": I.CASE,
    "people.IdentityNumber": I.NUMBER,
    "people.Relative": I.NETWORK,
    "people.Representative": I.NETWORK,
    "people.Resident": I.CONTACT,
    "people.Resident.address": I.ADDRESS,
    "people.Resident.family_name": I.NAME,
    "people.Resident.given_name": I.NAME,
    "people.Resident.postal": I.ADDRESS,
    "privacy.Claim": I.RIGHTS,
    "privacy.Correction": I.RIGHTS,
    "privacy.Merge": I.RIGHTS,
    "privacy.MovedRow": I.RIGHTS,
    "records.Document": I.PAPERS,
    "records.Note": I.PAPERS,
    "referrals.Grading": I.CASE,
    "referrals.Help": I.ORDER,
    "referrals.Help.why": I.DECISION,
    "referrals.Review": I.CASE,
}

_ALL: Final = frozenset(I)
_WORK: Final = _ALL - {I.LOOKS}
_IN_LISTS: Final = frozenset({I.NAME, I.APPLICATION, I.CASE, I.LETTER, I.ORDER, I.NOTICE})
_THE_JOB: Final = frozenset({I.NAME, I.NUMBER, I.ADDRESS, I.CONTACT, I.NETWORK, I.ORDER, I.NOTICE})
_NOTHING: Final = frozenset[Information]()

_OFFICE: Final = {Page.ONE: _ALL, Page.LIST: _IN_LISTS, Page.FILE: _WORK, Page.REFUSED: _NOTHING}
SHOWN: Final[dict[Role, dict[Page, frozenset[Information]]]] = {
    Role.CASEWORKER: _OFFICE,
    Role.ASSESSOR: _OFFICE,
    Role.COORDINATOR: _OFFICE,
    Role.DECISION_OFFICER: _OFFICE,
    Role.APPROVER: _OFFICE,
    Role.UNIT_LEADER: {**_OFFICE, Page.LIST: _IN_LISTS | {I.LOOKS, I.CONTROL}},
    Role.PROVIDER: {
        Page.ONE: _THE_JOB,
        Page.LIST: frozenset({I.NAME, I.ORDER, I.NOTICE}),
        Page.FILE: _THE_JOB,
        Page.REFUSED: _NOTHING,
    },
    Role.AUDITOR: {
        Page.ONE: _ALL,
        Page.LIST: _IN_LISTS | {I.CONTROL},
        Page.FILE: _WORK,
        Page.REFUSED: _NOTHING,
    },
    Role.SYSTEM_ADMINISTRATOR: dict.fromkeys(Page, _NOTHING),
}


def class_of(field: str) -> Information:
    """The class of a field, «app.Model.field». Raises KeyError for one nobody has classed."""
    found = FIELDS.get(field)
    return FIELDS[field.rpartition(".")[0]] if found is None else found
