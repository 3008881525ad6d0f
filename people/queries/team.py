"""The team of whoever leads: who works in their units, who is away, and how much each can have."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext

from audit.words import mark
from people.access import Actor
from people.models import Absence, RoleGrant, StaffMember, Unit
from people.refusals import NotFound
from people.roles import ROLES, Permission, Role, may

NOBODY = mark("Vi finner ikke den ansatte i enhetene du leder.")
# Who sees every case, who gives the roles, and what is no person, stand in for nobody.
NO_DEPUTIES = frozenset(
    role
    for role, row in ROLES.items()
    if row.alone or may(role, Permission.ADMINISTER) or role is Role.INTEGRATION
)


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """Days somebody is away, both included."""

    public_id: str
    first_on: dt.date
    last_on: dt.date
    stand_in: str  # empty: nobody
    stand_in_until: dt.date | None  # their last day in the other's roles; none: they have none


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a unit one leads, with the absence that is not over."""

    id: int
    public_id: str
    name: str
    capacity: int | None
    absences: tuple[AbsenceRow, ...]


def member(public_id: uuid.UUID | str, *, actor: Actor, on: dt.date) -> Member:
    """A member of the team. Raises NotFound for somebody in no unit one leads."""
    staff = _led(public_id, actor=actor, on=on).first()
    if staff is None:
        raise NotFound(NOBODY)
    rows = Absence.objects.filter(staff=staff, to_on__gt=on).select_related("stand_in")
    given = RoleGrant.objects.filter(deputy_for=staff, revoked_at=None, valid_to__gt=on)
    stood_in = {
        deputy: to_on - dt.timedelta(days=1)
        for deputy, to_on in given.order_by("valid_to").values_list("staff_id", "valid_to")
    }
    return Member(
        id=staff.pk,
        public_id=str(staff.public_id),
        name=str(staff),
        capacity=staff.capacity,
        absences=tuple(
            AbsenceRow(
                str(row.public_id),
                row.from_on,
                row.to_on - dt.timedelta(days=1),
                str(row.stand_in) if row.stand_in else "",
                stood_in.get(row.stand_in_id or 0),
            )
            for row in rows.order_by("from_on")
        ),
    )


def team_choices(actor: Actor, *, on: dt.date, besides: int) -> list[tuple[str, str]]:
    """Who may stand in for one of the team, as public id and name: others of it, not oneself.

    Nobody who controls or administers, and no system. The last day away stands behind the name of
    who is away on the day: nothing would reach them.
    """
    here = RoleGrant.objects.filter(
        unit_id__in=actor.led_unit_ids, valid_from__lte=on, valid_to__gt=on, revoked_at=None
    )
    never = RoleGrant.objects.filter(role__in=NO_DEPUTIES, valid_to__gt=on, revoked_at=None)
    found = (
        StaffMember.objects.filter(pk__in=here.values("staff_id"))
        .exclude(pk__in=[besides, actor.staff()])
        .exclude(pk__in=never.values("staff_id"))
    )
    ordered = list(found.order_by("family_name", "given_name", "pk"))
    said = away_said([one.pk for one in ordered], on=on)
    return [(str(one.public_id), f"{one}{said.get(one.pk, '')}") for one in ordered]


def lock_led(public_id: uuid.UUID | str, *, actor: Actor, on: dt.date) -> StaffMember:
    """Somebody in a unit one leads, locked. Raises NotFound for anybody else."""
    staff = _led(public_id, actor=actor, on=on).select_for_update(of=("self",)).first()
    if staff is None:
        raise NotFound(NOBODY)
    return staff


def away_until(staff_ids: Collection[int], *, on: dt.date) -> Mapping[int, dt.date]:
    """Who of these is away on a day, and their last day away, as it is said."""
    rows = Absence.objects.filter(staff_id__in=staff_ids, from_on__lte=on, to_on__gt=on)
    return {
        staff_id: back - dt.timedelta(days=1)
        for staff_id, back in rows.values_list("staff_id", "to_on")
    }


def away_said(staff_ids: Collection[int], *, on: dt.date) -> Mapping[int, str]:
    """What stands behind the name of who is away on a day, with the space before it."""
    return {
        staff_id: " " + gettext("(borte til og med %(day)s)") % {"day": f"{day:%d.%m.}"}
        for staff_id, day in away_until(staff_ids, on=on).items()
    }


def _led(public_id: uuid.UUID | str, *, actor: Actor, on: dt.date) -> QuerySet[StaffMember]:
    try:
        wanted = uuid.UUID(str(public_id))
    except ValueError:
        raise NotFound(NOBODY) from None
    here = RoleGrant.objects.filter(
        unit_id__in=actor.led_unit_ids, valid_from__lte=on, valid_to__gt=on, revoked_at=None
    )
    return StaffMember.objects.filter(
        public_id=wanted, municipality_id=actor.municipality_id, pk__in=here.values("staff_id")
    )


def led_by_right(actor: Actor, *, on: dt.date) -> frozenset[int]:
    """The units one leads, and those below them, not counting what one leads as a deputy."""
    own = RoleGrant.objects.filter(
        staff_id=actor.staff_id,
        role=Role.UNIT_LEADER,
        deputy_for=None,
        revoked_at=None,
        valid_from__lte=on,
        valid_to__gt=on,
    )
    led = set(own.values_list("unit_id", flat=True))
    above = dict(
        Unit.objects.filter(municipality_id=actor.municipality_id).values_list("pk", "parent_id")
    )
    found = set()
    for unit in above:
        here: int | None = unit
        while here is not None:
            if here in led:
                found.add(unit)
                break
            here = above[here]
    return frozenset(found)


def any_performs(unit_ids: Collection[int]) -> bool:
    """Whether any of these units takes orders (utfører)."""
    return Unit.objects.filter(pk__in=unit_ids, performs=True).exists()
