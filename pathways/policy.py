"""What practice says about a pathway: how long a phase takes.

The days are the municipality's own practice, not law; they colour a card and stop nothing.
"""

from typing import Final

from cases.stages import Stage

EXPECTED_DAYS: Final[dict[Stage, int]] = {
    Stage.RECOMMENDED: 2,
    Stage.HANDOVER: 3,
    Stage.DECISION: 7,
    Stage.APPROVAL: 2,
    Stage.DECIDED: 7,
}

LONGEST_TEXT: Final = 5_000  # characters in a message, a question, an answer or a reason
