"""How soon a claim is answered and a breach is told, and how long records are kept: dated rows.

Lengths a statute gives are verified; the others are a proposal, and the municipality's own rows
(privacy.models.RetentionRow) take their place.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from audit.words import mark
from cases.service_types import Confidence

_GDPR: Final = date(2018, 7, 20)  # personopplysningsloven in force


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPolicy:
    """From `valid_from`: months to answer a claim in, and hours to tell of a breach in."""

    valid_from: date
    months: int
    breach_hours: int
    source: str
    breach_source: str
    confidence: Confidence


ANSWERS: Final = (
    AnswerPolicy(
        valid_from=_GDPR,
        months=1,
        breach_hours=72,
        source="personvernforordningen artikkel 12 nr. 3",
        breach_source="personvernforordningen artikkel 33 nr. 1",
        confidence=Confidence.VERIFIED,
    ),
)


def answers_on(day: date) -> AnswerPolicy:
    """The latest row in force on a day."""
    return max((row for row in ANSWERS if row.valid_from <= day), key=lambda row: row.valid_from)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One kind of record: which table, what its time runs from, and how long it is kept.

    `counts_from`: the column, by its path from the row. A row without it is not due. Nothing is
    due of a person in `needs_quiet` who still has an open case or a service that runs.
    """

    kind: str
    label: str
    model: str  # app.Model
    counts_from: str
    months: int
    source: str
    confidence: Confidence
    person: str = ""  # the path to the person; empty where there is none
    whole: bool = False  # runs from the last day of all the person's rows, not from each alone
    needs_quiet: bool = False
    without: tuple[str, ...] = ()  # only rows that have none of these
    valid_from: date = date(2020, 1, 1)


NOT_DECIDED: Final = mark("Forslag, må vedtas av kommunen")
_JOURNAL: Final = "pasientjournalloven § 25: så lenge det antas å bli bruk for dem; ingen faste år"
_NORM: Final = "ingen frist funnet i lov, forskrift eller Normen; prosjektets forslag"

KEPT: Final[tuple[Kept, ...]] = (
    Kept(
        kind="case",
        label=mark("Saker med kartlegging, vedtak, brev, notater og dokumenter"),
        model="cases.Case",
        counts_from="ended_at",
        months=120,
        source=_JOURNAL,
        confidence=Confidence.UNKNOWN,
        person="person",
        whole=True,
        needs_quiet=True,
    ),
    Kept(
        kind="enquiry",
        label=mark("Henvendelser og meldinger som ikke ble en sak"),
        model="intake.Application",
        counts_from="registered_at",
        months=24,
        source=_NORM,
        confidence=Confidence.UNKNOWN,
        person="person",
        needs_quiet=True,
        without=("links", "became"),
    ),
    Kept(
        kind="claim",
        label=mark("Krav om innsyn, retting og sperring"),
        model="privacy.Claim",
        counts_from="answered_at",
        months=60,
        source=_NORM,
        confidence=Confidence.UNKNOWN,
        person="person",
    ),
    Kept(
        kind="reasoned",
        label=mark("Begrunnede innsyn og kontrollen av dem"),
        model="oversight.ReasonedAccess",
        counts_from="to_at",
        months=60,
        source=_NORM,
        confidence=Confidence.UNKNOWN,
        person="person",
    ),
    Kept(
        kind="read",
        label=mark("Innsynsloggen"),
        model="audit.Read",
        counts_from="at",
        months=120,
        source=_JOURNAL,
        confidence=Confidence.UNKNOWN,
    ),
    Kept(
        kind="notice",
        label=mark("Varsler til ansatte"),
        model="notifications.Notice",
        counts_from="created_at",
        months=12,
        source=_NORM,
        confidence=Confidence.UNKNOWN,
    ),
    Kept(
        kind="failure",
        label=mark("Feil passord ved innlogging"),
        model="people.SignInFailure",
        counts_from="at",
        months=1,
        source=_NORM,
        confidence=Confidence.UNKNOWN,
    ),
)
