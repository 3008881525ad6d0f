"""Who may open a case, and because somebody let them: for the page that tells and gives it."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from audit.words import mark
from cases.models import Case, CaseAccess
from cases.models.support import MEETING, ORDER, SHARED
from cases.queries.access import MIDNIGHT, NOW, access_in_force, verdict_on_case
from cases.queries.pages import staff_names, unit_names
from cases.rules import Verdict
from cases.words import ACCESS
from people.access import Actor
from people.queries import works_here


@dataclass(frozen=True, slots=True)
class SharedRow:
    """A colleague who was let in by hand."""

    public_id: str
    name: str
    since: dt.datetime


@dataclass(frozen=True, slots=True)
class AccessRow:
    """A person or a unit that has access now: why, since when, until when if that is known."""

    who: str
    is_unit: bool
    ground: str
    since: dt.datetime
    until: dt.datetime | None
    sees_the_order: bool  # what the job needs, not the case


@dataclass(frozen=True, slots=True)
class Openness:
    """«Hvorfor ser jeg dette?» and «Hvem kan se dette?»: the rules that open it, as they stand."""

    verdict: Verdict
    rows: tuple[AccessRow, ...]
    named_only: bool  # a unit's row opens it to the leader alone
    auditors: bool  # who inspects reads it too


NOT_NAMED: Final = mark("Tilgang")


def openness(case_id: int, *, actor: Actor, on: dt.date) -> Openness:
    """Why the actor sees a case, and who else may: persons first, then units, oldest first."""
    case = Case.objects.select_related("person").get(pk=case_id)
    now = CaseAccess.objects.filter(access_in_force() | Q(to_at__gt=NOW), case=case)
    found = list(now.exclude(ground=MEETING, from_at__lt=MIDNIGHT).order_by("from_at", "pk"))
    staff = staff_names({row.staff_id for row in found if row.staff_id})
    units = unit_names({row.unit_id for row in found if row.unit_id}, on=on)
    rows = [
        AccessRow(
            who=staff[row.staff_id] if row.staff_id else units.get(row.unit_id or 0, ""),
            is_unit=row.staff_id is None,
            ground=ACCESS.get(row.ground, NOT_NAMED),
            since=row.from_at,
            until=row.to_at or row.until_at,
            sees_the_order=row.ground == ORDER,
        )
        for row in found
    ]
    strict = case.person.protection == "STRICT" or works_here(case.person_id, actor=actor)
    return Openness(
        verdict=verdict_on_case(case, actor=actor),
        rows=tuple(sorted(rows, key=lambda row: row.is_unit)),
        named_only=strict,
        auditors=not strict,
    )


def shared_with(case_id: int) -> tuple[SharedRow, ...]:
    """The colleagues who may open the case by hand now, by name."""
    found = (
        CaseAccess.objects.filter(case_id=case_id, ground=SHARED, to_at=None, staff__isnull=False)
        .select_related("staff")
        .order_by("staff__family_name", "staff__given_name", "pk")
    )
    return tuple(
        SharedRow(str(row.staff.public_id), str(row.staff), row.from_at)
        for row in found
        if row.staff
    )
