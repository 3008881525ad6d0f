"""What can be said to have happened to persons who are one, and to claims of the registered."""

from dataclasses import dataclass

from audit.events import Event
from audit.words import mark


@dataclass(frozen=True, kw_only=True)
class MergeProposed(Event):
    """Somebody said that two registered persons are one."""

    sentence = mark("Foreslått slått sammen med en annen registrering")

    merge: str
    other_id: int


@dataclass(frozen=True, kw_only=True)
class MergeWithdrawn(Event):
    """A proposal, to merge or to undo it, was taken back or turned down."""

    sentence = mark("Forslaget om sammenslåing er trukket")

    merge: str
    other_id: int


@dataclass(frozen=True, kw_only=True)
class PersonsMerged(Event):
    """Another confirmed it: all that was the one's is the other's."""

    sentence = mark("Slått sammen med en annen registrering; {rows} rader flyttet")

    merge: str
    other_id: int
    rows: int


@dataclass(frozen=True, kw_only=True)
class UnmergeProposed(Event):
    """Somebody said that they are two after all."""

    sentence = mark("Foreslått å oppheve sammenslåingen")

    merge: str
    other_id: int


@dataclass(frozen=True, kw_only=True)
class PersonsUnmerged(Event):
    """Another confirmed that they are two: every row went back."""

    sentence = mark("Sammenslåingen er opphevet; {rows} rader flyttet tilbake")

    merge: str
    other_id: int
    rows: int
    left: int  # changed since, and left where they are


@dataclass(frozen=True, kw_only=True)
class BreachSettled(Event):
    """It was told, or found not to need telling, what the merge in error had shown."""

    sentence = mark("Avvik etter feil sammenslåing: {label}")

    merge: str
    label: str


@dataclass(frozen=True, kw_only=True)
class ClaimRegistered(Event):
    """The registered asked for something that is theirs by right."""

    sentence = mark("Krav mottatt: {label}, svarfrist {due_on}")

    claim: str
    label: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class ClaimAnswered(Event):
    """A claim was answered."""

    sentence = mark("Krav besvart: {label} – {purpose_label}")

    claim: str
    label: str
    purpose_label: str  # granted or refused
    field: str = ""


@dataclass(frozen=True, kw_only=True)
class RetentionDecided(Event):
    """The municipality decided how long a kind of record is kept."""

    sentence = mark("Bevaringstid vedtatt: {label}, {months} måneder fra {valid_from}")

    kind: str
    label: str
    months: int
    valid_from: str
