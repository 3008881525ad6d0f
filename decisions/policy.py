"""What the house says about decisions: outcomes, reasons for sending back, steps to look at."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from assessments.kinds import RETURN_REASONS
from audit.words import mark
from cases.policy import HEAVY


class Outcome(StrEnum):
    """What was decided about one service (utfall)."""

    GRANTED = "GRANTED"
    PARTLY = "PARTLY"
    REFUSED = "REFUSED"
    DISMISSED = "DISMISSED"  # on form, without deciding whether there is a right


OUTCOMES: Final[dict[Outcome, str]] = {
    Outcome.GRANTED: mark("Innvilget"),
    Outcome.PARTLY: mark("Delvis innvilget"),
    Outcome.REFUSED: mark("Avslått"),
    Outcome.DISMISSED: mark("Avvist"),
}
GIVES: Final = frozenset({Outcome.GRANTED, Outcome.PARTLY})
ADVERSE: Final = frozenset({Outcome.PARTLY, Outcome.REFUSED, Outcome.DISMISSED})


class Returned(StrEnum):
    """What was sent back."""

    RECOMMENDATION = "RECOMMENDATION"
    DECISION = "DECISION"


# What the drafts of the two are called.
RETURNING: Final = "send-tilbake-innstilling"
GIVING_BACK: Final = "send-tilbake-vedtak"

RETURNED: Final[dict[Returned, str]] = {
    Returned.RECOMMENDATION: mark("Innstilling"),
    Returned.DECISION: mark("Vedtak"),
}


class ReturnCode(StrEnum):
    """Why a recommendation or a decision is sent back; counted, so that patterns are seen."""

    FACTS = "FACTS"
    VIEW = "VIEW"
    CAPACITY = "CAPACITY"
    EXTENT = "EXTENT"
    LOWER_STEP = "LOWER_STEP"
    GROUNDS = "GROUNDS"
    LEGAL_BASIS = "LEGAL_BASIS"
    GOAL = "GOAL"
    LETTER = "LETTER"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """What a reason is called, and what may be sent back with it."""

    label: str
    what: frozenset[Returned]


_BOTH: Final = frozenset(Returned)
_RECOMMENDATION: Final = frozenset({Returned.RECOMMENDATION})
_DECISION: Final = frozenset({Returned.DECISION})

RETURN_CODES: Final[dict[ReturnCode, ReturnRow]] = {
    ReturnCode.FACTS: ReturnRow(RETURN_REASONS["FACTS"], _BOTH),
    ReturnCode.VIEW: ReturnRow(RETURN_REASONS["VIEW"], _BOTH),
    ReturnCode.CAPACITY: ReturnRow(RETURN_REASONS["CAPACITY"], _RECOMMENDATION),
    ReturnCode.EXTENT: ReturnRow(RETURN_REASONS["EXTENT"], _BOTH),
    ReturnCode.LOWER_STEP: ReturnRow(RETURN_REASONS["LOWER_STEP"], _RECOMMENDATION),
    ReturnCode.GROUNDS: ReturnRow(RETURN_REASONS["GROUNDS"], _BOTH),
    ReturnCode.LEGAL_BASIS: ReturnRow(mark("Hjemmelen er feil"), _DECISION),
    ReturnCode.GOAL: ReturnRow(RETURN_REASONS["GOAL"], _BOTH),
    ReturnCode.LETTER: ReturnRow(mark("Brevet er ikke til å forstå"), _DECISION),
    ReturnCode.OTHER: ReturnRow(RETURN_REASONS["OTHER"], _BOTH),
}


class Part(StrEnum):
    """What the approver looks at before approving (Kontrollerte trinn), in this order."""

    APPLICATION = "soknad"
    ASSESSMENT = "kartlegging"
    RECOMMENDATION = "innstilling"
    DECISION = "vedtak"
    LETTER = "brev"


PARTS: Final[dict[Part, str]] = {
    Part.APPLICATION: mark("Søknad og personens ønske"),
    Part.ASSESSMENT: mark("Kartlegging"),
    Part.RECOMMENDATION: mark("Innstilling"),
    Part.DECISION: mark("Vedtak og begrunnelse"),
    Part.LETTER: mark("Brev"),
}


class Gate(StrEnum):
    """What the ordinary path asks for before help is given, and that never stops urgent help."""

    ASSESSMENT = "ASSESSMENT"
    RECOMMENDATION = "RECOMMENDATION"
    COORDINATOR = "COORDINATOR"
    TWO_PERSONS = "TWO_PERSONS"
    APPROVAL = "APPROVAL"
    IMPARTIAL = "IMPARTIAL"  # fvl § 7: who is disqualified may decide what cannot wait
    VIEW = "VIEW"
    CHILD = "CHILD"
    TOLD = "TOLD"


@dataclass(frozen=True, slots=True)
class GateRow:
    """What an unmet gate is called, and what is said when it is met after all."""

    label: str
    met: str


GATES: Final[dict[Gate, GateRow]] = {
    Gate.ASSESSMENT: GateRow(
        mark("Behovet er ikke kartlagt"), mark("Kartleggingen var fullført da vedtaket ble skrevet")
    ),
    Gate.RECOMMENDATION: GateRow(
        mark("Det er ikke innstilt"), mark("Innstillingen var sendt da vedtaket ble skrevet")
    ),
    Gate.COORDINATOR: GateRow(
        mark("Forløpskoordinator har ikke sett saken"),
        mark("Forløpskoordinator hadde sett saken da vedtaket ble skrevet"),
    ),
    Gate.TWO_PERSONS: GateRow(
        mark("Én har avgjort der det skal være to"),
        mark("To hadde sett saken da vedtaket ble skrevet"),
    ),
    Gate.APPROVAL: GateRow(mark("Ingen har godkjent"), mark("Vedtaket er godkjent")),
    Gate.IMPARTIAL: GateRow(
        mark("Den som ga hjelpen, er meldt inhabil i saken"),
        mark("En som ikke er inhabil, har fattet vedtaket"),
    ),
    Gate.VIEW: GateRow(mark("Personens syn er ikke hørt"), mark("Personens syn står i vedtaket")),
    Gate.CHILD: GateRow(
        mark("Barnets beste er ikke vurdert"), mark("Barnets beste står i vedtaket")
    ),
    Gate.TOLD: GateRow(mark("Ingen er orientert"), mark("Personen er orientert i brevet")),
}


class ClosedBy(StrEnum):
    """How a deviation was closed."""

    RULE = "RULE"  # the gate was met after all
    CONTROL = "CONTROL"  # somebody else looked at it


@dataclass(frozen=True, slots=True)
class HasteAccess:
    """How long who was asked for help now may open the case, in [valid_from, valid_to).

    `working_days` after the day of the question, that last day too; a local rule.
    """

    working_days: int
    source: str
    valid_from: date = date(2012, 1, 1)
    valid_to: date | None = None


HASTE_ACCESS: Final[tuple[HasteAccess, ...]] = (
    HasteAccess(2, mark("Forslag til egen regel, må vedtas av kommunen")),
)


def haste_access(*, on: date) -> HasteAccess:
    """What holds for a question of a day. Raises LookupError if nothing does."""
    for row in HASTE_ACCESS:
        if row.valid_from <= on and (row.valid_to is None or on < row.valid_to):
            return row
    message = f"no access is set for {on}"
    raise LookupError(message)


# Services that nobody decides alone where two persons are asked, whatever the reason.
NEVER_ALONE: Final[frozenset[str]] = HEAVY

# A decision on a child shows what is best for the child (fvl § 17, barnekonvensjonen art. 3).
# Supervision found it missing; the municipality may switch the gate off, never the duty.
CHILD_GATE: Final = True
ADULT: Final = 18  # years

# The carer's own right, so that the carer is told (pbrl § 2-8).
CARER_IS_PARTY: Final[frozenset[str]] = frozenset(
    {"omsorgsstonad", "avlastning_i_institusjon", "avlastning_utenfor_institusjon"}
)


# What stands as the answer to help asked for now that nobody answered.
UNANSWERED: Final = mark("Ingen svarte før tilgangen gikk ut. Det er spurt på nytt.")
ANOTHER: Final = mark("Det er spurt en annen.")
DECIDED_SINCE: Final = mark("Det er fattet vedtak i saken.")
ENDED_SINCE: Final = mark("Saken er avsluttet.")
OVERTAKEN: Final = frozenset({UNANSWERED, ANOTHER, DECIDED_SINCE, ENDED_SINCE})
