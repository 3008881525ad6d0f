"""When a part is silent for too long, reckoned from its heartbeats."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from watch.kinds import PARTS, Part


@dataclass(frozen=True, slots=True)
class Beat:
    """When a part last did what it is for, and when it was last begun; None: never."""

    done_at: dt.datetime | None = None
    begun_at: dt.datetime | None = None


def silent(beats: Mapping[str, Beat], *, at: dt.datetime) -> dict[str, dt.datetime | None]:
    """The parts that are silent for longer than they may, and since when (None: always).

    What hangs on another is not blamed for it: without a clock the worker has nothing to do, and
    without a worker no nudge is done. What stood still is given its time again when that is back.
    """
    found: dict[str, dt.datetime | None] = {}
    clock = beats.get(Part.CLOCK, Beat())
    _look(Part.WATCHDOG, beats.get(Part.WATCHDOG, Beat()).done_at, None, found, at)
    if _look(Part.CLOCK, clock.done_at, None, found, at):
        return found
    nudges = [name for name in PARTS if "." in name]
    done = [d for name in nudges if (d := beats.get(name, Beat()).done_at) is not None]
    newest = max(done, default=None)
    if _look(Part.WORKER, newest, clock.begun_at, found, at):
        return found
    back = max(
        filter(None, [clock.begun_at, beats.get(Part.WORKER, Beat()).begun_at]), default=None
    )
    for name in nudges:
        _look(name, beats.get(name, Beat()).done_at, back, found, at)
    return found


def _look(
    part: str,
    done_at: dt.datetime | None,
    not_before: dt.datetime | None,
    found: dict[str, dt.datetime | None],
    at: dt.datetime,
) -> bool:
    """Note a part that has been silent too long, reckoned from `not_before` at the earliest."""
    patience = PARTS[part].patience
    since = max(filter(None, [done_at, not_before]), default=None)
    if patience is not None and (since is None or at - since > patience):
        found[part] = done_at
        return True
    return False
