"""The letters of the house: the table. A new letter is a row here and its words in `words`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from audit.words import mark


class Language(StrEnum):
    """The languages a letter can be written in; the person chooses."""

    BOKMAL = "nb"
    NYNORSK = "nn"
    ENGLISH = "en"


class LetterKind(StrEnum):
    """What a letter is."""

    RECEIPT = "RECEIPT"
    PRELIMINARY_REPLY = "PRELIMINARY_REPLY"
    DECISION = "DECISION"
    ENDED = "ENDED"
    CLAIM_ANSWER = "CLAIM_ANSWER"
    MISSING_INFORMATION = "MISSING_INFORMATION"
    ADVANCE_NOTICE = "ADVANCE_NOTICE"


class RecipientKind(StrEnum):
    """In what capacity somebody gets a letter."""

    PERSON = "PERSON"
    GUARDIAN = "GUARDIAN"
    AGENT = "AGENT"
    PARENT = "PARENT"
    CARER = "CARER"


class Channel(StrEnum):
    """How something reaches a recipient. EMAIL carries no letter: only that one lies unopened."""

    PRINT = "PRINT"
    DIGITAL = "DIGITAL"
    EMAIL = "EMAIL"


class LetterState(StrEnum):
    """Where a letter stands. On paper: HELD, SENDING, SENT, RETURNED and STOPPED."""

    HELD = "HELD"
    SENDING = "SENDING"
    SENT = "SENT"
    DELIVERED = "DELIVERED"
    OPENED = "OPENED"
    RETURNED = "RETURNED"
    STOPPED = "STOPPED"
    UNCERTAIN = "UNCERTAIN"


class StopReason(StrEnum):
    """Why a letter was stopped: by somebody, or by what was found when it was to be sent."""

    REGRETTED = "REGRETTED"
    DEAD = "DEAD"
    ADDRESS_CHANGED = "ADDRESS_CHANGED"
    ADDRESS_MISSING = "ADDRESS_MISSING"
    NOW_PROTECTED = "NOW_PROTECTED"
    NO_LONGER_ENTITLED = "NO_LONGER_ENTITLED"
    CASE_ENDED = "CASE_ENDED"
    DECIDED = "DECIDED"
    ANSWERED = "ANSWERED"
    NOT_DIGITAL = "NOT_DIGITAL"
    NOT_TAKEN = "NOT_TAKEN"
    RESTORED = "RESTORED"


@dataclass(frozen=True, slots=True)
class LetterRow:
    """What a letter is called in lists, how it is set, and who may get it."""

    label: str
    template: str
    recipients: frozenset[RecipientKind]
    held: bool  # waits so that it can be stopped; others may be printed at once


@dataclass(frozen=True, slots=True)
class StateRow:
    """A state's word and its colour (ux: status vocabulary)."""

    label: str
    colour: str


_ANYBODY: Final = frozenset(RecipientKind)

LETTERS: Final[Mapping[LetterKind, LetterRow]] = {
    LetterKind.RECEIPT: LetterRow(
        mark("Bekreftelse på mottatt søknad"), "letter.typ", _ANYBODY, held=False
    ),
    LetterKind.PRELIMINARY_REPLY: LetterRow(
        mark("Foreløpig svar"), "letter.typ", _ANYBODY, held=False
    ),
    LetterKind.DECISION: LetterRow(mark("Vedtak"), "letter.typ", _ANYBODY, held=True),
    LetterKind.ENDED: LetterRow(mark("Saken er avsluttet"), "letter.typ", _ANYBODY, held=True),
    LetterKind.CLAIM_ANSWER: LetterRow(
        mark("Svar på krav om innsyn, retting eller sperring"), "letter.typ", _ANYBODY, held=True
    ),
    LetterKind.MISSING_INFORMATION: LetterRow(
        mark("Mangelbrev"), "letter.typ", _ANYBODY, held=True
    ),
    LetterKind.ADVANCE_NOTICE: LetterRow(mark("Forhåndsvarsel"), "letter.typ", _ANYBODY, held=True),
}

RECIPIENTS: Final[Mapping[RecipientKind, str]] = {
    RecipientKind.PERSON: mark("Personen selv"),
    RecipientKind.GUARDIAN: mark("Verge"),
    RecipientKind.AGENT: mark("Fullmektig"),
    RecipientKind.PARENT: mark("Forelder"),
    RecipientKind.CARER: mark("Omsorgsyter"),
}

