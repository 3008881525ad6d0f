"""What can be said to have happened to an order and a service."""

from dataclasses import dataclass

from audit.events import Event
from audit.words import mark


@dataclass(frozen=True, kw_only=True)
class OrderConfirmed(Event):
    """A performing unit confirmed an order."""

    sentence = mark("Bestilling bekreftet, planlagt start {planned_start_on}")

    order: str
    number: int
    unit_id: int
    planned_start_on: str


@dataclass(frozen=True, kw_only=True)
class OrderRefused(Event):
    """A performing unit refused an order; the reason stands on the order."""

    sentence = mark("Bestilling avvist av utførende enhet")

    order: str
    number: int
    unit_id: int
    returned_to_id: int


@dataclass(frozen=True, kw_only=True)
class OrderRedirected(Event):
    """An order was sent to another unit."""

    sentence = mark("Bestilling sendt til en annen enhet")

    order: str
    number: int
    unit_id: int
    from_unit_id: int


@dataclass(frozen=True, kw_only=True)
class RunningTakenOver(Event):
    """A decision made elsewhere, with services that run by it, was registered here."""

    sentence = mark("Løpende vedtak registrert fra {source}, fattet der {decided_on}")

    source: str
    decided_on: str
    decision: str
    orders: list[str]


@dataclass(frozen=True, kw_only=True)
class ServiceStarted(Event):
    """A service began."""

    sentence = mark("Tjenesten startet {starts_on}")

    order: str
    unit_id: int
    service_key: str
    starts_on: str
    replaces: str = ""  # the order whose service ended the same day
    before: str = ""  # the order's first day, where it began before that


@dataclass(frozen=True, kw_only=True)
class EarlyStartSettled(Event):
    """Whoever ordered has seen to a service that began before its order's first day."""

    sentence = mark("Tidlig oppstart fulgt opp")

    order: str


@dataclass(frozen=True, kw_only=True)
class OrderQuestionAsked(Event):
    """A performing unit asked somebody about an order; the question stands on the order."""

    sentence = mark("Utførende enhet ba om mer informasjon om bestillingen")

    order: str
    question: str
    unit_id: int
    asked_of_id: int


@dataclass(frozen=True, kw_only=True)
class OrderQuestionAnswered(Event):
    """A performing unit's question about an order was answered."""

    sentence = mark("Spørsmål om bestillingen besvart")

    order: str
    question: str


@dataclass(frozen=True, kw_only=True)
class ServiceEnded(Event):
    """A service ended, or was never begun."""

    sentence = mark("Tjenesten avsluttet: {label}")

    order: str
    unit_id: int
    code: str
    label: str
    last_on: str = ""  # empty: it never began


@dataclass(frozen=True, kw_only=True)
class CaseCompleted(Event):
    """A case was done: everything granted has ended, or the answer is given and told."""

    sentence = mark("Saken er fullført")

    reason: str


@dataclass(frozen=True, kw_only=True)
class ReassessmentBegun(Event):
    """Running services are looked at anew, in this case."""

    sentence = mark("Revurdering startet: {label}")

    reason: str
    label: str
    orders: list[str]


@dataclass(frozen=True, kw_only=True)
class ChangeReported(Event):
    """The performing unit told that what is given no longer fits; its words stand on the case."""

    sentence = mark("Utførende enhet meldte endring")

    order: str
    unit_id: int
    urgent: bool
