"""Who may decide and approve in a case, which units decide, and which perform."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from cases.models import Case, CaseAccess
from cases.queries import access_in_force, closed_to, disqualified_ids, unit_names
from people.access import Actor
from people.models import RoleGrant, Unit, UnitService
from people.roles import ROLES, Permission

NAMED = 6  # people named in one sentence


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit that may be chosen to perform."""

    id: int
    key: str
    name: str
    gives: frozenset[str]  # the services of which the municipality has said that it gives them


def in_force(day: dt.date) -> Q:
    """Rows with a period that counts on that day."""
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))


def deciding_unit(actor: Actor, *, on: dt.date, prefer: int | None = None) -> int | None:
    """The unit `actor` decides for on that day; the case's own if it is one of several.

    None when the actor holds no deciding role in a unit that decides.
    """
    units = list(
        Unit.objects.filter(in_force(on), pk__in=actor.units_with(Permission.DECIDE), decides=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return prefer if prefer in units else next(iter(units), None)


def who_may(
    permission: Permission,
    case: Case,
    *,
    on: dt.date,
    besides: Collection[int | None] = (),
    not_in_unit: int | None = None,
) -> tuple[str, ...]:
    """Who may do it in this case: a role in a unit that decides, access to the case, impartial,
    and nobody the case is closed to.
    """
    roles = [role for role, row in ROLES.items() if permission in row.permissions]
    open_to = CaseAccess.objects.filter(
        Q(unit=OuterRef("unit")) | Q(staff=OuterRef("staff")), access_in_force(), case=case
    )
    grants = (
        RoleGrant.objects.filter(
            Exists(open_to),
            Q(staff__left_on=None) | Q(staff__left_on__gt=on),
            Q(unit__valid_to=None) | Q(unit__valid_to__gt=on),
            role__in=roles,
            valid_from__lte=on,
            valid_to__gt=on,
            revoked_at=None,
            unit__decides=True,
            unit__municipality_id=case.municipality_id,
        )
        .exclude(staff_id__in=[one for one in besides if one is not None])
        .exclude(staff_id__in=disqualified_ids(case) | closed_to(case))
        .select_related("staff")
        .order_by("staff__family_name", "staff__given_name", "pk")
    )
    if not_in_unit is not None:
        grants = grants.exclude(unit_id=not_in_unit)
    names = {grant.staff_id: str(grant.staff) for grant in grants}
    return tuple(list(names.values())[:NAMED])


def performing_units(
    municipality_id: int, *, on: dt.date, also: int | None = None
) -> tuple[UnitChoice, ...]:
    """The units that take orders on that day, by name; and the unit `also`, if it is there then."""
    units = list(
        Unit.objects.filter(
            in_force(on), Q(performs=True) | Q(pk=also), municipality_id=municipality_id
        )
    )
    names = unit_names([unit.pk for unit in units], on=on)
    gives: dict[int, set[str]] = {}
    said = UnitService.objects.filter(in_force(on), unit__in=units)
    for unit_id, key in said.values_list("unit_id", "service_key"):
        gives.setdefault(unit_id, set()).add(key)
    rows = [
        UnitChoice(
            unit.pk, unit.key, names.get(unit.pk, unit.key), frozenset(gives.get(unit.pk, ()))
        )
        for unit in units
    ]
    return tuple(sorted(rows, key=lambda row: row.name))


def only_giver(units: Iterable[UnitChoice], service_key: str) -> UnitChoice | None:
    """The unit to propose: the one of which it is said that it gives the service, if it is one."""
    gives = [unit for unit in units if service_key in unit.gives]
    return gives[0] if len(gives) == 1 else None


def performs(unit: Unit, *, on: dt.date) -> bool:
    """Whether the unit takes orders on that day."""
    return unit.performs and unit.valid_from <= on and (unit.valid_to is None or on < unit.valid_to)


def givers(
    municipality_id: int, keys: Collection[str], *, on: dt.date, also: int | None = None
) -> dict[str, set[int]]:
    """The units that give each service, where the municipality has said which do, in one query.

    They take orders; the unit `also` may be one that does not.
    """
    rows = UnitService.objects.filter(
        in_force(on),
        Q(unit__valid_to=None) | Q(unit__valid_to__gt=on),
        service_key__in=list(keys),
        unit__municipality_id=municipality_id,
        unit__valid_from__lte=on,
    ).filter(Q(unit__performs=True) | Q(unit=also))
    found: dict[str, set[int]] = {}
    for key, unit_id in rows.values_list("service_key", "unit_id"):
        found.setdefault(key, set()).add(unit_id)
    return found
