"""What a row of the deadline table says."""

from dataclasses import dataclass, replace
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
    RECEIPT = "RECEIPT"
    COMPLAINT_FORCE = "COMPLAINT_FORCE"
    COMPLAINT_CORRECTION = "COMPLAINT_CORRECTION"
    COMPLAINT_FORWARD = "COMPLAINT_FORWARD"
    COMPLAINT_LIMIT = "COMPLAINT_LIMIT"
    COST_CLAIM = "COST_CLAIM"
    SERIOUS_EVENT_NOTICE = "SERIOUS_EVENT_NOTICE"
    SERIOUS_EVENT_MEETING = "SERIOUS_EVENT_MEETING"
    FORCE_EXPIRY = "FORCE_EXPIRY"
    FORCE_DISABILITY_EXPIRY = "FORCE_DISABILITY_EXPIRY"
    ADMISSION_NOTICE = "ADMISSION_NOTICE"
    READY_NOTICE = "READY_NOTICE"
    READY_ANSWER = "READY_ANSWER"
    PAYMENT_DUTY = "PAYMENT_DUTY"
    DISCHARGE_PAPERS = "DISCHARGE_PAPERS"
    LONG_STAY_PAYMENT = "LONG_STAY_PAYMENT"
    PAYMENT_NOTICE = "PAYMENT_NOTICE"
    CHILD_COORDINATOR = "CHILD_COORDINATOR"
    WAITING_LIST = "WAITING_LIST"
    THERAPY_FIRST = "THERAPY_FIRST"
    THERAPY_SECOND = "THERAPY_SECOND"
    THERAPY_THIRD = "THERAPY_THIRD"
    REHABILITATION = "REHABILITATION"
    PLACE_OFFER = "PLACE_OFFER"


class Act(StrEnum):
    """What can be done to a deadline; each is a row in its ledger."""

    OPENED = "OPENED"
    EXPECTED = "EXPECTED"
    STARTED = "STARTED"
    PAUSED = "PAUSED"
    RESUMED = "RESUMED"
    EXTENDED = "EXTENDED"
    RECOMPUTED = "RECOMPUTED"
    MET = "MET"
    REOPENED = "REOPENED"
    CANCELLED = "CANCELLED"


class TermUnit(StrEnum):
    """What a term is counted in."""

    DAYS = "DAYS"
    WEEKS = "WEEKS"
    MONTHS = "MONTHS"
    YEARS = "YEARS"
    WORKING_DAYS = "WORKING_DAYS"
    CLOCK_HOURS = "CLOCK_HOURS"
    DAYS_BEFORE = "DAYS_BEFORE"  # counted back from a day that is to come
    DATE = "DATE"  # the day itself; somebody set it
    AT_ONCE = "AT_ONCE"  # straks: the same day, and nothing to count


class Calendar(StrEnum):
    """What happens when the last day is a Saturday, Sunday or holiday."""

    LAW_149 = "LAW_149"  # the next working day (domstolloven § 149)
    UNEXTENDED = "UNEXTENDED"  # nothing: the municipality's own duty gets no slack


class Whose(StrEnum):
    """Who must act. Only the municipality's own deadlines are tasks and can be overdue."""

    MUNICIPALITY = "MUNICIPALITY"
    UNIT = "UNIT"  # the performing unit
    PARTY = "PARTY"
    HOSPITAL = "HOSPITAL"


# Where no law is the basis, but what the municipality itself has said.
OWN_BASES = frozenset({"kommunens egen regel", "kommunens eget mål"})


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
    weight: int = 1  # how hard the consequence is, to who waits: 1, 2, or 3 where help falls away
    # What a municipality may say itself, in the term's unit; a statute's length is nobody's to say.
    shortest: int | None = None
    longest: int | None = None
    own_from: date | None = None  # from when the municipality's own length holds, if it has one
    valid_from: date | None  # None: adopted, but not in force
    valid_to: date | None = None  # the first day it no longer counts

    @property
    def of_law(self) -> bool:
        """Whether the law asks for it of the municipality: no target or rule of its own making."""
        ours = self.whose in {Whose.MUNICIPALITY, Whose.UNIT}
        return ours and self.legal_basis not in OWN_BASES

    @property
    def configurable(self) -> bool:
        """Whether a municipality may set another length: never where a statute says it."""
        return self.shortest is not None and self.longest is not None


@dataclass(frozen=True, slots=True)
class Own:
    """What a municipality has decided of a kind in [valid_from, valid_to). None: as the table."""

    kind: Kind
    length: int
    minimum: int | None
    remind_days_before: int | None
    escalate_days_after: int | None
    decided_by: str
    valid_from: date
    valid_to: date | None

    def holds(self, on: date) -> bool:
        """Whether it counts on that day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


def with_own(row: KindRow, own: Own) -> KindRow:
    """The row as the municipality has it. A table that has become a statute takes no other."""
    if not row.configurable:
        return row
    return replace(
        row,
        term=replace(row.term, length=own.length),
        minimum=row.minimum if own.minimum is None else own.minimum,
        remind_days_before=row.remind_days_before
        if own.remind_days_before is None
        else own.remind_days_before,
        escalate_days_after=row.escalate_days_after
        if own.escalate_days_after is None
        else own.escalate_days_after,
        source=own.decided_by,
        own_from=own.valid_from,
    )
