"""What can be said to have happened in the auditor's room."""

from dataclasses import dataclass, field

from audit.events import Event
from audit.words import mark


@dataclass(frozen=True, kw_only=True)
class SampleDrawn(Event):
    """A sample was drawn: what from, and with what seed, before anybody had seen the cases."""

    sentence = mark("Stikkprøve er trukket: {drawn} av {population} saker")

    sample: str
    draw: str
    drawn: int
    population: int
    digest: str  # of the list drawn from
    seed: str
    references: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class CaseInspected(Event):
    """A sampled case was controlled; nothing in the case was changed."""

    sentence = mark("Saken er kontrollert i en stikkprøve: {deviations} avvik")

    sample: str
    deviations: int
    told: bool


@dataclass(frozen=True, kw_only=True)
class DeviationAnswered(Event):
    """The leader said what is done about what the control found."""

    sentence = mark("Avvik fra internkontroll er besvart")

    sample: str


@dataclass(frozen=True, kw_only=True)
class TakenOut(Event):
    """Something was taken out of the system: what, how many, why, and the hash of what it was."""

    sentence = mark("Tatt ut: {label} ({because}). Personer: {persons}, rader: {rows}")

    what: str
    label: str
    because: str
    form: str
    persons: int
    rows: int
    sha256: str
