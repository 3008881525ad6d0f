"""What can be said to have happened to a deadline or a task."""

from dataclasses import dataclass

from audit.events import Event
from audit.words import mark


@dataclass(frozen=True, kw_only=True)
class DeadlineExtended(Event):
    """A deadline was given a later day."""

    sentence = mark("Frist utsatt fra {before} til {after}: {label}. {reason}")

    deadline: str  # public id
    label: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class DeadlineSettled(Event):
    """Somebody said that what the deadline asked for is done."""

    sentence = mark("Frist fulgt opp: {label}. {note}")

    deadline: str
    label: str
    note: str


@dataclass(frozen=True, kw_only=True)
class ReminderSent(Event):
    """The holder of a case was told that a deadline is near."""

    sentence = mark("Påminnelse om frist sendt: {label} {due_on}")

    deadline: str
    label: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class DeadlineEscalated(Event):
    """The leader was told that a deadline has passed."""

    sentence = mark("Frist meldt videre til leder: {label} {due_on}")

    deadline: str
    label: str
    due_on: str
    to_staff_id: int


@dataclass(frozen=True, kw_only=True)
class DeadlineCountedAgain(Event):
    """The rule or a holiday is another now, and so is the day."""

    sentence = mark("Frist regnet ut på nytt: {label}. Før: {before}. Nå: {after}")

    deadline: str
    label: str
    before: str
    after: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class OwnTermDecided(Event):
    """The municipality set a length of its own for a kind of deadline."""

    sentence = mark("Kommunens egen frist er satt: {label} fra {valid_from}")

    kind: str
    label: str
    length: int
    valid_from: str
    row_id: int


@dataclass(frozen=True, kw_only=True)
class OwnTermEnded(Event):
    """A length of the municipality's own holds no longer."""

    sentence = mark("Kommunens egen frist gjelder ikke lenger: {label} fra {valid_to}")

    kind: str
    label: str
    valid_to: str
    row_id: int


@dataclass(frozen=True, kw_only=True)
class ComplaintClockStarted(Event):
    """A letter reached the party, and the time to complain began to run."""

    sentence = mark("Klagefristen løper fra {starts_on} til {due_on}{assumed}")

    deadline: str
    starts_on: str
    due_on: str
    assumed: str  # " (antatt)" or empty


@dataclass(frozen=True, kw_only=True)
class ComplaintClockStopped(Event):
    """A letter came back, so the time to complain never began."""

    sentence = mark("Klagefristen løper ikke: brevet kom i retur")

    deadline: str


@dataclass(frozen=True, kw_only=True)
class MetByLetter(Event):
    """The letter a deadline asked for was posted."""

    sentence = mark("Frist fulgt opp: {label}. Brevet ble sendt {posted_on}")

    deadline: str
    label: str
    posted_on: str


@dataclass(frozen=True, kw_only=True)
class OpenAgain(Event):
    """The letter that met a deadline did not reach the party."""

    sentence = mark("Fristen er åpen igjen: {label} {due_on}. Brevet kom ikke fram")

    deadline: str
    label: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class TaskTaken(Event):
    """Somebody took a task."""

    sentence = mark("Oppgaven «{kind}» er tatt")

    kind: str
    key: str


@dataclass(frozen=True, kw_only=True)
class TaskGiven(Event):
    """A leader gave a task to somebody."""

    sentence = mark("Oppgaven «{kind}» er fordelt")

    kind: str
    key: str
    to_staff_id: int


@dataclass(frozen=True, kw_only=True)
class TaskHeld(Event):
    """A task waits until a day."""

    sentence = mark("Oppgaven «{kind}» er satt på vent til {until}: {reason}")

    kind: str
    key: str
    until: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class TaskResumed(Event):
    """A task no longer waits."""

    sentence = mark("Oppgaven «{kind}» er tatt opp igjen")

    kind: str
    key: str


@dataclass(frozen=True, kw_only=True)
class UnreadFollowed(Event):
    """The clock looked at a letter that lies unopened: the deadline to tell of it again."""

    sentence = mark("Frist fulgt: {label}")

    letter: str  # public id
    label: str
    done: str  # opened, told, met, not needed


@dataclass(frozen=True, kw_only=True)
class AnswerClockStarted(Event):
    """A letter that asks the party was sent: their time to answer runs."""

    sentence = mark("{label}: brevet ble sendt {sent_on}, og svaret kan vente til {due_on}")

    deadline: str
    label: str
    sent_on: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class AnswerClockStopped(Event):
    """The letter came back, or is not sent after all: the time to answer does not run."""

    sentence = mark("{label}: fristen løper ikke. Brevet er ikke sendt")

    deadline: str
    label: str


@dataclass(frozen=True, kw_only=True)
class AnswerNotAwaited(Event):
    """The letter is not sent, and nobody will: no answer is waited for."""

    sentence = mark("{label}: fristen falt bort. Brevet sendes ikke")

    deadline: str
    label: str


@dataclass(frozen=True, kw_only=True)
class AnswerReceived(Event):
    """Who was asked has answered."""

    sentence = mark("Svar mottatt {arrived_on}: {label}")

    deadline: str
    label: str
    arrived_on: str


@dataclass(frozen=True, kw_only=True)
class MandateFollowed(Event):
    """The clock looked at a mandate that ends: the deadline to renew or remove it."""

    sentence = mark("Frist fulgt: {label} {ends_on}")

    representative: str  # public id
    label: str
    ends_on: str
    done: str  # opened, counted, met
