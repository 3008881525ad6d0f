"""How much of the campaign is run: whole, CI's share of it, or as little as shows a planted bug."""

from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class Size:
    """The figures of every scenario."""

    name: str
    rounds: int  # of kills
    writes: int  # acknowledged, while they go on
    kills_seconds: float  # and no longer; more where the others have left time
    between: float  # seconds between two kills, at most
    cases: int  # of each age, to write on
    deadlines: int  # that fall due while the broker is away
    outage: float  # seconds
    letters: int
    minutes: float  # the whole share
    kills_most: float  # seconds, however much is left
    soak_minutes: float = 0.0
    outages: tuple[str, ...] = ("away", "frozen", "full")  # of the broker


FULL: Final = Size("full", 24, 20_000, 300, 8.0, 20, 500, 120, 1_000, 25, 900)
CI: Final = Size("ci", 10, 1_000, 90, 1.5, 5, 120, 24, 200, 8, 180)
SMALL: Final = Size("small", 10, 300, 90, 1.0, 4, 60, 15, 100, 5, 90)
# Longer than a deadline may wait, one way of being away at a time.
AWAY: Final = replace(SMALL, name="away", outage=75, outages=("away",))
FROZEN: Final = replace(SMALL, name="frozen", outage=75, outages=("frozen",))
SIZES: Final = {size.name: size for size in (FULL, CI, SMALL, AWAY, FROZEN)}
