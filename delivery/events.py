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


@dataclass(frozen=True, kw_only=True)
class ServiceStarted(Event):
    """A service began."""

    sentence = mark("Tjenesten startet {starts_on}")

    order: str
    unit_id: int
    service_key: str
    starts_on: str
    replaces: str = ""  # the order whose service ended the same day


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
