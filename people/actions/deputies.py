"""Who stands in (stedfortreder) for somebody away: their roles, for the days, a month at the most.

Parts of use cases: the caller has locked both, and puts it on record.
"""

import datetime as dt

from django.db.models import QuerySet
from django.utils.timezone import localdate

from audit.words import filled
from people.access import Actor
from people.actions.letting_go import let_go
from people.models import Absence, Revoked, RoleGrant, StaffMember
from people.policy import rights_policy_on
from people.queries.team import NO_DEPUTIES, led_by_right
from people.refusals import Objection
from people.roles import Permission, Role, apart, may


def deputy_objections(
    member: StaffMember, deputy: StaffMember, *, actor: Actor, at: dt.datetime
) -> list[Objection]:
    """Why `deputy` may not stand in for `member`.

    Nobody takes a role for themself; who leads as a deputy names no other; who controls or
    administers, and a system, stand in for nobody; and the days of a year come to an end.
    """
    on = localdate(at)
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
    held = RoleGrant.objects.filter(staff=deputy, revoked_at=None, valid_to__gt=on)
    if held.filter(role__in=NO_DEPUTIES).exists():
        found.append(
            Objection(
                "En kontrollør, en systemansvarlig eller en integrasjon kan ikke være"
                " stedfortreder. Velg en annen.",
                "roles_apart",
                "stand_in",
            )
        )
    if not _roles_of(member, actor=actor, on=on).exists():
        found.append(
            Objection(
                "Du leder ikke selv enheten der den andre har rollen. Be lederen over deg velge"
                " en.",
                "deputy_of",
                "stand_in",
            )
        )
    most = rights_policy_on(on).deputy_days_a_year
    if _days(member, deputy, on=on) >= most:
        found.append(
            Objection(
                filled(
                    "{deputy} har vært stedfortreder for {member} i {n} dager det siste året. Velg"
                    " en annen, eller be systemansvarlig om en rolle.",
                    deputy=str(deputy),
                    member=str(member),
                    n=most,
                ),
                "deputy_days",
                "stand_in",
            )
        )
    return found


def let_stand_in(
    absence: Absence, deputy: StaffMember, *, actor: Actor, at: dt.datetime
) -> list[RoleGrant]:
    """Give the deputy the roles of whom is away in the units one leads by right, those they lack.

    No role of inspection or of the set-up, and none the other holds as a deputy. They end with the
    absence, on the last day a deputy may have them, or when the days of a year are used.
    """
    today = localdate(at)
    policy = rights_policy_on(today)
    begins = max(absence.from_on, today)
    left = policy.deputy_days_a_year - _days(absence.staff, deputy, on=begins)
    longest = dt.timedelta(days=min(policy.deputy_days, left))
    ends = min(absence.to_on, begins + longest)
    if ends <= begins:
        return []
    theirs = _roles_of(absence.staff, actor=actor, on=begins)
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
        and not any(apart(Role(role), Role(other)) for other, _ in held)
    )


def _roles_of(member: StaffMember, *, actor: Actor, on: dt.date) -> QuerySet[RoleGrant]:
    """What somebody holds themself on a day in the units the actor leads by right."""
    return RoleGrant.objects.filter(
        staff=member,
        unit_id__in=led_by_right(actor, on=on),
        deputy_for=None,
        revoked_at=None,
        valid_from__lte=on,
        valid_to__gt=on,
    )


def _days(member: StaffMember, deputy: StaffMember, *, on: dt.date) -> int:
    """On how many days of the year before a day the one has stood in, or is to, for the other."""
    since = on - dt.timedelta(days=365)
    rows = RoleGrant.objects.filter(staff=deputy, deputy_for=member, valid_to__gt=since)
    days: set[dt.date] = set()
    for row in rows:
        last = row.valid_to if row.revoked_at is None else localdate(row.revoked_at)
        begins, ends = max(row.valid_from, since), min(row.valid_to, last)
        days |= {begins + dt.timedelta(days=n) for n in range((ends - begins).days)}
    return len(days)


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
