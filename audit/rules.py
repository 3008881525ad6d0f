"""The seal's arithmetic: digests, links, roots, and when the whole chain is to be gone through.

Nothing here is secret: whoever has docs/audit.md and a row can do the same sums.
"""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, Final

START: Final = bytes(32)  # what the first block and the first link follow
SIZE: Final = 32  # bytes in a digest
NIGHT: Final = dt.time(2)  # when a new day's verification of the whole chain is due


@dataclass(frozen=True, slots=True)
class Seal:
    """A block as it is written down, in the database and outside it; digests in hexadecimal."""

    block: int
    previous: str
    root: str
    link: str
    count: int
    total: int
    first_at: str
    last_at: str
    sealed_at: str
    horizon: str
    place: str
    hash: str

    def line(self) -> str:
        """As it stands in the anchor file."""
        return json.dumps(asdict(self), separators=(", ", ": "))

    def computed(self) -> str:
        """The hash the other fields give."""
        fields = [value for name, value in asdict(self).items() if name != "hash"]
        return sha256(b"\x02" + written(["block", *fields]).encode()).hexdigest()


def seal_of(line: str) -> Seal | None:
    """The seal a line of the anchor file tells; None for a line that was cut while written."""
    try:
        found = json.loads(line)
        return Seal(**found) if isinstance(found["block"], int) else None
    except (ValueError, TypeError, KeyError):
        return None


def written(row: Sequence[Any]) -> str:
    """A JSON array as PostgreSQL writes jsonb: keys by length, then by bytes; no escapes of æøå."""
    return json.dumps(_ordered(list(row)), ensure_ascii=False, separators=(", ", ": "))


def _ordered(value: Any) -> Any:
    if isinstance(value, Mapping):
        keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
        return {key: _ordered(value[key]) for key in keys}
    return [_ordered(item) for item in value] if isinstance(value, list) else value


def digest(row: Sequence[Any]) -> bytes:
    """A row's digest: a leaf of its block's tree."""
    return sha256(b"\x00" + written(row).encode()).digest()


def linked(previous: bytes, leaf: bytes) -> bytes:
    """The link of the row that follows `previous`."""
    return sha256(previous + leaf).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root of a Merkle tree, as in RFC 6962. Raises ValueError without leaves."""
    if not leaves:
        raise ValueError("a block without rows has no root")
    level = list(leaves)
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        odd = level[-1:] if len(level) % 2 else []
        level = [sha256(b"\x01" + left + right).digest() for left, right in pairs] + odd
    return level[0]


def split(digests: bytes) -> list[bytes]:
    """Digests that were written one after another."""
    return [digests[n : n + SIZE] for n in range(0, len(digests), SIZE)]


def moment(text: str) -> dt.datetime:
    """A moment as the seal writes it."""
    return dt.datetime.fromisoformat(text)


def whole_is_due(last: dt.datetime | None, *, night: dt.datetime, at: dt.datetime) -> bool:
    """Whether the whole chain is to be gone through: not begun since `night`, or the one before.

    `night` is two o'clock of the day that `at` belongs to.
    """
    due = night if night <= at else night - dt.timedelta(days=1)
    return last is None or last < due
