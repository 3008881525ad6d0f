"""What a leader says of the team: who is away, and how many cases each can have at a time."""

import datetime as dt
import uuid
from typing import Final

from django.utils.timezone import localdate

from audit import trail
from people.access import Actor, use_case
from people.actions.deputies import deputy_objections, let_stand_in, no_longer_stand_in
from people.events import AbsenceEnded, AbsenceRegistered, CapacitySet
from people.models import Absence
from people.queries import lock_led
from people.refusals import NotFound, Objection, Refused
from people.roles import Permission

LONGEST: Final = dt.timedelta(days=2 * 366)
MOST_CASES: Final = 500


@use_case(Permission.DISTRIBUTE)
def register_absence(
    staff: str,
    *,
    from_on: dt.date,
    to_on: dt.date,
    stand_in: str = "",
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Somebody in one's units is away in [from_on, to_on) (Registrer fravær); why is not asked.

    Nothing moves by itself: their work is where it was until somebody gives it to others. Who
    stands in (stedfortreder, a public id) holds their roles meanwhile, for a month at the most.
    Raises NotFound for somebody in no unit one leads; Refused with every objection.
    """
    member = lock_led(staff, actor=actor, on=localdate(at))
    deputy = lock_led(stand_in, actor=actor, on=localdate(at)) if stand_in else None
    found = deputy_objections(member, deputy, actor=actor, at=at) if deputy else []
    if to_on <= from_on:
        found.append(
            Objection("Siste dag kan ikke være før første dag. Rett datoen.", "period", "to_on")
        )
    elif to_on <= localdate(at):
        found.append(
            Objection("Fraværet er over. Registrer bare fravær som gjelder nå.", "past", "to_on")
        )
    elif to_on - from_on > LONGEST:
        found.append(Objection("Registrer høyst to år om gangen.", "too_long", "to_on"))
    elif member.absences.filter(from_on__lt=to_on, to_on__gt=from_on).exists():
        found.append(
            Objection(
                "Det er registrert fravær på noen av dagene. Avslutt det først, eller velg andre"
                " dager.",
                "overlaps",
                "from_on",
            )
        )
    if found:
        raise Refused.all(found)
    absence = Absence.objects.create(staff=member, from_on=from_on, to_on=to_on, stand_in=deputy)
    roles = let_stand_in(absence, deputy, actor=actor, at=at) if deputy else []
    trail.record(
        AbsenceRegistered(
            of_staff_id=member.pk,
            from_on=f"{from_on:%d.%m.%Y}",
            last_on=f"{to_on - dt.timedelta(days=1):%d.%m.%Y}",
            deputy_id=deputy.pk if deputy else None,
            deputy_roles=[grant.role for grant in roles],
        ),
        actor=actor,
        at=at,
    )
    last_on = max((grant.valid_to for grant in roles), default=None)
    return {
        "absence": str(absence.public_id),
        "deputy": str(deputy) if deputy else "",
        "last_on": (last_on - dt.timedelta(days=1)).isoformat() if last_on else "",
    }


@use_case(Permission.DISTRIBUTE)
def end_absence(staff: str, *, absence: str, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Somebody is back today, or is not to be away after all (Avslutt fraværet); nobody stands in
    for them any longer.

    Raises NotFound; Refused for what is over.
    """
    member, today = lock_led(staff, actor=actor, on=localdate(at)), localdate(at)
    try:
        row = member.absences.get(public_id=uuid.UUID(absence))
    except (ValueError, Absence.DoesNotExist):
        raise NotFound("Vi finner ikke fraværet.") from None
    if row.to_on <= today:
        raise Refused("Fraværet er allerede over.", code="over")
    no_longer_stand_in(row, actor=actor, at=at)
    if row.from_on >= today:
        row.delete()
    else:
        row.to_on = today
        row.save(update_fields=["to_on"])
    trail.record(AbsenceEnded(of_staff_id=member.pk), actor=actor, at=at)
    return {"staff": staff}


@use_case(Permission.DISTRIBUTE)
def set_capacity(
    staff: str, *, capacity: int | None, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """How many open cases somebody can have at a time (Sett kapasitet); None: not said.

    A number to see by when work is shared out; it stops nobody. Raises NotFound, Refused.
    """
    member = lock_led(staff, actor=actor, on=localdate(at))
    if capacity is not None and not 0 <= capacity <= MOST_CASES:
        raise Refused("Skriv et tall fra 0 til 500.", code="capacity", field="capacity")
    member.capacity = capacity
    member.save(update_fields=["capacity"])
    trail.record(CapacitySet(of_staff_id=member.pk, capacity=capacity), actor=actor, at=at)
    return {"staff": staff}
