"""From which hour the daily e-mail to staff is sent, and how long word of a digital letter is
waited for: dated rows. No law says either.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class DigestPolicy:
    """What holds from a day on. No law says it: it is how people are left in peace."""

    valid_from: dt.date
    hour: int  # by Oslo's clock: before the day's first meeting, and never at night


DIGESTS: Final = (DigestPolicy(dt.date(2020, 1, 1), hour=7),)


@dataclass(frozen=True, slots=True)
class DeliveryPolicy:
    """What holds from a day on, where the municipality has not decided its own days."""

    valid_from: dt.date
    days: int  # so long after it was taken, a digital letter not said to have come is a task
    shortest: int  # what a municipality may decide; digital post must have had its chance,
    longest: int  # and a letter nobody has, must not lie unseen


# Digital post prints what nobody reads within a day or two: by then it has said something.
DELIVERIES: Final = (DeliveryPolicy(dt.date(2020, 1, 1), days=3, shortest=2, longest=14),)


def delivery_policy_on(day: dt.date) -> DeliveryPolicy:
    """The latest row in force on a day."""
    return max((row for row in DELIVERIES if row.valid_from <= day), key=lambda row: row.valid_from)


def digest_policy_on(day: dt.date) -> DigestPolicy:
    """The latest row in force on a day."""
    return max((row for row in DIGESTS if row.valid_from <= day), key=lambda row: row.valid_from)
