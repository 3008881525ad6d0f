"""Somebody in the town has tried doors that are shut to them, and their leader is to ask why."""

import datetime as dt

from oversight import actions as oversight
from people.access import deny
from tildeling.town.staff import Crew
from tildeling.town.stories import office_time

TRIES = 6


def look_about(crew: Crew, now: dt.datetime) -> None:
    """Yesterday; what was found of it stands as a task with the unit's leader."""
    yesterday = office_time(now - dt.timedelta(days=1))
    who = crew("utforer", yesterday)
    for n in range(TRIES):
        deny(who, "Sak: case", at=yesterday + n * dt.timedelta(minutes=1))
    oversight.look_for_signals(at=yesterday + dt.timedelta(hours=1))
