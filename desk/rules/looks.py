"""Looks that belong together: somebody who turns pages in one case is one visit."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

GAP: Final = dt.timedelta(minutes=30)  # a longer pause begins a new visit


class Whose(NamedTuple):
    """What looks of one visit have in common; `why`: the sort of ground (`desk.words.Why`)."""

    staff_id: int | None
    role: str
    unit_id: int | None
    ground: str
    case_id: int | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """One look: when, at what, and whose it is."""

    at: dt.datetime
    page: str
    whose: Whose


@dataclass(slots=True)
class Visit:
    """Looks by the same person at the same case on the same ground, no long pause between."""

    whose: Whose
    first_at: dt.datetime
    last_at: dt.datetime
    pages: list[str] = field(default_factory=list)  # as they were first opened
    looks: int = 0


def visits(looks: Iterable[Seen]) -> list[Visit]:
    """The visits that `looks` (in any order) make up, the one that ended last first."""
    found: list[Visit] = []
    open_: dict[Whose, Visit] = {}
    for look in sorted(looks, key=lambda one: one.at):
        visit = open_.get(look.whose)
        if visit is None or look.at - visit.last_at > GAP:
            visit = open_[look.whose] = Visit(look.whose, look.at, look.at)
            found.append(visit)
        visit.last_at = look.at
        visit.looks += 1
        if look.page not in visit.pages:
            visit.pages.append(look.page)
    return sorted(found, key=lambda one: (one.last_at, one.first_at), reverse=True)
