"""How long a reason opens, when it is controlled, and when it is a habit: dated rows."""

import datetime as dt
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class ReasonPolicy:
    """What holds from a day on. `often`: more than so many in `days` is a sign to the leader."""

    valid_from: dt.date
    hours: int
    control_days: int  # working days
    often: int
    days: int
    shortest: int = 10  # characters of the reason
    longest: int = 255


# No statute says how long; the figures are the project's own, after Nav's and Normen's models.
POLICIES: Final = (ReasonPolicy(dt.date(2020, 1, 1), hours=4, control_days=3, often=3, days=30),)


def policy_on(day: dt.date) -> ReasonPolicy:
    """The latest row in force on a day."""
    return max((row for row in POLICIES if row.valid_from <= day), key=lambda row: row.valid_from)
