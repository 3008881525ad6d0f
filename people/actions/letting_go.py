"""What somebody has in hand goes back where they may have it no longer, told by each app above."""

import datetime as dt
from typing import Final, Protocol

from people.access import Actor
from people.models import StaffMember


class LetGo(Protocol):
    """Part: give back what a member of staff holds and may not hold now."""

    def __call__(self, staff: StaffMember, *, actor: Actor, at: dt.datetime) -> None: ...


_TELLERS: Final[list[LetGo]] = []


def tell_letting_go(let_go: LetGo) -> None:
    """Let an app on a higher floor give back what it alone knows of."""
    _TELLERS.append(let_go)


def let_go(staff: StaffMember, *, actor: Actor, at: dt.datetime) -> None:
    """A role has ended or a relation is told: what they hold and may not, is nobody's, at once.

    Safe to ask again: what they may hold, they keep.
    """
    for tell in _TELLERS:
        tell(staff, actor=actor, at=at)
