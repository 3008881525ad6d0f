"""How long a case can wait, asked of each app that knows of a day the law sets."""

import datetime as dt
from typing import Final, Protocol

from cases.models import Case


class CheckWait(Protocol):
    """Part: raise Refused where a locked case cannot wait until a day."""

    def __call__(self, case: Case, *, until: dt.date, on: dt.date) -> None: ...


_CHECKS: Final[list[CheckWait]] = []


def tell_waiting(check_wait: CheckWait) -> None:
    """Let an app on a higher floor refuse a wait that it alone knows is too long."""
    _CHECKS.append(check_wait)


def must_be_able_to_wait(case: Case, *, until: dt.date, on: dt.date) -> None:
    """Ask the apps above, in the act's own transaction."""
    for check in _CHECKS:
        check(case, until=until, on=on)
