"""The kinds of deadline as one municipality has them: the table, and what it has decided itself."""

import datetime as dt
from dataclasses import dataclass

from deadlines.kinds import KINDS, Kind, KindRow, Own, in_force, row_of, with_own
from deadlines.models import OwnTerm


@dataclass(frozen=True, slots=True)
class Rules:
    """The table with a municipality's own rows laid over it, each in its days."""

    own: tuple[Own, ...]

    def row(self, kind: Kind, *, on: dt.date) -> KindRow:
        """The row of a kind that holds on a day. Raises LookupError if none does."""
        return self._over(row_of(kind, on=on), on)

    def rows(self, *, on: dt.date) -> list[KindRow]:
        """Every row that holds on a day."""
        return [self._over(row, on) for row in KINDS if in_force(row, on=on)]

    def _over(self, row: KindRow, on: dt.date) -> KindRow:
        for own in self.own:
            if own.kind is row.kind and own.holds(on):
                return with_own(row, own)
        return row


def rules_of(municipality_id: int) -> Rules:
    """The rules of a municipality, in one query."""
    return Rules(
        tuple(
            Own(
                kind=Kind(row.kind),
                length=row.length,
                minimum=row.minimum,
                remind_days_before=row.remind_days_before,
                escalate_days_after=row.escalate_days_after,
                decided_by=row.decided_by,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
            )
            for row in OwnTerm.objects.filter(municipality_id=municipality_id)
        )
    )
