"""What can be said to have happened to the clock's work."""

from dataclasses import dataclass

from audit.events import Event
from audit.words import mark


@dataclass(frozen=True, kw_only=True)
class WorkParked(Event):
    """Work of the clock was put aside after so many tries."""

    sentence = mark("Arbeid er satt til side etter {tries} forsøk ({work} {row})")

    work: str
    row: int
    tries: int


@dataclass(frozen=True, kw_only=True)
class WorkTriedAgain(Event):
    """An administrator had it tried again."""

    sentence = mark("Arbeid som var satt til side, prøves igjen ({work} {row})")

    work: str
    row: int


@dataclass(frozen=True, kw_only=True)
class WorkLetGo(Event):
    """An administrator left it undone, and said why."""

    sentence = mark("Arbeid som var satt til side, blir ikke gjort: {reason} ({work} {row})")

    work: str
    row: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class InvariantsChecked(Event):
    """What always holds was asked of a municipality, and something was found or was gone."""

    sentence = mark("Kontroll av det som alltid skal gjelde: {broken} brudd")

    broken: int
    keys: list[str]
