"""What can be said to have happened in kartlegging, utprøving and innstilling."""

from dataclasses import dataclass

from audit.events import Event
from audit.words import mark


@dataclass(frozen=True, kw_only=True)
class AssessmentStarted(Event):
    """The kartlegging began, or one that the application already had was taken up."""

    sentence = mark("Kartlegging startet (versjon {n})")

    n: int
    shared: bool = False  # the application already had it


@dataclass(frozen=True, kw_only=True)
class AssessmentSaved(Event):
    """Something was filled in: which fields and variables, never what they say."""

    sentence = mark("Kartleggingen er fylt ut (versjon {n})")

    n: int
    changed: list[str]


@dataclass(frozen=True, kw_only=True)
class AssessmentCompleted(Event):
    """The kartlegging is completed and locked."""

    sentence = mark("Kartleggingen er fullført og låst (versjon {n})")

    n: int


@dataclass(frozen=True, kw_only=True)
class AssessmentReopened(Event):
    """A new version was begun as a copy of the locked one."""

    sentence = mark("Kartleggingen er åpnet for endring som versjon {n}")

    n: int


@dataclass(frozen=True, kw_only=True)
class TrialStarted(Event):
    """A measure is tried by a team; the team has an order to answer."""

    sentence = mark("Utprøving startet {starts_on}, planlagt til og med {last_on}")

    trial_id: int
    unit_id: int
    service_key: str
    starts_on: str
    last_on: str


@dataclass(frozen=True, kw_only=True)
class TrialContinued(Event):
    """Day 10 was answered: it goes on, and is not over two weeks in all."""

    sentence = mark("Utprøvingen fortsetter til og med {last_on}: {why}")

    trial_id: int
    last_on: str
    why: str


@dataclass(frozen=True, kw_only=True)
class TrialNeedsDecision(Event):
    """Day 10 was answered: a decision must be made. The trial goes on until it is ended."""

    sentence = mark("Utprøvingen krever vedtak: {why}")

    trial_id: int
    why: str


@dataclass(frozen=True, kw_only=True)
class TrialEnded(Event):
    """The trial ended, with a result."""

    sentence = mark("Utprøving avsluttet {ended_on}")

    trial_id: int
    ended_on: str


@dataclass(frozen=True, kw_only=True)
class RecommendationSaved(Event):
    """The recommendation was written on; not sent."""

    sentence = mark("Innstillingen er lagret")

    version: int


@dataclass(frozen=True, kw_only=True)
class RecommendationSubmitted(Event):
    """The recommendation was sent, for the n-th time."""

    sentence = mark("Innstillingen er sendt")

    n: int
    services: list[str]
    coordinator_passed: bool = False


@dataclass(frozen=True, kw_only=True)
class RecommendationTakenBack(Event):
    """The sender took the recommendation back before anybody acted on it."""

    sentence = mark("Innstillingen er tatt tilbake")
