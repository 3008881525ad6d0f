"""How an item of a meeting may end."""

from enum import StrEnum
from typing import Final

from audit.words import mark


class Outcome(StrEnum):
    """What became of an item; empty until it is settled."""

    CONCLUDED = "CONCLUDED"
    POSTPONED = "POSTPONED"
    TAKEN_OFF = "TAKEN_OFF"


OUTCOMES: Final[dict[Outcome, str]] = {
    Outcome.CONCLUDED: mark("Konklusjon skrevet"),
    Outcome.POSTPONED: mark("Utsatt"),
    Outcome.TAKEN_OFF: mark("Tatt av sakslisten"),
}
