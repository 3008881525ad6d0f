"""Cases that go up in another: what stands in the way, by each app that knows; and which did."""

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


def with_merged(case: Case) -> list[Case]:
    """A case, and the cases that went up in it, or in one of those: letters stay in their own."""
    found = [case]
    for one in found:
        found += one.merged_from.order_by("pk")
    return found
