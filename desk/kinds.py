"""What each kind of task is called in the inbox, and which page it opens."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class TaskKind:
    """A task's words and its page; {reference}, {key} and {person} are filled in."""

    label: str
    url: str
    approval: bool = False


TASKS: Final[dict[str, TaskKind]] = {}

APPROVAL_KINDS: Final = tuple(kind for kind, row in TASKS.items() if row.approval)
