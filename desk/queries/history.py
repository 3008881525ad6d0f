"""«Historikk»: what happened to a case, newest first, with who did it."""

import datetime as dt
from dataclasses import dataclass

from django.utils.timezone import make_aware

from cases.queries import EventRow, timeline

LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class History:
    """The events shown, how many there are, and which kinds occur."""

    events: tuple[EventRow, ...]
    count: int
    total: int
    kinds: tuple[tuple[str, str], ...]  # event name and a sentence of its kind


def history(
    case_id: int,
    *,
    kind: str = "",
    from_on: dt.date | None = None,
    to_on: dt.date | None = None,
    staff: str = "",
) -> History:
    """The case's history; `from_on` and `to_on` are both included, as people say dates."""
    events = timeline(
        case_id,
        since=_midnight(from_on) if from_on else None,
        until=_midnight(to_on + dt.timedelta(days=1)) if to_on else None,
        limit=LONGEST,
    )
    wanted = staff.strip().casefold()
    shown = tuple(
        event
        for event in events
        if (not kind or event.event == kind)
        and (not wanted or wanted in f"{event.staff} {event.unit}".casefold())
    )
    kinds = {event.event: event.sentence for event in events}
    return History(
        events=shown, count=len(shown), total=len(events), kinds=tuple(sorted(kinds.items()))
    )


def _midnight(day: dt.date) -> dt.datetime:
    return make_aware(dt.datetime.combine(day, dt.time.min))
