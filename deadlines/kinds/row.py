"""What a row of the deadline table says."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from cases.service_types import Confidence


class Kind(StrEnum):
    """What must happen by when."""

    PRELIMINARY_ANSWER = "PRELIMINARY_ANSWER"
    DELAY_NOTICE = "DELAY_NOTICE"
    COMPLAINT_PBRL = "COMPLAINT_PBRL"
    COMPLAINT_FVL = "COMPLAINT_FVL"
    UNREAD_LETTER = "UNREAD_LETTER"
    TRIAL_GATE = "TRIAL_GATE"
    HELP_GATE = "HELP_GATE"
    EVALUATION = "EVALUATION"
    DECISION_EXPIRY = "DECISION_EXPIRY"
    REASSESSMENT_LIMITED = "REASSESSMENT_LIMITED"
    REASSESSMENT_OPEN = "REASSESSMENT_OPEN"
    ORDER_CONFIRMATION = "ORDER_CONFIRMATION"
    TARGET_DECISION = "TARGET_DECISION"
    TARGET_START = "TARGET_START"
    MISSING_INFORMATION = "MISSING_INFORMATION"
    ADVANCE_NOTICE = "ADVANCE_NOTICE"
    URGENT_WRITTEN = "URGENT_WRITTEN"
    DEVIATION_CONTROL = "DEVIATION_CONTROL"
    MANDATE_EXPIRY = "MANDATE_EXPIRY"


class TermUnit(StrEnum):
    """What a term is counted in."""

    DAYS = "DAYS"
    WEEKS = "WEEKS"
    MONTHS = "MONTHS"
    WORKING_DAYS = "WORKING_DAYS"
    CLOCK_HOURS = "CLOCK_HOURS"
    DAYS_BEFORE = "DAYS_BEFORE"  # counted back from a day that is to come
    DATE = "DATE"  # the day itself; somebody set it


class Calendar(StrEnum):
    """What happens when the last day is a Saturday, Sunday or holiday."""

    LAW_149 = "LAW_149"  # the next working day (domstolloven § 149)
    UNEXTENDED = "UNEXTENDED"  # nothing: the municipality's own duty gets no slack


class Whose(StrEnum):
    """Who must act. Only the municipality's own deadlines are tasks and can be overdue."""

    MUNICIPALITY = "MUNICIPALITY"
    UNIT = "UNIT"  # the performing unit
    PARTY = "PARTY"


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time as the law counts it."""

    length: int
    unit: TermUnit
    calendar: Calendar = Calendar.UNEXTENDED
    until: time | None = None  # the clock time on the last day; None is the whole day


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRow:
    """One kind of deadline as it is in force from `valid_from`."""

    kind: Kind
    key: str
    label: str
    trigger: str  # what the term runs from, in the words of «Slik er fristen regnet ut»
    term: Term
    legal_basis: str
    source: str  # where the length was found
    consequence: str
    confidence: Confidence
    whose: Whose = Whose.MUNICIPALITY
    task: str | None = None  # the task's name in the inbox; None gives no task
    remind_days_before: int | None = None  # the task stands from then on; None: from the start
    escalate_days_after: int | None = None
    pausable: bool = False
    set_in_case: bool = False  # the officer may set the day; `term` is what is proposed
    minimum: int | None = None  # the shortest length that may be set, in the term's unit
    extendable: bool = False  # a later day may be given, with a reason
    by_hand: bool = False  # somebody says that it is done; no other act does
    valid_from: date | None  # None: adopted, but not in force
    valid_to: date | None = None  # the first day it no longer counts
