"""The dry run of what is due to be let go: counted by the database, by dated policy rows."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.timezone import get_default_timezone

from cases.models import Case
from delivery.models import RunningService
from people.access import Actor, also_hidden
from people.models import Resident
from privacy.models import RetentionRow
from privacy.policy import KEPT, NOT_DECIDED, Kept
from privacy.queries.reach import rows_in
from privacy.rules import last_due


@dataclass(frozen=True, slots=True)
class DueRow:
    """One kind of record: how long it is kept by whose decision, and how much of it is due."""

    kind: str
    label: str
    months: int
    decided_by: str
    source: str
    confidence: str
    last_day: dt.date  # what counts from this day or before it is due
    kept: int
    due: int


def dry_run(actor: Actor, *, on: dt.date) -> tuple[DueRow, ...]:
    """What is due on a day, kind by kind. Nothing is let go."""
    own = _own_rows(actor, on=on)
    rows = []
    for kept in KEPT:
        decided = own.get(kept.kind)
        months = decided.months if decided else kept.months
        with also_hidden():
            there = _kept(kept, actor).filter(**dict.fromkeys(kept.without)).count()
            due = due_rows(kept, actor, months=months, on=on).count()
        rows.append(
            DueRow(
                kind=kept.kind,
                label=kept.label,
                months=months,
                decided_by=decided.decided_by if decided else NOT_DECIDED,
                source=kept.source,
                confidence=kept.confidence.value,
                last_day=last_due(on, months),
                kept=there,
                due=due,
            )
        )
    return tuple(rows)


def _own_rows(actor: Actor, *, on: dt.date) -> dict[str, RetentionRow]:
    found = RetentionRow.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on),
        municipality_id=actor.municipality_id,
        valid_from__lte=on,
    )
    return {row.kind: row for row in found}


def _kept(kept: Kept, actor: Actor) -> QuerySet[Any]:
    rows = rows_in(kept.model)
    here = {field.attname for field in rows.model._meta.concrete_fields}  # noqa: SLF001 - its columns
    return rows.filter(municipality_id=actor.municipality_id) if "municipality_id" in here else rows


def due_rows(kept: Kept, actor: Actor, *, months: int, on: dt.date) -> QuerySet[Any]:
    """The rows that are due on a day: the rule `privacy.rules.due`, asked of the database."""
    rows = _kept(kept, actor)
    column = rows.model._meta.get_field(kept.counts_from)  # noqa: SLF001 - the kind of the column
    start: Any = F(kept.counts_from)
    if isinstance(column, DateTimeField):
        start = TruncDate(kept.counts_from, tzinfo=get_default_timezone())
    last = last_due(on, months)
    rows = rows.filter(**dict.fromkeys(kept.without))
    if kept.whole:
        person = f"{kept.person}_id"
        theirs = _kept(kept, actor).filter(**{person: OuterRef(person)})
        later = theirs.annotate(start=start).filter(Q(start=None) | Q(start__gt=last))
        rows = rows.filter(~Exists(later))
    else:
        rows = rows.annotate(start=start).filter(start__lte=last)
    return rows.filter(**_quiet(kept))


def _quiet(kept: Kept) -> dict[str, Any]:
    """Of nobody who has an open case or a service that runs."""
    if not kept.needs_quiet:
        return {}
    busy = Case.objects.filter(ended_at=None).values("person_id")
    running = RunningService.objects.filter(ended_at=None).values("person_id")
    others = Resident.objects.exclude(pk__in=busy).exclude(pk__in=running)
    return {f"{kept.person}__in": others.values("pk")}
