"""What can be said to have happened to looks one gave oneself."""

from dataclasses import dataclass

from audit.events import Event
from audit.words import mark


@dataclass(frozen=True, kw_only=True)
class AccessReasoned(Event):
    """Somebody gave a reason, and may read for a few hours.

    The words they gave are for their leader and for control; the history says that they did.
    """

    sentence = mark("Innsyn er begrunnet")

    access_id: int
    label: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AccessRefused(Event):
    """Somebody gave a reason where none opens; they were told nothing, and their leader was."""

    sentence = mark("Forsøk på innsyn er avvist")

    rule: str


@dataclass(frozen=True, kw_only=True)
class AccessControlled(Event):
    """A leader controlled a look somebody gave themselves; what it showed stays with control."""

    sentence = mark("Innsyn er kontrollert")

    access_id: int
    label: str


@dataclass(frozen=True, kw_only=True)
class SignalRaised(Event):
    """The clock found looks that are unlike work, and told the leader."""

    sentence = mark("Uvanlig innsyn er meldt til lederen: {label}")

    signal_id: int
    label: str


@dataclass(frozen=True, kw_only=True)
class SignalJudged(Event):
    """A leader said what unusual looks were."""

    sentence = mark("Uvanlig innsyn er vurdert: {label}")

    signal_id: int
    label: str


@dataclass(frozen=True, kw_only=True)
class AccessFollowedUp(Event):
    """A leader followed up a deviation. Without the person, as of a signal."""

    sentence = mark("Avvik ved innsyn er fulgt opp: {label}")

    access_id: int
    label: str


@dataclass(frozen=True, kw_only=True)
class SignalFollowedUp(Event):
    """A leader followed up unusual looks."""

    sentence = mark("Uvanlig innsyn er fulgt opp: {label}")

    signal_id: int
    label: str
