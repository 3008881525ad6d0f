"""Which tasks go with their case, and what one must be able to do them: told at start.

The stages that make the tasks stand above this app, so the surface tells it what they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from audit.words import mark
from people.roles import Permission


@dataclass(frozen=True, slots=True)
class TaskRule:
    """`of_case`: the next step of the case itself, so whoever answers for the case has it.

    `needs`: without it nobody sees the task, and so nobody is given it.
    """

    of_case: bool = False
    needs: Permission | None = None


# The leader's, when a day has passed and nobody has done what it is about. The notice of it may be
# switched off, and so it is a task too.
OVERDUE: Final = "deadline_overdue"
OVERDUE_LABEL: Final = mark("Følg opp frist over tiden")

APART: Final = TaskRule()
_TOLD: Final[dict[str, TaskRule]] = {}


def tell_tasks(rules: Mapping[str, TaskRule]) -> None:
    """Let the surface say what kinds of task there are."""
    _TOLD.update(rules)


def rule_of_task(kind: str) -> TaskRule:
    """The rule of a kind; for one nobody has told of, a task apart."""
    return _TOLD.get(kind, APART)


def kinds_of_case() -> list[str]:
    """The kinds that go with their case."""
    return [kind for kind, rule in _TOLD.items() if rule.of_case]
