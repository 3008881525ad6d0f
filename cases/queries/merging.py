"""What stands in the way of one case going up in another, told by each app that knows of it."""

from typing import Final, Protocol

from cases.models import Case
from people.refusals import Objection


class InTheWay(Protocol):
    """Why `case` may not go up in `target`, both locked; empty where it may."""

    def __call__(self, case: Case, target: Case) -> list[Objection]: ...


_TELLERS: Final[list[InTheWay]] = []


def tell_in_the_way(in_the_way: InTheWay) -> None:
    """Let an app on a higher floor say what a merger would lose of it."""
    _TELLERS.append(in_the_way)


def in_the_way_of_merging(case: Case, target: Case) -> list[Objection]:
    """Everything the apps above tell."""
    return [objection for tell in _TELLERS for objection in tell(case, target)]
