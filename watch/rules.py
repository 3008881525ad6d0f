"""When a part is silent for too long, reckoned from its heartbeats."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from watch.kinds import AHEAD, PARTS, PATIENCE, Part


@dataclass(frozen=True, slots=True)
class Beat:
    """When a part last did what it is for, and when it was last begun; None: never."""

    done_at: dt.datetime | None = None
    begun_at: dt.datetime | None = None


def silent(
    beats: Mapping[str, Beat], *, at: dt.datetime, patience: dt.timedelta = PATIENCE
) -> dict[str, dt.datetime | None]:
    """The parts that are silent for longer than they may, and since when (None: always).

    What hangs on another is not blamed for it: without a clock the worker has nothing to do, and
    without a worker no nudge is done. What stood still is given its time again when that is back.
    `patience` takes the place of the table's shortest. A heartbeat later than now was
    made by a clock that has been set back since: it is no sign of life, however long it lies.
    """
    beats = {
        name: Beat(known(one.done_at, at), known(one.begun_at, at)) for name, one in beats.items()
    }
    found: dict[str, dt.datetime | None] = {}
    clock = beats.get(Part.CLOCK, Beat())

    def late(part: str, done_at: dt.datetime | None, not_before: dt.datetime | None = None) -> bool:
        longest = PARTS[part].patience
        longest = patience if longest == PATIENCE else longest
        since = max(filter(None, [done_at, not_before]), default=None)
        if longest is None or (since is not None and at - since <= longest):
            return False
        found[part] = done_at
        return True

    late(Part.WATCHDOG, beats.get(Part.WATCHDOG, Beat()).done_at)
    if late(Part.CLOCK, clock.done_at):
        return found
    nudges = [name for name in PARTS if "." in name]
    done = [beat.done_at for name in nudges if (beat := beats.get(name)) and beat.done_at]
    if late(Part.WORKER, max(done, default=None), clock.begun_at):
        return found
    for name in nudges:
        late(name, beats.get(name, Beat()).done_at, clock.begun_at)
    return found


def known(moment: dt.datetime | None, at: dt.datetime) -> dt.datetime | None:
    """A moment that can have been; None for one that lies ahead of now."""
    return moment if moment is not None and moment <= at + AHEAD else None
