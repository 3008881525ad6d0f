"""Who must still open a case, whatever else ends for them, told by each app that knows."""

from typing import Final, Protocol

from cases.models import Case


class StillNeeds(Protocol):
    """The ground on which a member of staff still needs the case; empty where there is none."""

    def __call__(self, case: Case, staff_id: int) -> str: ...


_TELLERS: Final[list[StillNeeds]] = []


def tell_still_needs(still_needs: StillNeeds) -> None:
    """Let an app on a higher floor say who still has something to do in a case."""
    _TELLERS.append(still_needs)


def still_needs(case: Case, staff_id: int) -> str:
    """The first ground the apps above tell; empty where none does."""
    return next((ground for tell in _TELLERS if (ground := tell(case, staff_id))), "")
