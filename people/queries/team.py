"""The team of whoever leads: who works in their units, who is away, and how much each can have."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from audit.words import mark
from people.access import Actor
from people.models import Absence, RoleGrant, StaffMember, Unit
from people.refusals import NotFound

NOBODY = mark("Vi finner ikke den ansatte i enhetene du leder.")


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """Days somebody is away, both included."""

    public_id: str
    first_on: dt.date
    last_on: dt.date
    stand_in: str  # empty: nobody


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
            )
            for row in rows.order_by("from_on")
        ),
    )


def team_choices(actor: Actor, *, on: dt.date, besides: int) -> list[tuple[str, str]]:
    """Who may stand in for one of the team, as public id and name: others of it, not oneself."""
    here = RoleGrant.objects.filter(
        unit_id__in=actor.led_unit_ids, valid_from__lte=on, valid_to__gt=on, revoked_at=None
    )
    found = StaffMember.objects.filter(pk__in=here.values("staff_id")).exclude(
        pk__in=[besides, actor.staff()]
    )
    ordered = found.order_by("family_name", "given_name", "pk")
    return [(str(one.public_id), str(one)) for one in ordered]


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


def any_performs(unit_ids: Collection[int]) -> bool:
    """Whether any of these units takes orders (utfører)."""
    return Unit.objects.filter(pk__in=unit_ids, performs=True).exists()
