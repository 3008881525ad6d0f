"""The key of urgency (hastegrad) that holds until a municipality has decided one of its own.

The law has no such key. These grades and days are a proposal after keys that other municipalities
have published; a municipality's own rows (referrals.models.UrgencyRow) take their place.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from audit.words import mark
from cases.service_types import Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgency:
    """One grade of the key: 1 is the most urgent. `longest_days` counts calendar days."""

    grade: int
    label: str
    description: str
    longest_days: int
    decided_by: str
    source: str = ""
    confidence: Confidence = Confidence.LOCAL
    valid_from: date = date(2012, 1, 1)


NOT_DECIDED: Final = mark("Forslag til lokal nøkkel, må vedtas av kommunen")
_SOURCE: Final = "prioriteringsnøkler som andre kommuner har lagt ut (Sortland, Alver, lest 2026)"
GRADES: Final = (1, 2, 3, 4)


def _row(grade: int, label: str, description: str, longest_days: int) -> Urgency:
    return Urgency(
        grade=grade,
        label=label,
        description=description,
        longest_days=longest_days,
        decided_by=NOT_DECIDED,
        source=_SOURCE,
        confidence=Confidence.SECONDARY,
    )


PROPOSED: Final[tuple[Urgency, ...]] = (
    _row(
        1,
        mark("Haster"),
        mark("Brått tap av funksjon, akutt behov, kort forventet levetid, fare for skade."),
        7,
    ),
    _row(
        2,
        mark("Snarest"),
        mark("Funksjonen blir vesentlig dårligere om det ventes; utskrivelse fra sykehus."),
        14,
    ),
    _row(
        3,
        mark("Kan vente noe"),
        mark("Begynnende tap av funksjon; kronisk sykdom med forverring."),
        30,
    ),
    _row(
        4,
        mark("Kan vente"),
        mark("Stabil tilstand; behov som kan planlegges i god tid."),
        90,
    ),
)
