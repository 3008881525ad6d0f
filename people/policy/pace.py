"""How many persons somebody may look up before it is no longer work: dated rows, by role."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from audit.words import mark
from people.roles import Role


class Limit(StrEnum):
    """What there can be too many of."""

    HOUR = "HOUR"  # different persons opened in an hour
    DAY = "DAY"  # different persons opened since midnight
    LISTED = "LISTED"  # different persons in lists and searches in an hour
    NUMBERS = "NUMBERS"  # identity numbers asked for in ten minutes


WINDOWS: Final = {
    Limit.HOUR: dt.timedelta(hours=1),
    Limit.LISTED: dt.timedelta(hours=1),
    Limit.NUMBERS: dt.timedelta(minutes=10),
}


@dataclass(frozen=True, slots=True)
class PaceRow:
    """What holds for a role from a day on: one more than `most` is stopped.

    `own_is_free`: whom one has in one's own name does not count toward the day.
    """

    valid_from: dt.date
    role: Role | None  # None: every role that has no row of its own
    most: Mapping[Limit, int]
    own_is_free: bool = True


def _most(hour: int, day: int, listed: int, numbers: int = 30) -> dict[Limit, int]:
    return {
        Limit.HOUR: hour,
        Limit.DAY: day,
        Limit.LISTED: listed,
        Limit.NUMBERS: numbers,
    }


_FROM: Final = dt.date(2020, 1, 1)
# No statute gives a figure: 200 an hour and 30 numbers in ten minutes are the project's own. The
# busiest caseworker is reckoned to open 300 pages of persons a day, most of them twice or their
# own; who performs, opens those they visit or take orders for.
PACES: Final = (
    PaceRow(_FROM, None, _most(200, 200, 1_000)),
    PaceRow(_FROM, Role.PROVIDER, _most(100, 150, 500), own_is_free=False),
    PaceRow(_FROM, Role.UNIT_LEADER, _most(200, 200, 2_000)),
    # A system asks for the state of what it sent in, many in a row.
    PaceRow(_FROM, Role.INTEGRATION, _most(1_000, 5_000, 10_000, 200)),
)

SENTENCES: Final[dict[Limit, str]] = {
    Limit.HOUR: mark(
        "Du har åpnet {most} personer den siste timen, og derfor stopper det her. Lederen din får"
        " vite det. Vent litt, eller be lederen åpne igjen."
    ),
    Limit.DAY: mark(
        "Du har åpnet {most} personer i dag, og derfor stopper det her. Dem du har åpnet i dag, kan"
        " du fortsatt åpne. Lederen din får vite det. Be lederen åpne igjen."
    ),
    Limit.LISTED: mark(
        "Du har sett over {most} personer i lister og søk den siste timen, og derfor stopper det"
        " her. Lederen din får vite det. Vent litt, eller be lederen åpne igjen."
    ),
    Limit.NUMBERS: mark(
        "Du har søkt på {most} fødselsnumre på ti minutter, og derfor stopper det her. Lederen din"
        " får vite det. Vent litt, eller be lederen åpne igjen."
    ),
}


def pace_for(roles: Iterable[Role], *, on: dt.date) -> PaceRow:
    """The row of the role that may most in a day, of those held; the latest in force."""
    rows = [_latest(role, on) for role in set(roles)] or [_latest(None, on)]
    return max(rows, key=lambda row: (row.most[Limit.DAY], row.most[Limit.HOUR]))


def _latest(role: Role | None, on: dt.date) -> PaceRow:
    own = [row for row in PACES if row.role is role and row.valid_from <= on]
    common = [row for row in PACES if row.role is None and row.valid_from <= on]
    return max(own or common, key=lambda row: row.valid_from)
