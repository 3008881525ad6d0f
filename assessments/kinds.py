"""What the question of day 10 of a trial (utprøving) may be answered with."""

from enum import StrEnum
from typing import Final

from audit.words import mark


class TrialAnswer(StrEnum):
    """What day 10 is answered with; the third answer is to end the trial."""

    CONTINUES = "CONTINUES"
    DECISION_NEEDED = "DECISION_NEEDED"


ENDS: Final = "ENDS"  # writes nothing: what the trial showed is said where it is ended
ENDS_SAID: Final = mark("Avsluttes")
WITHIN_SAID: Final = mark("Fortsetter, og varer ikke over to uker til sammen")
NEVER_SAID: Final = mark("Fortsetter, og krever ikke vedtak")
NEEDED_SAID: Final = mark("Krever vedtak: skriv innstilling")
