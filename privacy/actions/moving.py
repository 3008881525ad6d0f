"""Parts of merging: move every row that points at a person to another, and put it back."""

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import Max

from people.models import IdentityNumber, Resident
from people.refusals import Objection, Refused
from privacy.kinds import LEFT_WHERE_ALIKE, MOVED, ONCE
from privacy.models import Merge, MovedRow
from privacy.queries import rows_by, rows_in
from privacy.rules import strictest

RESIDENT = "people.Resident"
NUMBER = "people.IdentityNumber"


@dataclass(frozen=True, slots=True)
class Moved:
    """One field of one row, as it was and as it is."""

    model: str
    row: int
    field: str
    before: Any
    after: Any


def last_rows() -> dict[str, int]:
    """The last row of every table with rows that move: what comes later came after the merge."""
    labels = {key.rsplit(".", 1)[0] for key in MOVED}
    return {label: rows_in(label).aggregate(last=Max("pk"))["last"] or 0 for label in labels}


def unite(kept: Resident, absorbed: Resident, *, number: str) -> list[Moved]:
    """Give all that is `absorbed`'s to `kept`, both locked; the strictest protection holds.

    The one absorbed keeps their own. Raises Refused with every reason the database has why not.
    """
    moved = _make_one(kept, absorbed)
    moved += _leave_one_number(kept, absorbed, number)
    found = []
    for key in MOVED:
        try:
            with transaction.atomic():
                moved += _move(key, kept, absorbed)
        except IntegrityError as error:
            name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
            if name not in ONCE:
                raise
            found.append(Objection(ONCE[name], "both_have_one"))
    if found:
        raise Refused.all(found)
    return moved


def _make_one(kept: Resident, absorbed: Resident) -> list[Moved]:
    wanted = {
        "protection": strictest(kept.protection, absorbed.protection),
        "blocked": kept.blocked or absorbed.blocked,
        "version": kept.version + 1,
    }
    before = {name: getattr(kept, name) for name in wanted}
    for name, value in wanted.items():
        setattr(kept, name, value)
    kept.save(update_fields=list(wanted))
    absorbed.merged_into = kept
    absorbed.save(update_fields=["merged_into"])
    return [Moved(RESIDENT, kept.pk, name, before[name], value) for name, value in wanted.items()]


def _leave_one_number(kept: Resident, absorbed: Resident, number: str) -> list[Moved]:
    """The chosen number stays in force; the other is one they have had."""
    current = IdentityNumber.objects.filter(resident__in=[kept, absorbed], current=True)
    ended = list(current.exclude(number=number).values_list("pk", flat=True)) if number else []
    IdentityNumber.objects.filter(pk__in=ended).update(current=False)
    return [Moved(NUMBER, pk, "current", True, False) for pk in ended]  # noqa: FBT003 - before and after


def _move(key: str, kept: Resident, absorbed: Resident) -> list[Moved]:
    label, name = key.rsplit(".", 1)
    rows = rows_by(key, absorbed.pk)
    if key in LEFT_WHERE_ALIKE:
        rows = rows.exclude(pk__in=_alike(key, kept, absorbed))
    pks = list(rows.values_list("pk", flat=True))
    if pks:
        rows_in(label).filter(pk__in=pks).update(**{name: kept.pk})
    return [Moved(label, pk, name, absorbed.pk, kept.pk) for pk in pks]


def _alike(key: str, kept: Resident, absorbed: Resident) -> list[int]:
    """The rows of the one that the other has one like."""
    told = LEFT_WHERE_ALIKE[key]
    theirs = set(rows_by(key, kept.pk).values_list(*told))
    rows = rows_by(key, absorbed.pk).values_list("pk", *told)
    return [pk for pk, *rest in rows if tuple(rest) in theirs]


def note_moved(merge: Merge, moved: list[Moved]) -> None:
    """Keep what every moved row was before."""
    MovedRow.objects.bulk_create(
        [
            MovedRow(
                merge=merge,
                model=one.model,
                row=one.row,
                field=one.field,
                before=_plain(one.before),
                after=_plain(one.after),
            )
            for one in moved
        ]
    )


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def part(merge: Merge, kept: Resident, absorbed: Resident) -> tuple[int, int]:
    """Put every row back as it was, of two locked persons; how many, and how many were left.

    A row that has been changed since is left as it is. A protection that was made stronger while
    they were one holds for both: nobody knows of whom it was meant.
    """
    back = left = 0
    groups: dict[tuple[str, str, str, str], list[MovedRow]] = defaultdict(list)
    # Whose a row is, before what it says: the number that is in force again must be alone.
    for row in merge.moved.order_by("pk"):
        key = (row.model, row.field, json.dumps(row.before), json.dumps(row.after))
        groups[key].append(row)
    own = [key for key in groups if key[0] != RESIDENT or key[1] == "merged_into"]
    for key in sorted(own, key=lambda key: key[:2] == (NUMBER, "current")):
        model, name, before, after = key
        found = rows_in(model).filter(
            pk__in=[row.row for row in groups[key]], **{name: json.loads(after)}
        )
        done = found.update(**{name: json.loads(before)})
        back += done if model != RESIDENT else 0
        left += len(groups[key]) - done
    _make_two(merge, kept, absorbed)
    return back, left


def _make_two(merge: Merge, kept: Resident, absorbed: Resident) -> None:
    rows = {row.field: row for row in merge.moved.filter(model=RESIDENT, row=kept.pk)}
    for name in ("protection", "blocked"):
        now = getattr(kept, name)
        if now == rows[name].after:
            setattr(kept, name, rows[name].before)
        elif name == "protection":
            absorbed.protection = strictest(now, absorbed.protection)
        else:
            absorbed.blocked |= now
    untouched = kept.version == rows["version"].after
    kept.version = kept.version - 1 if untouched else kept.version + 1  # a merge adds one
    kept.save(update_fields=["protection", "blocked", "version"])
    absorbed.merged_into = None
    absorbed.save(update_fields=["protection", "blocked", "merged_into"])
