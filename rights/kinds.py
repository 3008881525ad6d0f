"""What a leader is asked about rights, and what can be answered of one role."""

from enum import StrEnum
from typing import Final

from audit.words import mark

REVIEW: Final = "review_rights"
RENEW: Final = "renew_role"
TASK_LABELS: Final = {
    REVIEW: mark("Gå gjennom tilganger"),
    RENEW: mark("Forny en rolle som slutter"),
}


class Answer(StrEnum):
    """What became of a role in a review."""

    KEEP = "KEEP"
    END = "END"
    LAPSED = "LAPSED"  # nobody answered in time


ANSWERS: Final[dict[Answer, str]] = {
    Answer.KEEP: mark("Beholdes"),
    Answer.END: mark("Fjernet"),
    Answer.LAPSED: mark("Fjernet uten svar"),
}
