"""How work is shared out and waits: dated rows of the house's own, since no law says it."""

import datetime as dt
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class WorkPolicy:
    """What holds from a day on."""

    valid_from: dt.date
    # What a task with a day but without a deadline is measured against, beside those that have one.
    days_of_a_task: int
    # The least number of days before a deadline of the law that what waits is taken up again, where
    # its kind has no reminder of its own.
    days_before_the_law: int
    # The most a task may wait once its own day has passed, where the law sets none.
    days_past_its_day: int
    # How long what is of no case stays with who took it: no leader can give it on, so if it is not
    # done by then, or by its own day if that is nearer, it is the unit's again.
    days_kept_apart: int


WORK: Final = (
    WorkPolicy(
        dt.date(2020, 1, 1),
        days_of_a_task=14,
        days_before_the_law=3,
        days_past_its_day=7,
        days_kept_apart=3,
    ),
)


def work_policy_on(day: dt.date) -> WorkPolicy:
    """The latest row in force on a day."""
    return max((row for row in WORK if row.valid_from <= day), key=lambda row: row.valid_from)
