"""Reads of the trail, as plain rows with ids; who wants names looks them up."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from audit.events import sentence_of
from audit.models import Entry, Read


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One act on a case or a person, newest first in lists; the sentence as the reader speaks."""

    at: dt.datetime
    event: str
    sentence: str
    data: dict[str, Any]
    staff_id: int | None
    role: str
    unit_id: int | None
    case_id: int | None


def entries(
    *,
    case_ids: Sequence[int] = (),
    person_id: int | None = None,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    limit: int = 200,
) -> list[EntryRow]:
    """Acts on any of `case_ids` or on `person_id`, newest first; [since, until)."""
    found = Entry.objects.all()
    if case_ids:
        found = found.filter(case_id__in=list(case_ids))
    if person_id is not None:
        found = found.filter(person_id=person_id)
    if not case_ids and person_id is None:
        return []
    if since is not None:
        found = found.filter(at__gte=since)
    if until is not None:
        found = found.filter(at__lt=until)
    return [
        EntryRow(
            at=entry.at,
            event=entry.event,
            sentence=sentence_of(entry.event, entry.data, say=gettext),
            data=entry.data,
            staff_id=entry.staff_id,
            role=entry.role,
            unit_id=entry.unit_id,
            case_id=entry.case_id,
        )
        for entry in found.order_by("-at", "-id")[:limit]
    ]


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One look at a person's information, as it was recorded."""

    at: dt.datetime
    page: str
    ground: str
    staff_id: int | None
    role: str
    unit_id: int | None
    case_id: int | None


def reads_of(
    person_id: int,
    *,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    staff_id: int | None = None,
    limit: int,
) -> list[ReadRow]:
    """Looks at a person, alone or in a list, newest first; [since, until)."""
    found = Read.objects.filter(person_ids__contains=[person_id])
    if since is not None:
        found = found.filter(at__gte=since)
    if until is not None:
        found = found.filter(at__lt=until)
    if staff_id is not None:
        found = found.filter(staff_id=staff_id)
    return [
        ReadRow(
            at=look.at,
            page=look.page,
            ground=look.ground,
            staff_id=look.staff_id,
            role=look.role,
            unit_id=look.unit_id,
            case_id=look.case_id,
        )
        for look in found.order_by("-at", "-id")[:limit]
    ]


def readers_of(person_id: int) -> set[int]:
    """The ids of all staff who have ever looked at a person."""
    found = Read.objects.filter(person_ids__contains=[person_id]).order_by()
    return {pk for pk in found.values_list("staff_id", flat=True).distinct() if pk is not None}
