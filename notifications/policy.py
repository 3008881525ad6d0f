"""From which hour the daily e-mail to staff is sent: dated rows; a municipality may say its own."""

import datetime as dt
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class DigestPolicy:
    """What holds from a day on. No law says it: it is how people are left in peace."""

    valid_from: dt.date
    hour: int  # by Oslo's clock: before the day's first meeting, and never at night


DIGESTS: Final = (DigestPolicy(dt.date(2020, 1, 1), hour=7),)


def digest_policy_on(day: dt.date) -> DigestPolicy:
    """The latest row in force on a day."""
    return max((row for row in DIGESTS if row.valid_from <= day), key=lambda row: row.valid_from)
