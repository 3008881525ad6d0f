"""What the answer to a claim builds on, and where a refusal may be complained of: dated rows.

Newest wins on a day. A route without weeks is one whose time limit no source we have read gives:
the letter then names the body and the law alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from cases.service_types import Confidence

_GDPR: Final = date(2018, 7, 20)  # personopplysningsloven § 1 in force


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimLaw:
    """The rules of one kind of claim, in force from `valid_from`; short citations."""

    kind: str  # kinds.ClaimKind
    laws: tuple[str, ...]
    # Statsforvalteren too: by the route of pbrl chapter 7 with its weeks, or by this law alone.
    by_pbrl: bool = False
    by_law: str = ""
    valid_from: date = _GDPR
    source: str
    confidence: Confidence


# A refusal says why, and that one may complain to Datatilsynet and go to court. Verified: the
# regulation's text.
AUTHORITY: Final = "pvf artikkel 12 nr. 4 og artikkel 77"

LAWS: Final[Sequence[ClaimLaw]] = (
    ClaimLaw(
        kind="ACCESS",
        laws=("pvf artikkel 15", "pbrl § 5-1"),
        by_pbrl=True,
        source="pbrl § 7-2: rettigheter i § 5-1 kan påklages til statsforvalteren",
        confidence=Confidence.VERIFIED,
    ),
    ClaimLaw(
        kind="CORRECTION",
        laws=("pvf artikkel 16", "hpl § 42"),
        by_law="hpl § 42",
        source="hpl § 42: avslag kan påklages; til statsforvalteren: Sivilombudet om retting av"
        " journal. Klagefristen er ikke lest",
        confidence=Confidence.SECONDARY,
    ),
    ClaimLaw(
        kind="BLOCK",
        laws=("pjl § 17", "pbrl § 5-3"),
        source="pjl § 17 og pbrl § 5-3. Om avslag også går til statsforvalteren, er ikke lest",
        confidence=Confidence.VERIFIED,
    ),
    ClaimLaw(
        kind="UNBLOCK",
        laws=("pjl § 17", "pbrl § 5-3"),
        source="som sperring",
        confidence=Confidence.VERIFIED,
    ),
)


def law_of(kind: str, *, on: date) -> ClaimLaw:
    """The row in force on a day. Raises LookupError where there is none."""
    found = [row for row in LAWS if row.kind == kind and row.valid_from <= on]
    if not found:
        raise LookupError(f"{kind} has no law on {on}")
    return max(found, key=lambda row: row.valid_from)
