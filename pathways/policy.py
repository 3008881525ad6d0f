"""What practice says about a pathway: reasons to send back, and how long a phase takes.

The days are the municipality's own practice, not law; they colour a card and stop nothing.
"""

from typing import Final

from audit.words import mark
from cases.stages import Stage

# The same codes as when a decider sends a recommendation back, so that patterns are counted once.
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

EXPECTED_DAYS: Final[dict[Stage, int]] = {
    Stage.RECOMMENDED: 2,
    Stage.HANDOVER: 3,
    Stage.DECISION: 7,
    Stage.APPROVAL: 2,
    Stage.DECIDED: 7,
}

LONGEST_TEXT: Final = 5_000  # characters in a message, a question, an answer or a reason
