"""The kinds of deadline: how long, from what, by which law, and who is told when."""

from datetime import date
from typing import Final

from deadlines.kinds.answers import ANSWERS
from deadlines.kinds.care import CARE
from deadlines.kinds.holidays import HOLIDAYS, Holiday
from deadlines.kinds.labels import CONFIDENCES, PAUSES, WHOSE
from deadlines.kinds.law import LAW
from deadlines.kinds.news import NEWS
from deadlines.kinds.own import OWN
from deadlines.kinds.row import (
    Act,
    Calendar,
    Kind,
    KindRow,
    Own,
    Term,
    TermUnit,
    Whose,
    with_own,
)
from deadlines.kinds.tasks import (
    OVERDUE,
    OVERDUE_LABEL,
    TaskRule,
    kinds_of_case,
    rule_of_task,
    tell_tasks,
)

__all__ = [
    "ASKED",
    "CONFIDENCES",
    "HOLIDAYS",
    "KINDS",
    "NEWS",
    "OVERDUE",
    "OVERDUE_LABEL",
    "PAUSABLE",
    "PAUSES",
    "TASK_PREFIX",
    "WHOSE",
    "Act",
    "Calendar",
    "Holiday",
    "Kind",
    "KindRow",
    "Own",
    "TaskRule",
    "Term",
    "TermUnit",
    "Whose",
    "in_force",
    "kinds_of_case",
    "row_of",
    "rule_of_task",
    "task_kind",
    "tell_tasks",
    "version_of",
    "with_own",
]

KINDS: Final[tuple[KindRow, ...]] = (*LAW, *OWN, *ANSWERS, *CARE)
# The database knows them too: the clock of no other kind can stand.
PAUSABLE: Final = tuple(sorted({row.kind.value for row in KINDS if row.pausable}))
TASK_PREFIX: Final = "deadline_"
# The party's time to answer a letter that asks: it runs from the day the letter is sent, and ends
# with the day the letter names, which the officer chose.
ASKED: Final = (Kind.MISSING_INFORMATION, Kind.ADVANCE_NOTICE)


def row_of(kind: Kind, *, on: date) -> KindRow:
    """The row of a kind in force on that day. Raises LookupError if none is."""
    for row in KINDS:
        if row.kind is kind and in_force(row, on=on):
            return row
    raise LookupError(f"no rule for {kind} on {on}")


def in_force(row: KindRow, *, on: date) -> bool:
    """Whether the row counts on that day; a rule without a date in force never does."""
    started = row.valid_from is not None and row.valid_from <= on
    return started and (row.valid_to is None or on < row.valid_to)


def task_kind(kind: Kind) -> str:
    """What the inbox calls the task of a deadline of this kind."""
    return f"{TASK_PREFIX}{kind.lower()}"


def version_of(row: KindRow) -> str:
    """Which rule a deadline was computed by, to be stored with it."""
    own = f"/{row.own_from}" if row.own_from else ""
    return f"{row.key}/{row.valid_from}/{row.term.length} {row.term.unit}{own}"
