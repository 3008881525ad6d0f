"""Who may receive a handover: units and the people in them who hold the right role today."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from cases.models import Case
from cases.queries import unit_names
from pathways.models import Pathway
from pathways.rules import Purpose
from people.models import RoleGrant, StaffMember, Unit, UnitKind
from people.roles import ROLES, Permission

# A handover of responsibility goes to somebody who works on cases; a pathway to a coordinator.
NEEDS: dict[Purpose, Permission] = {
    Purpose.COORDINATION: Permission.COORDINATE,
    Purpose.RESPONSIBILITY: Permission.HAND_OVER,
}


@dataclass(frozen=True, slots=True)
class Receiver:
    """A person who may receive."""

    public_id: str
    name: str


@dataclass(frozen=True, slots=True)
class ReceiverGroup:
    """A unit that may receive, with its people."""

    key: str
    name: str
    people: tuple[Receiver, ...]


def _in_force(day: dt.date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gt=day))


def _grants(purpose: Purpose, day: dt.date) -> Q:
    roles = [role for role, row in ROLES.items() if NEEDS[purpose] in row.permissions]
    return (
        Q(role__in=roles, valid_from__lte=day, valid_to__gt=day, revoked_at=None)
        & (Q(staff__left_on=None) | Q(staff__left_on__gt=day))
        & (Q(unit__valid_to=None) | Q(unit__valid_to__gt=day))
    )


def receivers(municipality_id: int, purpose: Purpose, *, on: dt.date) -> list[ReceiverGroup]:
    """The units and people that may receive on a day, in two queries; units by name."""
    grants = (
        RoleGrant.objects.filter(_grants(purpose, on), unit__municipality_id=municipality_id)
        .select_related("staff", "unit")
        .order_by("staff__family_name", "staff__given_name", "pk")
    )
    if purpose is Purpose.COORDINATION:
        grants = grants.filter(unit__kind=UnitKind.COORDINATION)
    found: dict[int, dict[str, str]] = {}
    keys: dict[int, str] = {}
    for grant in grants:
        keys[grant.unit_id] = grant.unit.key
        found.setdefault(grant.unit_id, {})[str(grant.staff.public_id)] = str(grant.staff)
    names = unit_names(list(found), on=on)
    groups = [
        ReceiverGroup(
            key=keys[unit_id],
            name=names.get(unit_id, keys[unit_id]),
            people=tuple(Receiver(public_id, name) for public_id, name in people.items()),
        )
        for unit_id, people in found.items()
    ]
    return sorted(groups, key=lambda group: group.name)


def coordination_unit(municipality_id: int, *, on: dt.date) -> Unit:
    """The unit of the coordinators (forløpskoordinatorer). Raises LookupError if there is none."""
    unit = (
        Unit.objects.filter(
            _in_force(on), municipality_id=municipality_id, kind=UnitKind.COORDINATION
        )
        .order_by("pk")
        .first()
    )
    if unit is None:
        message = "no unit coordinates"
        raise LookupError(message)
    return unit


def usual_receiver(case: Case, *, on: dt.date) -> tuple[Unit, StaffMember | None] | None:
    """Who a recommended case goes to; None when nobody can receive it.

    The coordinator of the person's open pathway, else everyone in the coordinators' unit.
    """
    pathway = (
        Pathway.objects.select_related("coordinator", "unit")
        .filter(person_id=case.person_id, closed_at=None)
        .first()
    )
    if pathway is not None and may_receive(
        pathway.unit, Purpose.COORDINATION, on=on, staff_id=pathway.coordinator_id
    ):
        return pathway.unit, pathway.coordinator
    try:
        unit = coordination_unit(case.municipality_id, on=on)
    except LookupError:
        return None
    return (unit, None) if may_receive(unit, Purpose.COORDINATION, on=on) else None


def may_receive(unit: Unit, purpose: Purpose, *, on: dt.date, staff_id: int | None = None) -> bool:
    """Whether the unit has somebody who may receive, or `staff_id` is one of them."""
    grants = RoleGrant.objects.filter(_grants(purpose, on), unit=unit)
    return (grants if staff_id is None else grants.filter(staff_id=staff_id)).exists()