STATES: Final[Mapping[LetterState, StateRow]] = {
    LetterState.HELD: StateRow(mark("Venter på utsending"), "info"),
    LetterState.SENDING: StateRow(mark("Skrevet ut"), "info"),
    LetterState.SENT: StateRow(mark("Sendt"), "info"),
    LetterState.DELIVERED: StateRow(mark("Levert"), "success"),
    LetterState.OPENED: StateRow(mark("Lest"), "success"),
    LetterState.RETURNED: StateRow(mark("Kommet i retur"), "danger"),
    LetterState.STOPPED: StateRow(mark("Stanset"), "neutral"),
    LetterState.UNCERTAIN: StateRow(mark("Usikkert om sendt"), "warning"),
}

STOPPED_BECAUSE: Final[Mapping[StopReason, str]] = {
    StopReason.REGRETTED: mark("Stanset av en ansatt."),
    StopReason.DEAD: mark("Personen er død. Avklar med boet før noe sendes."),
    StopReason.ADDRESS_CHANGED: mark("Navn eller adresse er endret. Hent ny adresse."),
    StopReason.ADDRESS_MISSING: mark("Mottakeren mangler adresse. Registrer adressen."),
    StopReason.NOW_PROTECTED: mark("Adressen er blitt beskyttet. Lag brevet på nytt uten adresse."),
    StopReason.NO_LONGER_ENTITLED: mark("Mottakeren skal ikke lenger ha brev i saken."),
    StopReason.CASE_ENDED: mark("Saken er avsluttet. Brevet trengs ikke lenger."),
    StopReason.DECIDED: mark("Vedtaket er fattet. Brevet trengs ikke lenger."),
    StopReason.ANSWERED: mark("Svaret er kommet. Brevet trengs ikke lenger."),
    StopReason.NOT_DIGITAL: mark("Brevet ble ikke levert digitalt. Det sendes nå på papir."),
    StopReason.NOT_TAKEN: mark("Digital post tok ikke imot brevet. Send det på nytt, på papir."),
    StopReason.RESTORED: mark(
        "Systemet er gjenopprettet, og brevet kan være sendt fra før. Undersøk det først."
    ),
}

SENDING_DIGITALLY: Final = StateRow(mark("Sendes"), "info")

CHANNELS: Final[Mapping[Channel, str]] = {
    Channel.PRINT: mark("Papir"),
    Channel.DIGITAL: mark("Digital post"),
}

UNREACHED: Final = mark("Digital post svarer ikke. Brevet ligger i kø og sendes av seg selv.")

NOT_TOLD_AGAIN: Final = mark(
    "Brevet ligger uåpnet, og mottakeren kunne ikke varsles på nytt. Ring, eller send det på papir."
)

# How often a letter is handed to a channel before a person looks at it.
MOST_TRIES: Final = 5

# How an address is protected (adressebeskyttelse), the weakest first: people.models.Protection.
PROTECTIONS: Final[Mapping[str, str]] = {
    "NONE": "",
    "CONFIDENTIAL": mark("Fortrolig adresse"),
    "STRICT": mark("Strengt fortrolig adresse"),
}
OPEN_ADDRESS: Final = "NONE"
CONFIDENTIAL: Final = "CONFIDENTIAL"

# Something later says what holds now: nobody need follow these up, and they are not sent anew.
OVERTAKEN: Final = frozenset({StopReason.CASE_ENDED, StopReason.DECIDED, StopReason.ANSWERED})
# Nobody is to get it, whatever is typed: it is not sent anew, and somebody says so.
NOT_ANEW: Final = OVERTAKEN | {StopReason.DEAD, StopReason.NO_LONGER_ENTITLED}

# They ask the party for something while a case is undecided, and say by which day.
ASKING: Final = frozenset({LetterKind.MISSING_INFORMATION, LetterKind.ADVANCE_NOTICE})

# It has left the house, and nothing says that it did not arrive.
POSTED: Final = frozenset({LetterState.SENT, LetterState.DELIVERED, LetterState.OPENED})

# Paper: the day the letter is taken to have reached the party is so many days after it was
# posted, marked «antatt». No source gives a number; the municipality sets its own.
ASSUMED_DAYS_IN_THE_POST: Final = 3  # unverified
LONGEST_IN_THE_POST: Final = 30  # more is a slip of the key
