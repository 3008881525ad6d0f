"""What a person is told of who looked at what is kept of them: dated rows."""

import datetime as dt
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class TellingPolicy:
    """What the report to the person says, from a day on; always role, unit, time and ground."""

    valid_from: dt.date
    names: bool  # of the staff
    protected_names: bool  # also of staff whose own address is protected
    own_words: bool  # what staff wrote as a reason; it may be about somebody else
    lists: bool  # looks at a list in which the person was one of many


# pjl § 22 a (in force 2026-07-01): identity and organisation, ground, time, and which information.
# Unverified, and so a row: whether a member of staff with a protected address may be left unnamed
# (fvl § 19, pbrl § 5-1), and whether lists are looks at the one (Nav leaves them out).
TELLINGS: Final = (
    TellingPolicy(
        dt.date(2020, 1, 1), names=True, protected_names=False, own_words=False, lists=False
    ),
)


def telling_on(day: dt.date) -> TellingPolicy:
    """The latest row in force on a day."""
    return max((row for row in TELLINGS if row.valid_from <= day), key=lambda row: row.valid_from)
