"""Who may open a case, and because somebody let them: for the page that tells and gives it."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from audit.words import Filled, filled, mark
from cases.models import Case, CaseAccess
from cases.models.support import (
    EARLIER,
    MEETING,
    ORDER,
    RESPONSIBLE,
    RESPONSIBLE_UNIT,
    SHARED,
)
from cases.policy import access_policy_on
from cases.queries.access import MIDNIGHT, NOW, access_in_force, verdict_on_case
from cases.queries.pages import staff_names, unit_names
from cases.queries.whereabouts import opened_to_no_more
from cases.rules import CONFIDENTIAL, Verdict
from cases.words import ACCESS, AFTER_HANDOVER, AFTER_THE_END, HAD, LASTS, OF_ITS_UNIT
from people.access import Actor
from people.models import RoleGrant, Unit
from people.models.access import REASONED
from people.queries import related_staff, works_here
from people.roles import Permission, Role, may


@dataclass(frozen=True, slots=True)
class SharedRow:
    """A colleague who was let in by hand."""

    public_id: str
    name: str
    since: dt.datetime


@dataclass(frozen=True, slots=True)
class AccessRow:
    """A person or a unit that has access now: why, since when, until when, and whom it lets in."""

    who: str
    is_unit: bool
    ground: str
    since: dt.datetime
    until: dt.datetime | None
    lasts: str | Filled  # until when in words, where no moment is written
    sees_the_order: bool  # what the job needs, not the case
    staff: tuple[str, ...] = ()  # of a unit: who works there
    leaders: tuple[str, ...] = ()  # of a unit: who leads it, or a unit above


@dataclass(frozen=True, slots=True)
class Openness:
    """«Hvorfor ser jeg dette?» and «Hvem kan se dette?»: the rules that open it, as they stand."""

    verdict: Verdict
    rows: tuple[AccessRow, ...]
    named_only: bool  # a unit's row opens it to the leader alone
    auditors: tuple[str, ...]  # who inspects reads it too
    staff_ids: frozenset[int]  # everybody who may open it


NOT_NAMED: Final = mark("Tilgang")


def openness(case_id: int, *, actor: Actor, on: dt.date) -> Openness:
    """Why the actor sees a case, and who else may: persons first, then units, oldest first.

    Everybody by name, from the same rows and roles as `visible` asks; a test holds the two to each
    other for the staff of a whole town.
    """
    case = Case.objects.select_related("person").get(pk=case_id)
    now = CaseAccess.objects.filter(access_in_force() | Q(to_at__gt=NOW), case=case)
    found = list(now.exclude(ground=MEETING, from_at__lt=MIDNIGHT).order_by("from_at", "pk"))
    strict = case.person.protection == "STRICT" or works_here(case.person_id, actor=actor)
    if strict or case.person.blocked or case.person.protection == CONFIDENTIAL:
        found = [row for row in found if row.ground != EARLIER]
    if case.person.pk in opened_to_no_more([case.person]):
        found = [row for row in found if row.ground not in {MEETING, REASONED}]
    town = _Town(actor, case, named_only=strict, on=on)
    lets_in = {row.pk: town.let_in(row) for row in found}
    auditors = town.auditors()
    everybody = auditors.union(*(staff | leaders for staff, leaders in lets_in.values()))
    names = staff_names(everybody | {row.staff_id for row in found if row.staff_id})
    units = unit_names({row.unit_id for row in found if row.unit_id}, on=on)
    rows = [
        AccessRow(
            who=names[row.staff_id] if row.staff_id else units.get(row.unit_id or 0, ""),
            is_unit=row.staff_id is None,
            ground=HAD if _had(row, case) else ACCESS.get(row.ground, NOT_NAMED),
            since=row.from_at,
            until=row.to_at or row.until_at,
            lasts=_lasts(row, case, on),
            sees_the_order=row.ground == ORDER,
            staff=_named(lets_in[row.pk][0], names) if row.unit_id else (),
            leaders=_named(lets_in[row.pk][1], names),
        )
        for row in found
        if row.unit_id or lets_in[row.pk][0]
    ]
    return Openness(
        verdict=verdict_on_case(case, actor=actor),
        rows=tuple(sorted(rows, key=lambda row: row.is_unit)),
        named_only=strict,
        auditors=_named(auditors, names),
        staff_ids=frozenset(everybody),
    )


class _Town:
    """The roles held today in a municipality, to tell whom a row of access lets in to a case."""

    def __init__(self, actor: Actor, case: Case, *, named_only: bool, on: dt.date) -> None:
        self._named_only = named_only
        self._related = related_staff(case.person_id)
        self._shut_to = frozenset({case.shut_to_id} if case.shut_to_id else ())
        self._parents = dict(
            Unit.objects.filter(municipality_id=actor.municipality_id).values_list(
                "pk", "parent_id"
            )
        )
        held = RoleGrant.objects.filter(
            Q(revoked_at=None) | Q(revoked_at__gt=NOW),
            Q(staff__left_on=None) | Q(staff__left_on__gt=on),
            staff__municipality_id=actor.municipality_id,
            valid_from__lte=on,
            valid_to__gt=on,
        )
        self._held = [
            (pk, Role(role), unit) for pk, role, unit in held.values_list("staff", "role", "unit")
        ]

    def auditors(self) -> frozenset[int]:
        """Who inspects, and is not kept from it."""
        return frozenset() if self._named_only else self._who(Permission.AUDIT) - self._related

    def let_in(self, row: CaseAccess) -> tuple[frozenset[int], frozenset[int]]:
        """Whom a row lets in to the case itself: by their own name or unit, and as leaders."""
        control = self._who(Permission.AUDIT)
        out = self._related | control
        if row.staff_id is not None:
            own = frozenset({row.staff_id})
            return own & self._who(Permission.OPEN_CASE) - out, frozenset()
        if row.ground == ORDER or row.unit_id is None:
            return frozenset(), frozenset()
        out |= self._shut_to
        leaders = self._who(Permission.DISTRIBUTE, self._above(row.unit_id)) - out
        here = self._who(Permission.WORK_CASE, {row.unit_id})
        staff = frozenset[int]() if self._named_only else here - out - leaders
        return staff, leaders

    def _who(self, permission: Permission, units: Collection[int] | None = None) -> frozenset[int]:
        return frozenset(
            pk
            for pk, role, unit in self._held
            if may(role, permission) and (units is None or unit in units)
        )

    def _above(self, unit_id: int) -> set[int]:
        """The unit and every unit above it."""
        found: set[int] = set()
        at: int | None = unit_id
        while at is not None and at not in found:
            found.add(at)
            at = self._parents.get(at)
        return found


def _had(row: CaseAccess, case: Case) -> bool:
    """Whether a row is of who had the case before, and has some days left."""
    former = row.unit_id != case.unit_id if row.unit_id else row.staff_id != case.responsible_id
    return row.ground in {RESPONSIBLE, RESPONSIBLE_UNIT} and former


def _lasts(row: CaseAccess, case: Case, on: dt.date) -> str | Filled:
    if row.ground == RESPONSIBLE_UNIT and case.ended_at is not None:
        return OF_ITS_UNIT
    policy = access_policy_on(on)
    if row.ground in {RESPONSIBLE, RESPONSIBLE_UNIT, SHARED}:
        return filled(AFTER_HANDOVER, n=policy.after_handover_days)
    return LASTS.get(row.ground) or filled(AFTER_THE_END, n=policy.after_end_days)


def _named(staff_ids: Collection[int], names: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(sorted(names[pk] for pk in staff_ids))


def shared_with(case_id: int) -> tuple[SharedRow, ...]:
    """The colleagues who may open the case by hand now, by name."""
    found = (
        CaseAccess.objects.filter(
            access_in_force(), case_id=case_id, ground=SHARED, staff__isnull=False
        )
        .select_related("staff")
        .order_by("staff__family_name", "staff__given_name", "pk")
    )
    return tuple(
        SharedRow(str(row.staff.public_id), str(row.staff), row.from_at)
        for row in found
        if row.staff
    )
