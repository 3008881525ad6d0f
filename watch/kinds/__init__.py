"""The watch's tables: what always holds, and the parts that must not stand still."""

from typing import Final

from watch.kinds.access import ACCESS
from watch.kinds.cases import CASES
from watch.kinds.copies import Said, Waiting
from watch.kinds.decisions import DECISIONS
from watch.kinds.parts import AHEAD, PARTS, PATIENCE, REST, TRIES, WAITS, WORKS, Part, PartRow
from watch.kinds.post import POST
from watch.kinds.row import SHOWN_WITH, TO_READ, Invariant

INVARIANTS: Final[dict[str, Invariant]] = {
    row.key: row for row in (*CASES, *DECISIONS, *POST, *ACCESS)
}

__all__ = [
    "AHEAD",
    "INVARIANTS",
    "PARTS",
    "PATIENCE",
    "REST",
    "SHOWN_WITH",
    "TO_READ",
    "TRIES",
    "WAITS",
    "WORKS",
    "Invariant",
    "Part",
    "PartRow",
    "Said",
    "Waiting",
]
