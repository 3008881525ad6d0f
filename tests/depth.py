"""How far a long proof goes: all the way, or a share of it, which is another one every day.

`make proof` tries it all. `make proof SHARE=ci` is what CI has time for: every proof runs, and
those that try a great many things try some of them.
"""

import datetime as dt
import os
from collections.abc import Sequence
from typing import Final, TypeVar

T = TypeVar("T")

WHOLE: Final = os.environ.get("SHARE") != "ci"
DAY: Final = dt.datetime.now(tz=dt.UTC).toordinal()


def deep(whole: int, share: int) -> int:
    """How many are tried."""
    return whole if WHOLE else share


def in_turn(things: Sequence[T], of: int = 2, *, turn: int = 0) -> Sequence[T]:
    """All, or one in `of` of them, beginning at the day and the `turn`: all within `of` days."""
    return things if WHOLE else things[(DAY + turn) % of :: of]
