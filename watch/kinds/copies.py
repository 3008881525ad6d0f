"""What becomes of what waits in a restored copy when it is let go, and what the two say."""

from enum import StrEnum


class Waiting(StrEnum):
    """What becomes of what waits."""

    SEND = "SEND"
    STOP = "STOP"


class Said(StrEnum):
    """What was answered to a proposal to let a copy send."""

    YES = "YES"
    NO = "NO"
