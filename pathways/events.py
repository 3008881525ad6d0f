"""What can be said to have happened on a pathway (forløp)."""

from dataclasses import dataclass

from audit.events import Event
from audit.words import mark


@dataclass(frozen=True, kw_only=True)
class HandoverProposed(Event):
    """A handover was proposed; the sender stays responsible."""

    sentence = mark("Overføring foreslått: {purpose_label}")

    handover: str
    purpose: str
    purpose_label: str
    to_unit_id: int
    to_staff_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class HandoverAccepted(Event):
    """A handover was accepted."""

    sentence = mark("Overføring tatt imot: {purpose_label}")

    handover: str
    purpose: str
    purpose_label: str
    pathway: str = ""


@dataclass(frozen=True, kw_only=True)
class HandoverDeclined(Event):
    """A handover was declined, with a reason that stands on the handover."""

    sentence = mark("Overføring avslått: {purpose_label}")

    handover: str
    purpose: str
    purpose_label: str


@dataclass(frozen=True, kw_only=True)
class HandoverTakenBack(Event):
    """The sender took a handover back before it was answered."""

    sentence = mark("Overføring trukket tilbake: {purpose_label}")

    handover: str
    purpose: str
    purpose_label: str


@dataclass(frozen=True, kw_only=True)
class DeclineSettled(Event):
    """The sender of a declined handover has decided to keep the case."""

    sentence = mark("Avsenderen beholder saken etter avslått overføring")

    handover: str


@dataclass(frozen=True, kw_only=True)
class QuestionAsked(Event):
    """The coordinator asked back about the recommendation."""

    sentence = mark("Spørsmål stilt til innstillingen")

    question: str
    asked_of_id: int


@dataclass(frozen=True, kw_only=True)
class QuestionAnswered(Event):
    """A question about the recommendation was answered."""

    sentence = mark("Spørsmål til innstillingen besvart")

    question: str


@dataclass(frozen=True, kw_only=True)
class ReturnedByCoordinator(Event):
    """The coordinator sent the recommendation back to the assessor."""

    sentence = mark("Forløpskoordinator sendte innstillingen tilbake: {label}")

    code: str
    label: str


@dataclass(frozen=True, kw_only=True)
class SentToDecision(Event):
    """The coordinator sent the case on to be decided."""

    sentence = mark("Forløpskoordinator sendte saken til vedtak")

    unit_id: int
    open_questions: int = 0


@dataclass(frozen=True, kw_only=True)
class PathwayClosed(Event):
    """A pathway ended, after start and evaluation."""

    sentence = mark("Forløpet er avsluttet")

    pathway: str
