"""Who can help somebody who may not do a thing: so that a refusal names a person."""

from typing import Final

from django.db.models.expressions import RawSQL

from audit.words import filled, mark
from people.access.actor import Actor
from people.models import RoleGrant, StaffMember
from people.roles import ROLES, Permission, Role

# The day, as the transaction was told it.
TODAY: Final = RawSQL(
    "(nullif(current_setting('tildeling.midnight', true), '')::timestamptz"
    " AT TIME ZONE 'Europe/Oslo')::date",
    [],
)
MOST_NAMED: Final = 3
NOBODY_KNOWN: Final = mark("Lederen din")


def denial(actor: Actor, permission: Permission) -> str:
    """The sentence for who may not: whose work it is, and who can give them access."""
    who = leader_of(actor) or NOBODY_KNOWN
    labels = [
        row.label
        for role, row in ROLES.items()
        if permission in row.permissions and role not in {Role.INTEGRATION, Role.SYSTEM}
    ]
    if not 0 < len(labels) <= MOST_NAMED:
        return filled("Du har ikke tilgang til å gjøre dette. {who} kan gi deg tilgang.", who=who)
    named = [label[:1].lower() + label[1:] for label in labels]
    roles = named[0]
    for place, one in enumerate(named[1:], start=2):
        both = mark("{one} eller {other}") if place == len(named) else mark("{one}, {other}")
        roles = filled(both, one=roles, other=one)
    return filled(
        "Du har ikke tilgang til å gjøre dette. Det gjør den som er {roles}."
        " {who} kan gi deg tilgang.",
        roles=roles,
        who=who,
    )


def leader_of(actor: Actor) -> str:
    """The name of whoever leads where the actor has a role, and is not the actor; empty without."""
    units = {grant.unit_id for grant in actor.grants}
    leads = RoleGrant.objects.filter(
        unit_id__in=units,
        role=Role.UNIT_LEADER,
        revoked_at=None,
        valid_from__lte=TODAY,
        valid_to__gt=TODAY,
        staff__left_on=None,
    ).exclude(staff_id=actor.staff_id)
    found = StaffMember.objects.filter(pk__in=leads.values("staff_id")).order_by("pk").first()
    return str(found) if found else ""
