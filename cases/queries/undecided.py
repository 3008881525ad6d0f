"""What a person has had of a service without a decision, told by each app that gives such help."""

import datetime as dt
from typing import Final, Protocol


class PeriodsOf(Protocol):
    """The days a person was given a service without a decision, each as [start, end)."""

    def __call__(self, person_id: int, service_key: str) -> list[tuple[dt.date, dt.date]]: ...


_TELLERS: Final[list[PeriodsOf]] = []


def tell_undecided(periods_of: PeriodsOf) -> None:
    """Let an app on a higher floor say what it has given: it counts with what is given below."""
    _TELLERS.append(periods_of)


def given_undecided(person_id: int, service_key: str) -> list[tuple[dt.date, dt.date]]:
    """Everything the apps above tell. Two weeks are two weeks, whatever the help is called."""
    return [period for tell in _TELLERS for period in tell(person_id, service_key)]
