"""What can be said to have happened to a decision (vedtak)."""

from dataclasses import dataclass

from audit.events import Event
from audit.words import mark


@dataclass(frozen=True, kw_only=True)
class DecisionDrafted(Event):
    """A draft was made from the recommendation."""

    sentence = mark("Utkast til vedtak {n} laget fra innstillingen")

    n: int
    decision: str  # public id


@dataclass(frozen=True, kw_only=True)
class DecisionRenewed(Event):
    """The draft was made anew from a recommendation that had changed."""

    sentence = mark("Utkastet til vedtak {n} er hentet på nytt fra innstillingen")

    n: int
    decision: str


@dataclass(frozen=True, kw_only=True)
class DecisionSaved(Event):
    """The draft was written on: which fields, never what they say."""

    sentence = mark("Utkastet til vedtak {n} er endret")

    n: int
    decision: str
    version: int
    changed: list[str]


@dataclass(frozen=True, kw_only=True)
class DecisionSubmitted(Event):
    """A decision was made and checked; where policy asks, it waits for approval."""

    sentence = mark("Vedtak {n} er skrevet ferdig{approval}")

    n: int
    decision: str
    version: int
    approval: str  # " og sendt til godkjenning", or empty


@dataclass(frozen=True, kw_only=True)
class DecisionSubmittedAlone(Event):
    """The same by one where policy asks for two; goes to control."""

    sentence = mark(
        "Vedtak {n} er skrevet ferdig av én der det skal være to{approval}. Går til kontroll"
    )

    n: int
    decision: str
    version: int
    approval: str


@dataclass(frozen=True, kw_only=True)
class DecisionTakenBack(Event):
    """The decider took the decision back before it was issued."""

    sentence = mark("Vedtak {n} er tatt tilbake")

    n: int
    decision: str


@dataclass(frozen=True, kw_only=True)
class PartSeen(Event):
    """The approver looked at a part (kontrollert trinn)."""

    sentence = mark("Godkjenner har sett gjennom: {label}")

    n: int
    decision: str
    part: str
    label: str


@dataclass(frozen=True, kw_only=True)
class DecisionApproved(Event):
    """Somebody else approved the decision."""

    sentence = mark("Vedtak {n} er godkjent")

    n: int
    decision: str
    version: int


@dataclass(frozen=True, kw_only=True)
class DecisionIssued(Event):
    """The decision was made: the letters wait to be sent, and granted services are ordered."""

    sentence = mark("Vedtak {n} er fattet: {outcomes}")

    n: int
    decision: str
    outcomes: str  # «Innvilget, Avslått», in the order of the lines
    letters: int
    orders: list[str]
    approved: bool


@dataclass(frozen=True, kw_only=True)
class DecisionIssuedAlone(Event):
    """The same by one where policy asks for two; goes to control."""

    sentence = mark("Vedtak {n} er fattet av én der det skal være to: {outcomes}. Går til kontroll")

    n: int
    decision: str
    outcomes: str
    letters: int
    orders: list[str]
    approved: bool


@dataclass(frozen=True, kw_only=True)
class HelpGivenUrgently(Event):
    """Help that could not wait was decided orally and ordered (hastevedtak)."""

    sentence = mark("Hastevedtak: {services} fra {from_on}. Skrives senest {write_by}{deviations}")

    n: int
    decision: str
    services: str
    from_on: str
    write_by: str
    deviations: str  # ". Avvik: …", or empty
    gates: list[str]
    orders: list[str]
    told: bool


@dataclass(frozen=True, kw_only=True)
class UrgentAsked(Event):
    """Somebody who may not decide asked for help now (Trenger hjelp nå)."""

    sentence = mark("Bedt om hjelp nå (hastevedtak): {to}")

    to: str  # the names of those who were asked
    to_staff_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class UrgentAnswered(Event):
    """Who was asked for help now, said that it can wait, and why; never what they wrote."""

    sentence = mark("Spørsmålet om hjelp nå er besvart: haster ikke")


@dataclass(frozen=True, kw_only=True)
class DeviationsMet(Event):
    """Gates that were not met when help was given, were met when it was written: closed by rule."""

    sentence = mark("Avvik lukket da vedtaket ble skrevet: {labels}")

    decision: str
    gates: list[str]
    labels: str


@dataclass(frozen=True, kw_only=True)
class DeviationControlled(Event):
    """Somebody else looked at a deviation and closed it (kontroll)."""

    sentence = mark("Avvik kontrollert: {label}")

    deviation: str
    gate: str
    label: str


@dataclass(frozen=True, kw_only=True)
class DecisionReturned(Event):
    """The approver sent the decision back to whoever wrote it."""

    sentence = mark("Vedtak {n} er sendt tilbake til saksbehandler: {label}")

    n: int
    decision: str
    code: str
    label: str


@dataclass(frozen=True, kw_only=True)
class RecommendationReturned(Event):
    """The decider sent the recommendation back to whoever recommended."""

    sentence = mark("Innstillingen er sendt tilbake: {label}")

    code: str
    label: str


@dataclass(frozen=True, kw_only=True)
class LettersPosted(Event):
    """Printed letters were posted together."""

    sentence = mark("{posted} brev er postlagt {posted_on}, {stopped} stanset")

    bundle: str
    posted: int
    stopped: int
    posted_on: str


@dataclass(frozen=True, kw_only=True)
class ProtectedLetterPosted(Event):
    """A letter to a protected address was sent by hand."""

    sentence = mark("Brev til beskyttet adresse er sendt {posted_on}")

    letter: str
    posted_on: str


@dataclass(frozen=True, kw_only=True)
class LocalRateSet(Event):
    """The municipality set a price of its own."""

    sentence = mark("Pris for {key} er satt til {kroner} kr per {unit}")

    key: str
    kroner: str
    unit: str
    row_id: int


@dataclass(frozen=True, kw_only=True)
class ComplaintBodyNamed(Event):
    """The municipality said who decides complaints by a route."""

    sentence = mark("Klageinstans er satt til {name}")

    route: str
    name: str
