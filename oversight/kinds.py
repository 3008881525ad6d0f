"""Why somebody must look without having the case, and what the control of it can say."""

from enum import StrEnum
from typing import Final

from audit.words import mark

TASK: Final = "control_access"
TASK_LABEL: Final = mark("Kontroller innsyn")


class Category(StrEnum):
    """What sort of reason it is."""

    EMERGENCY = "EMERGENCY"
    STAND_IN = "STAND_IN"
    CALL = "CALL"
    CONTROL = "CONTROL"
    OTHER = "OTHER"


CATEGORIES: Final[dict[Category, str]] = {
    Category.EMERGENCY: mark("Øyeblikkelig hjelp"),
    Category.STAND_IN: mark("Vikar for en som er borte"),
    Category.CALL: mark("Telefon fra personen eller pårørende"),
    Category.CONTROL: mark("Kontroll"),
    Category.OTHER: mark("Annet"),
}


class Outcome(StrEnum):
    """What the leader found."""

    IN_ORDER = "IN_ORDER"
    DEVIATION = "DEVIATION"


OUTCOMES: Final[dict[Outcome, str]] = {
    Outcome.IN_ORDER: mark("Kontrollert"),
    Outcome.DEVIATION: mark("Avvik"),
}
