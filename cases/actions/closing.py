"""What waits no more when a case is decided or ends, closed by each app that has it waiting."""

import datetime as dt
from typing import Final, Protocol

from cases.models import Case
from people.access import Actor


class CloseWaiting(Protocol):
    """Part: close what waits in a locked case that has just been decided or ended."""

    def __call__(self, case: Case, *, actor: Actor, at: dt.datetime) -> None: ...


_TELLERS: Final[list[CloseWaiting]] = []


def tell_closing(close_waiting: CloseWaiting) -> None:
    """Let an app on a higher floor close what it alone knows of. Only `move` calls it."""
    _TELLERS.append(close_waiting)


def close_waiting(case: Case, *, actor: Actor, at: dt.datetime) -> None:
    """Everything the apps above have waiting in the case, in the act's own transaction."""
    for tell in _TELLERS:
        tell(case, actor=actor, at=at)
