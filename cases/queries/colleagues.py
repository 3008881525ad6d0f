"""Who can be given a case: the staff of the unit that has it, with what they hold already."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from cases.models import Case
from people.access import also_hidden
from people.models import RoleGrant, StaffMember
from people.queries import away_until
from people.roles import ROLES, Permission, may


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works in the unit, how many open cases they answer for, and absence today.

    `capacity` is how many open cases they can have at a time; None: not said.
    """

    id: int
    public_id: str
    name: str
    open_cases: int
    capacity: int | None
    away_until: dt.date | None


def works_in(unit_ids: Collection[int], *, staff_id: int, on: dt.date) -> bool:
    """Whether somebody holds a role on `on` that works on cases in one of these units."""
    return _workers(unit_ids, on=on).filter(staff_id=staff_id, staff__left_on=None).exists()


def colleagues(case_id: int, *, on: dt.date) -> list[Colleague]:
    """The staff of the case's unit on `on`, fewest open cases first, in three queries."""
    unit_id = Case.objects.values_list("unit_id", flat=True).get(pk=case_id)
    return _staff_of([unit_id], on=on)


def colleagues_of(
    references: Collection[str], *, unit_ids: Collection[int], on: dt.date
) -> list[Colleague]:
    """The staff of the units that have these cases, of `unit_ids` only, as `colleagues`."""
    have = Case.objects.filter(reference__in=references, unit_id__in=unit_ids)
    return _staff_of(list(have.values_list("unit_id", flat=True).distinct()) or unit_ids, on=on)


def team_of(unit_ids: Collection[int], *, on: dt.date) -> list[Colleague]:
    """The staff of these units, as `colleagues`."""
    return _staff_of(unit_ids, on=on)


def _staff_of(unit_ids: Collection[int], *, on: dt.date) -> list[Colleague]:
    here = _workers(unit_ids, on=on).values("staff_id")
    with also_hidden():  # how many they have is no secret, whoever the cases are about
        staff = list(
            StaffMember.objects.filter(pk__in=here, left_on=None)
            .annotate(load=Count("cases", filter=Q(cases__ended_at=None)))
            .order_by("load", "family_name", "given_name", "pk")
        )
    away = away_until([person.pk for person in staff], on=on)
    return [
        Colleague(
            id=person.pk,
            public_id=str(person.public_id),
            name=f"{person.given_name} {person.family_name}",
            open_cases=person.load,
            capacity=person.capacity,
            away_until=away.get(person.pk),
        )
        for person in staff
    ]


def _workers(unit_ids: Collection[int], *, on: dt.date) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(
        unit_id__in=unit_ids,
        valid_from__lte=on,
        valid_to__gt=on,
        revoked_at=None,
        role__in=[role for role in ROLES if may(role, Permission.WORK_CASE)],
    )
