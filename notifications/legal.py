"""The law the letters cite on their own account: dated rows, newest wins on a given day.

National law only; what a decision builds on comes with the decision. The new forvaltningslov of
2025 has no date in force that we know: its rows are added the day it has.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Law(StrEnum):
    """A rule that a letter refers to by itself."""

    AGENT = "AGENT"
    ACCESS = "ACCESS"
    PRELIMINARY_REPLY = "PRELIMINARY_REPLY"
    POSTPONE = "POSTPONE"
    COSTS = "COSTS"
    GROUNDS = "GROUNDS"
    GUIDANCE = "GUIDANCE"
    ENOUGH_KNOWN = "ENOUGH_KNOWN"
    ADVANCE_NOTICE = "ADVANCE_NOTICE"


@dataclass(frozen=True, slots=True)
class LawRow:
    """Where the rule stands in [from_on, to_on)."""

    law: Law
    citation: str  # act's short name, then the sections
    from_on: dt.date
    to_on: dt.date | None
    confidence: str


_FVL: Final = dt.date(1970, 1, 1)
_READ: Final = "verified (law text of July 2026)"

LAWS: Final[Sequence[LawRow]] = (
    LawRow(Law.AGENT, "fvl § 12", _FVL, None, _READ),
    LawRow(Law.ACCESS, "fvl §§ 18–19", _FVL, None, _READ),
    LawRow(Law.PRELIMINARY_REPLY, "fvl § 11 a", _FVL, None, _READ),
    LawRow(Law.POSTPONE, "fvl § 42", _FVL, None, _READ),
    LawRow(Law.COSTS, "fvl § 36", _FVL, None, _READ),
    LawRow(Law.GROUNDS, "fvl §§ 24–25", _FVL, None, _READ),
    LawRow(Law.GUIDANCE, "fvl § 11", _FVL, None, _READ),
    LawRow(Law.ENOUGH_KNOWN, "fvl § 17", _FVL, None, _READ),
    LawRow(Law.ADVANCE_NOTICE, "fvl § 16", _FVL, None, _READ),
)
