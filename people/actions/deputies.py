"""Who stands in (stedfortreder) for somebody away: their roles, for the days, a month at the most.

Parts of use cases: the caller has locked both, and puts it on record.
"""

import datetime as dt

from django.utils.timezone import localdate

from people.access import Actor
from people.actions.letting_go import let_go
from people.models import Absence, Revoked, RoleGrant, StaffMember
from people.policy import rights_policy_on
from people.refusals import Objection
from people.roles import Permission, Role, may


def deputy_objections(
    member: StaffMember, deputy: StaffMember, *, actor: Actor, at: dt.datetime
) -> list[Objection]:
    """Why `deputy` may not stand in for `member`: nobody takes a role for themself, and who leads
    as a deputy names no other.
    """
    found = []
    if deputy.pk == member.pk:
        found.append(Objection("Velg en annen enn den som er borte.", "deputy_self", "stand_in"))
    elif deputy.pk == actor.staff():
        found.append(
            Objection(
                "Du kan ikke gi deg selv en rolle. Velg en annen, eller be lederen din.",
                "own_role",
                "stand_in",
            )
        )
    on = localdate(at)
    leads = RoleGrant.objects.filter(
        staff_id=actor.staff(),
        role=Role.UNIT_LEADER,
        revoked_at=None,
        valid_from__lte=on,
        valid_to__gt=on,
    )
    if not leads.filter(deputy_for=None).exists():
        found.append(
            Objection(
                "Du er selv stedfortreder. Be lederen over deg velge en.", "deputy_of", "stand_in"
            )
        )
    return found


def let_stand_in(
    absence: Absence, deputy: StaffMember, *, actor: Actor, at: dt.datetime
) -> list[RoleGrant]:
    """Give the deputy the roles of whom is away in the units one leads, those they have not.

    No role of inspection or of the set-up, and none the other holds as a deputy. They end with the
    absence, and in any case on the last day a deputy may have them.
    """
    today = localdate(at)
    begins = max(absence.from_on, today)
    longest = dt.timedelta(days=rights_policy_on(today).deputy_days)
    ends = min(absence.to_on, begins + longest)
    theirs = RoleGrant.objects.filter(
        staff=absence.staff,
        unit_id__in=actor.led_unit_ids,
        deputy_for=None,
        revoked_at=None,
        valid_from__lte=begins,
        valid_to__gt=begins,
    )
    held = set(
        RoleGrant.objects.filter(
            staff=deputy, revoked_at=None, valid_from__lt=ends, valid_to__gt=begins
        ).values_list("role", "unit_id")
    )
    wanted = {
        (row.role, row.unit_id): min(row.valid_to, ends)
        for row in theirs
        if may(Role(row.role), Permission.WORK_CASE) or may(Role(row.role), Permission.DELIVER)
    }
    return RoleGrant.objects.bulk_create(
        RoleGrant(
            staff=deputy,
            unit_id=unit_id,
            role=role,
            valid_from=begins,
            valid_to=last,
            deputy_for=absence.staff,
        )
        for (role, unit_id), last in sorted(wanted.items())
        if (role, unit_id) not in held
    )


def no_longer_stand_in(absence: Absence, *, actor: Actor, at: dt.datetime) -> None:
    """Whom they stood in for is back: what was given for these days ends at once."""
    given = RoleGrant.objects.filter(
        deputy_for=absence.staff,
        valid_from__gte=absence.from_on,
        valid_from__lt=absence.to_on,
        revoked_at=None,
    )
    deputies = list(StaffMember.objects.filter(pk__in=given.values("staff_id")).order_by("pk"))
    given.update(revoked_at=at, revoked=Revoked.BACK)
    for deputy in deputies:
        let_go(deputy, actor=actor, at=at)
