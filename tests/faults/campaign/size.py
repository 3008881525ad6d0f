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
    outage: float  # seconds that deadlines fall due in, while the clock is set back and forth
    letters: int
    minutes: float  # the whole share
    kills_most: float  # seconds, however much is left
    soak_minutes: float = 0.0
    # What befalls the broker, and for how many seconds. No deadline may wait 60: to try that, one
    # of them has to last longer.
    outages: tuple[tuple[str, float], ...] = (("away", 5.0), ("frozen", 5.0), ("full", 5.0))


LONG: Final = (("away", 75.0), ("frozen", 75.0), ("full", 75.0))
FULL: Final = Size("full", 24, 20_000, 300, 16.0, 20, 500, 90, 1_000, 25, 900, outages=LONG)
SHORT: Final = (("away", 75.0), ("frozen", 8.0), ("full", 8.0))
CI: Final = Size("ci", 10, 1_000, 90, 1.5, 5, 120, 24, 200, 8, 180, outages=SHORT)
SMALL: Final = Size("small", 10, 300, 90, 1.0, 4, 60, 15, 100, 5, 90)
# One way of being away at a time, longer than a deadline may wait.
AWAY: Final = replace(SMALL, name="away", outages=(("away", 75.0),))
FROZEN: Final = replace(SMALL, name="frozen", outages=(("frozen", 75.0),))
SIZES: Final = {size.name: size for size in (FULL, CI, SMALL, AWAY, FROZEN)}
