"""How long rights last, and when somebody must say yes to them again: dated rows."""

import datetime as dt
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class RightsPolicy:
    """What holds from a day on. The database refuses more than a year, and 30 days for a deputy."""

    valid_from: dt.date
    months: int  # the longest a role is given for
    deputy_days: int  # the longest a deputy (stedfortreder) holds another's roles
    warn_days: int  # so long before its end a role is told of
    review_months: int  # between two reviews (gjennomgang av tilganger), from 1 January
    answer_days: int  # from a review begins until what nobody has confirmed ends
    remind_days: int  # so long before that day it is told of once more
    code_hours: int  # so long a code to choose a password by (engangskode) can be used
    number_days: int  # from a role begins until one's own identity number must be told
    deputy_days_a_year: int  # the most days in twelve months that one person is stood in for


# Pasientjournalloven § 22 and Normen ask for access that is controlled and gone through regularly;
# neither says how often. The figures are the project's own, after the threat model (T5).
POLICIES: Final = (
    RightsPolicy(
        dt.date(2020, 1, 1),
        months=12,
        deputy_days=30,
        warn_days=30,
        review_months=3,
        answer_days=28,
        remind_days=7,
        code_hours=24,
        number_days=14,
        deputy_days_a_year=60,
    ),
)


def rights_policy_on(day: dt.date) -> RightsPolicy:
    """The latest row in force on a day; the first one before that."""
    held = [row for row in POLICIES if row.valid_from <= day]
    return max(held, key=lambda row: row.valid_from) if held else POLICIES[0]
