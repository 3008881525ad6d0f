"""What the stages hand over to have a letter built: plain facts, no sentences of the letter's."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from notifications.letters import Language, LetterKind, RecipientKind
from notifications.rules.content import Addressee, Sender


class Subject(StrEnum):
    """What the municipality got: a søknad, a melding or a henvendelse."""

    APPLICATION = "APPLICATION"
    MESSAGE = "MESSAGE"
    ENQUIRY = "ENQUIRY"


class SignerRole(StrEnum):
    """As what somebody answers for a letter."""

    OFFICER = "OFFICER"
    DECIDER = "DECIDER"
    APPROVER = "APPROVER"
    COORDINATOR = "COORDINATOR"


class Outcome(StrEnum):
    """What was decided about one service."""

    GRANTED = "GRANTED"
    PARTLY = "PARTLY"
    REFUSED = "REFUSED"
    DISMISSED = "DISMISSED"


class EndReason(StrEnum):
    """Why a case ended without a formal decision, or after it was delivered."""

    WITHDRAWN = "WITHDRAWN"
    ANSWERED = "ANSWERED"
    NOT_APPLYING = "NOT_APPLYING"
    REFERRED = "REFERRED"
    WITHOUT_DECISION = "WITHOUT_DECISION"
    LAPSED = "LAPSED"
    COMPLETED = "COMPLETED"


class Claimed(StrEnum):
    """What of their rights somebody asked for."""

    ACCESS = "ACCESS"
    CORRECTION = "CORRECTION"
    BLOCK = "BLOCK"
    UNBLOCK = "UNBLOCK"


class FeeUnit(StrEnum):
    """What an egenandel is paid for."""

    DAY = "DAY"
    VISIT = "VISIT"
    MONTH = "MONTH"
    HOUR = "HOUR"
    MEAL = "MEAL"


@dataclass(frozen=True, slots=True)
class Signature:
    """Somebody who answers for the letter."""

    name: str
    role: SignerRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What every letter needs: from whom, to whom, about whom, in what language, when."""

    language: Language
    reference: str  # empty: it is of no case
    on: dt.date
    sender: Sender
    recipient: Addressee
    person: str  # the name of the person it concerns
    recipient_kind: RecipientKind = RecipientKind.PERSON
    signatures: tuple[Signature, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A service asked for, and the case it is treated in."""

    service: str
    reference: str


@dataclass(frozen=True, slots=True)
class Handler:
    """Who has a case: the unit, and the caseworker if one has taken it."""

    reference: str
    unit: str
    officer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Something was received (søknad, melding, henvendelse)."""

    head: Head
    subject: Subject
    received_on: dt.date
    asked_for: tuple[AskedFor, ...]
    reply_by: dt.date  # one month from receipt: when a preliminary reply is due
    handlers: tuple[Handler, ...]  # one for each case


@dataclass(frozen=True, slots=True, kw_only=True)
class PreliminaryReply:
    """It takes more than a month: why, and when if that can be said (fvl § 11 a)."""

    head: Head
    subject: Subject
    received_on: dt.date
    services: tuple[str, ...]
    why: str
    expected_on: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The party is asked for what is missing, or to speak before anything is decided.

    `kind` is one of `letters.ASKING`. A mangelbrev says `what` is missing and `why` it is needed
    (fvl §§ 11, 17); a forhåndsvarsel `what` is considered, and on which facts (`why`; fvl § 16).
    """

    head: Head
    kind: LetterKind
    services: tuple[str, ...]
    what: str
    why: str
    answer_by: dt.date


@dataclass(frozen=True, slots=True)
class ComplaintRoute:
    """Where one may complain about a line: "Statsforvalteren i …", weeks, "pbrl § 7-5"."""

    body: str
    weeks: int
    law: str


@dataclass(frozen=True, slots=True)
class Fee:
    """An egenandel: `ore` 0 is free and said plainly; income share has no amount."""

    ore: int = 0
    unit: FeeUnit = FeeUnit.MONTH
    share_of_income: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """One service and what was decided about it, in the letter's language."""

    service: str
    outcome: Outcome
    rules: tuple[str, ...]  # "hol § 3-2 nr. 6 a"
    route: ComplaintRoute
    extent: str = ""  # "3,5 timer i uken"; for granted and partly granted
    applied_extent: str = ""  # for partly granted
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None  # the last day; none: until further notice
    fee: Fee | None = None
    fee_text: str = ""  # the whole sentence, where the decision has it; else `fee` is said
    reason: str = ""  # the line's own main considerations, where they differ
    provider: str = ""  # the unit that makes contact, or
    ordered: bool = False  # that was told to begin before this letter
    before: str = ""  # what the person had until now: "3,5 timer/uke"; empty where it is new
    given_by: str = ""  # the unit that gives the service already; empty where none does


@dataclass(frozen=True, slots=True)
class Applied:
    """The application a decision answers."""

    received_on: dt.date
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Orally:
    """Help that was decided orally before it was written: the day and «14.10» by Oslo's clock."""

    on: dt.date
    clock: str
    told: str = ""  # who was told; empty: nobody before this letter
    self_told: bool = False  # it was the person, whom the letter calls you
    told_on: dt.date | None = None
    told_clock: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLetter:
    """A decision (vedtak) on one or more services."""

    head: Head
    applied: Applied | None  # none: reassessed without an application
    lines: tuple[DecisionLine, ...]
    considerations: str  # hovedhensyn
    facts: str  # faktiske forhold
    own_view: str  # the person's own words, or
    no_own_view_because: str = ""  # why they, or their view of the proposal, could not be had
    goal: str = ""
    evaluation_on: dt.date | None = None
    conditions: tuple[str, ...] = ()
    orally: tuple[Orally, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A case ended; `explanation` is the caseworker's own words to the person."""

    head: Head
    reason: EndReason
    on: dt.date
    services: tuple[str, ...]
    explanation: str = ""
    referred_to: str = ""
    route: ComplaintRoute | None = None  # for help given without a decision


@dataclass(frozen=True, slots=True)
class ClaimRoute:
    """Where else one may complain of a refusal; `weeks` is none where no source gives them."""

    body: str
    law: str
    weeks: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimAnswer:
    """A claim (krav) of one's rights was answered. Never says what was asked or set right in words
    of its own: it may be an address that is protected.
    """

    head: Head
    claimed: Claimed
    granted: bool
    received_on: dt.date
    reason: str = ""  # the answer's own words to the person
    to: str = ""  # of access: who gets it,
    how: str = ""  # and how
    field: str = ""  # of the register; empty: it was the journal
    laws: tuple[str, ...]  # "pbrl § 5-1"
    authority: str = ""  # the law of the complaint to Datatilsynet
    routes: tuple[ClaimRoute, ...] = ()
