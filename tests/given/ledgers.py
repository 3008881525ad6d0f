"""Entries of a deadline's ledger without a database."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from deadlines.kinds import Act

NOON = dt.time(12, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry, as `deadlines.rules.replay` reads it."""

    act: Act
    on: dt.date
    due_after: dt.date | None = None
    basis: Mapping[str, Any] = field(default_factory=dict)

    @property
    def at(self) -> dt.datetime:
        """Noon of its day."""
        return dt.datetime.combine(self.on, NOON)
