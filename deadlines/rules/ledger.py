"""What a deadline is, told by its ledger alone: each entry in order, and nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from deadlines.kinds import Act
from deadlines.rules.computed import Computation, from_basis

NO_TIME = timedelta()


class Entry(Protocol):
    """One thing done to a deadline, as it was written down."""

    @property
    def act(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def on(self) -> date: ...
    @property
    def due_after(self) -> date | None: ...
    @property
    def basis(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class State:
    """Where a deadline stands after its entries."""

    starts_on: date | None = None  # None: provisional
    due_on: date | None = None
    paused_on: date | None = None
    stood: timedelta = NO_TIME  # all the days its clock has stood and been started again
    extended: bool = False  # somebody gave it a day since it was computed
    met_at: datetime | None = None
    cancelled_at: datetime | None = None
    computed: Computation | None = None

    @property
    def provisional(self) -> bool:
        """Whether it is known to come, but not from when."""
        return self.starts_on is None


def replay(entries: Iterable[Entry]) -> State:
    """Where a deadline stands by its entries, the first first."""
    state = State()
    for entry in entries:
        state = _after(state, entry)
    return state


def balance(due_on: date | None, on: date) -> int | None:
    """The days left on a day, today not counted; below nought when it is over. None: not known."""
    return None if due_on is None else (due_on - on).days


def _after(state: State, entry: Entry) -> State:
    match Act(entry.act):
        case Act.EXPECTED | Act.OPENED | Act.STARTED:
            return _counted(State(), entry.basis)
        case Act.PAUSED:
            return replace(state, paused_on=entry.on)
        case Act.RESUMED:
            return _resumed(state, entry.on)
        case Act.EXTENDED:
            return replace(state, due_on=entry.due_after, extended=True)
        case Act.RECOMPUTED:
            return _counted(state, entry.basis)
        case Act.MET:
            return replace(state, met_at=entry.at)
        case Act.REOPENED:
            return replace(state, met_at=None)
        case _:
            return replace(state, cancelled_at=entry.at)


def _counted(state: State, basis: Mapping[str, Any]) -> State:
    """Computed from a day; the days it has stood stay, what was extended falls away.

    Without a rule nobody knows from when: it waits, or began on a wrong assumption.
    """
    if "rule" not in basis:
        return State()
    computed = from_basis(basis)
    return replace(
        state,
        starts_on=computed.starts_on,
        due_on=computed.due_on + state.stood,
        extended=False,
        computed=computed,
    )


def _resumed(state: State, on: date) -> State:
    if state.paused_on is None or state.due_on is None:
        return state
    stood = on - state.paused_on
    return replace(state, due_on=state.due_on + stood, stood=state.stood + stood, paused_on=None)
