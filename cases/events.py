"""What can be said to have happened to a case."""

from dataclasses import dataclass

from audit.events import Event
from audit.words import mark


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Event):
    """A case was opened."""

    sentence = mark("Sak {reference} opprettet")

    reference: str
    services: list[str]
    track: str


@dataclass(frozen=True, kw_only=True)
class CaseMoved(Event):
    """A step was taken."""

    sentence = mark("{label}")

    step: str
    label: str
    source: str
    target: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ResponsibilityGiven(Event):
    """Somebody else became responsible."""

    sentence = mark("Ansvaret er gitt videre")

    unit_id: int
    to_staff_id: int | None = None
    tasks_back: int = 0  # taken by who had it before, and nobody's now


@dataclass(frozen=True, kw_only=True)
class CaseHeld(Event):
    """The case waits until a day."""

    sentence = mark("Saken er satt på vent til {until}: {reason}")

    until: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseResumed(Event):
    """The case no longer waits."""

    sentence = mark("Saken er tatt opp igjen")


@dataclass(frozen=True, kw_only=True)
class CaseTaken(Event):
    """Somebody took a case from the unit's queue."""

    sentence = mark("Saken er tatt fra køen")


@dataclass(frozen=True, kw_only=True)
class AccessGiven(Event):
    """Somebody was let into a case by hand."""

    sentence = mark("Tilgang gitt: {reason}")

    to_staff_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class AccessEnded(Event):
    """What was given by hand was ended."""

    sentence = mark("Tilgang avsluttet")

    to_staff_id: int


@dataclass(frozen=True, kw_only=True)
class CaseAssigned(Event):
    """A leader gave a case to somebody."""

    sentence = mark("Saken er fordelt")

    to_staff_id: int


@dataclass(frozen=True, kw_only=True)
class DisqualificationDeclared(Event):
    """Somebody may not deal with the case."""

    sentence = mark("Meldt inhabil: {label}")

    staff_id: int
    ground: str
    label: str


@dataclass(frozen=True, kw_only=True)
class DisqualificationTakenBack(Event):
    """Somebody may deal with the case after all."""

    sentence = mark("Inhabilitet trukket tilbake: {reason}")

    staff_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class PolicyDecided(Event):
    """The municipality's decision about the path was noted."""

    sentence = mark("Regel for sakens gang gjelder fra {valid_from}")

    track: str
    service: str
    renewal: bool
    simplified: bool
    valid_from: str
    row_id: int


@dataclass(frozen=True, kw_only=True)
class PolicyEnded(Event):
    """A decision about the path holds no longer."""

    sentence = mark("Regel for sakens gang gjelder ikke fra {valid_to}")

    row_id: int
    valid_to: str
