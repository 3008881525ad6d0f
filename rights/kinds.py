"""What a leader is asked about rights, and what can be answered of one role."""

from enum import StrEnum
from typing import Final

from audit.words import mark

REVIEW: Final = "review_rights"
RENEW: Final = "renew_role"
ANSWER: Final = "answer_role"
GIVE_CODE: Final = "give_code"
OWN_NUMBER: Final = "own_number"
TASK_LABELS: Final = {
    OWN_NUMBER: mark("Meld fødselsnummeret ditt"),
    REVIEW: mark("Gå gjennom tilganger"),
    RENEW: mark("Forny en rolle som slutter"),
    ANSWER: mark("Si ja eller nei til en ny rolle"),
    GIVE_CODE: mark("Gi en engangskode"),
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


class Said(StrEnum):
    """What somebody else than who gives a role says of it."""

    YES = "YES"
    NO = "NO"
