"""How far a long proof goes: all the way, or a share of it.

`make proof` tries it all. `make proof SHARE=ci` is what CI has time for: every proof runs, and
those that try a great many things try some of them. Which, hangs on the day, which CI tells: a
share that failed is tried again with `PROOF_DAY=…`.
"""

import os
from collections.abc import Sequence
from typing import Final, TypeVar

T = TypeVar("T")

WHOLE: Final = os.environ.get("SHARE") != "ci"
DAY: Final = int(os.environ.get("PROOF_DAY", "0"))


def deep(whole: int, share: int) -> int:
    """How many are tried: the first of them, or drawn anew, as the proof does."""
    return whole if WHOLE else share


def in_turn(things: Sequence[T], of: int = 2, *, turn: int = 0, every: int = 1) -> Sequence[T]:
    """All, or one in `of` of them, beginning at the day and the `turn`: all on `of` days in a row,
    and none only where there are fewer than `of`.

    `every`: of something that itself has its turn every so many days, so that the two do not go
    round in step and some never meet.
    """
    return things if WHOLE else things[(DAY // every + turn) % of :: of]
