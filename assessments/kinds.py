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
# Why an innstilling is sent back, by whoever it was sent to; counted, so that patterns are seen.
RETURN_REASONS: Final[dict[str, str]] = {
    "FACTS": mark("Opplysninger mangler eller må avklares"),
    "VIEW": mark("Personens syn mangler eller er uklart"),
    "CAPACITY": mark("Beslutningskompetansen må vurderes"),
    "EXTENT": mark("Omfanget må begrunnes eller rettes"),
    "LOWER_STEP": mark("Et lavere trinn i omsorgstrappen er ikke vurdert"),
    "GROUNDS": mark("Begrunnelsen er for tynn"),
    "GOAL": mark("Mål eller evaluering mangler"),
    "OTHER": mark("Annet"),
}
NEEDED_SAID: Final = mark("Krever vedtak: skriv innstilling")
