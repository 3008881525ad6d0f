"""How risk is weighed, how large a sample is, and what is much to take out: dated rows."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from audit.words import mark


class Sign(StrEnum):
    """What makes it likelier that something went wrong in a case."""

    OVERDUE = "OVERDUE"
    REFUSED = "REFUSED"
    URGENT = "URGENT"
    PROTECTED = "PROTECTED"
    ALONE = "ALONE"
    WAITING = "WAITING"
    REASONED = "REASONED"


SIGNS: Final[dict[Sign, str]] = {
    Sign.OVERDUE: mark("Frist brutt"),
    Sign.REFUSED: mark("Avslag eller delvis innvilget"),
    Sign.URGENT: mark("Haster"),
    Sign.PROTECTED: mark("Fortrolig adresse"),
    Sign.ALONE: mark("Avgjort av én alene"),
    Sign.WAITING: mark("Lang ventetid"),
    Sign.REASONED: mark("Begrunnet innsyn"),
}


@dataclass(frozen=True, slots=True)
class InspectionPolicy:
    """What holds from a day on."""

    valid_from: dt.date
    weights: Mapping[Sign, int]  # how many tickets a sign gives a case in a draw by risk
    long_wait: int  # days from the first contact to the end, or until today
    most: int  # cases of a sample
    reading: int  # days in which whoever drew a case reads it as internal control
    answer: int  # working days in which a leader answers a deviation
    many: int  # persons: to take out more asks who it is once more


# No statute says these; they are the project's own. More than 50 persons: promise T6. The signs
# are what supervision has found wrong (Riksrevisjonen 3:5 2018-19, Sivilombudet, Helsetilsynet).
POLICIES: Final = (
    InspectionPolicy(
        dt.date(2020, 1, 1),
        weights={
            Sign.OVERDUE: 3,
            Sign.REFUSED: 3,
            Sign.PROTECTED: 3,
            Sign.URGENT: 2,
            Sign.ALONE: 2,
            Sign.WAITING: 2,
            Sign.REASONED: 1,
        },
        long_wait=90,
        most=100,
        reading=60,
        answer=10,
        many=50,
    ),
)


def policy_on(day: dt.date) -> InspectionPolicy:
    """The latest row in force on a day."""
    return max((row for row in POLICIES if row.valid_from <= day), key=lambda row: row.valid_from)
