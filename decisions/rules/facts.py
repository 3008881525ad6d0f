"""What the rules are asked about: a decision on its way, as plain facts of one day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cases.rules import Extent, Period
from cases.service_types import ServiceType
from deadlines.rules import Hearing
from decisions.legal import Charge, LegalBasis, RouteRow
from decisions.policy import GIVES, Outcome


@dataclass(frozen=True, slots=True)
class Running:
    """What an earlier decision gives the person now of the same service."""

    extent: Extent | None
    ends_on: date | None  # exclusive; None: until further notice
    from_on: date | None = None  # where it is asked about


@dataclass(frozen=True, slots=True)
class Recommended:
    """What the recommendation (innstilling) says of a service."""

    gives: bool
    extent: Extent | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """One service of the decision. What is unknown is None or empty."""

    key: str
    name: str
    outcome: Outcome | None = None
    service: ServiceType | None = None  # None: not in the catalogue on the day
    extent: Extent | None = None
    extent_problem: str = ""  # why what was typed is no extent
    from_on: date | None = None
    to_on: date | None = None  # exclusive
    too_early: str = ""  # why it may not be given from the first day
    basis: LegalBasis | None = None
    basis_chosen: bool = False  # something was chosen, in force or not
    route: RouteRow | None = None
    charge: Charge | None = None
    reason: str = ""
    unit_chosen: bool = False
    unit_performs: bool = False  # on the first day
    unit_gives_not: str = ""  # its name, where the municipality lets others give the service
    running: Running | None = None
    recommended: Recommended | None = None  # None: the recommendation is silent on it
    told: bool = False  # given orally already (hastevedtak): it is written as it was said

    @property
    def gives(self) -> bool:
        """Whether the person gets the service, wholly or in part."""
        return self.outcome in GIVES

    @property
    def days(self) -> int | None:
        """How long it is expected to last; None: no end is planned."""
        if self.to_on is None or self.from_on is None:
            return None
        return (self.to_on - self.from_on).days

    @property
    def period(self) -> Period | None:
        """The days it is given."""
        return Period(self.from_on, self.to_on) if self.from_on else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Who recommended and who wants to decide, and what policy asks of them."""

    recommended_by: int | None
    recommending_unit: int | None
    decider: int
    deciding_unit: int | None  # None: the decider sits in no unit that decides
    two_persons: bool
    two_units: bool
    alone_reason: str = ""
    never_alone: bool = False  # not even with a reason
    orally: bool = False  # the first of the two gave the help (hastevedtak), and nobody recommended
    others: tuple[str, ...] = ()  # who may decide instead
    disqualified: tuple[str, ...] = ()  # of those who decide or have approved, in this case

    @property
    def same_person(self) -> bool:
        """Whether the recommender wants to decide, where two persons are asked."""
        return self.two_persons and self.recommended_by == self.decider

    @property
    def same_unit(self) -> bool:
        """Whether the recommender's unit wants to decide, where two units are asked."""
        return (
            self.two_units
            and self.recommending_unit is not None
            and self.recommending_unit == self.deciding_unit
        )

    @property
    def alone(self) -> bool:
        """Whether one decides where two are asked."""
        return self.same_person or self.same_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFacts:
    """A decision somebody wants to make on a day (`on`)."""

    on: date
    lines: tuple[LineFacts, ...]
    asked: Mapping[str, str]  # services of the case: key → name
    rules: str
    facts: str
    considerations: str
    persons_view: str
    no_view_reason: str
    goal: str
    evaluate_on: date | None
    who: Who
    child: bool = False  # the party is under 18
    childs_interest: str = ""
    child_gate: bool = True
    own_motion: bool = False  # the municipality began the case, not the person
    notice: Hearing | None = None  # the forhåndsvarsel of the case
    died_on: date | None = None
    considerations_untouched: bool = False  # word for word as the recommendation proposed them

    @property
    def adverse(self) -> bool:
        """Whether anything is refused, dismissed or only partly granted."""
        return any(
            line.outcome is not None and line.outcome is not Outcome.GRANTED for line in self.lines
        )

    @property
    def gives(self) -> bool:
        """Whether the person gets anything."""
        return any(line.gives for line in self.lines)
