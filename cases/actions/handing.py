"""What goes back when a case changes hands, given back by each app that knows of it."""

import datetime as dt
from typing import Final, Protocol

from cases.models import Case


class GiveBack(Protocol):
    """Part: give back what those who had a locked case hold in it; how much it was."""

    def __call__(self, case: Case, *, at: dt.datetime) -> int: ...


_TELLERS: Final[list[GiveBack]] = []


def tell_giving_back(give_back: GiveBack) -> None:
    """Let an app on a higher floor give back what it alone knows of."""
    _TELLERS.append(give_back)


def give_back(case: Case, *, at: dt.datetime) -> int:
    """All that the apps above know of, in the act's own transaction; how much it was."""
    return sum(tell(case, at=at) for tell in _TELLERS)
