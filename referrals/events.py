"""What can be said to have happened to a referral, and to help given without a decision."""

from dataclasses import dataclass

from audit.events import Event
from audit.words import mark


@dataclass(frozen=True, kw_only=True)
class ReferralGraded(Event):
    """Somebody set how urgent a referral is, or set it anew."""

    sentence = mark("Hastegrad {grade} satt, start senest {start_by}")

    grade: int
    start_by: str
    before: int | None = None


@dataclass(frozen=True, kw_only=True)
class UrgencyDecided(Event):
    """The municipality decided a grade of its key."""

    sentence = mark("Hastegrad {grade}: lengste ventetid er {days} dager fra {valid_from}")

    grade: int
    days: int
    valid_from: str
    row_id: int


@dataclass(frozen=True, kw_only=True)
class UrgencyEnded(Event):
    """A grade of the key is no longer the municipality's own."""

    sentence = mark("Egen hastegrad {grade} gjelder ikke fra {valid_to}")

    grade: int
    valid_to: str
    row_id: int


@dataclass(frozen=True, kw_only=True)
class HelpGiven(Event):
    """Help is given without a decision."""

    sentence = mark("Hjelp uten vedtak gis fra {starts_on}, planlagt til og med {last_on}")

    help_id: int
    unit_id: int
    service_key: str
    basis: str
    ground: str
    starts_on: str
    last_on: str


@dataclass(frozen=True, kw_only=True)
class HelpReceived(Event):
    """Somebody in the performing unit took it on."""

    sentence = mark("Hjelp uten vedtak er tatt imot i enheten")

    help_id: int
    unit_id: int


@dataclass(frozen=True, kw_only=True)
class HelpContinued(Event):
    """Day 10 was answered: it goes on, and needs no decision."""

    sentence = mark("Hjelp uten vedtak fortsetter til og med {last_on}")

    help_id: int
    last_on: str


@dataclass(frozen=True, kw_only=True)
class HelpNeedsDecision(Event):
    """Day 10 was answered: a decision must be made. The help goes on meanwhile."""

    sentence = mark("Hjelpen krever vedtak. Den går mens saken vurderes")

    help_id: int


@dataclass(frozen=True, kw_only=True)
class HelpEnded(Event):
    """The help ended, with a result; and the case with it, or not."""

    sentence = mark("Hjelp uten vedtak avsluttet {last_on}")

    help_id: int
    last_on: str
    case_ended: bool
