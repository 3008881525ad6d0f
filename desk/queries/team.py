"""Whose eyes a list of tasks is made with: a leader answers for all that the unit has to do."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import replace

from django.db.models import Q

from people.access import Actor, Grant
from people.models import RoleGrant, StaffMember
from people.roles import ROLES, Permission, Role, may


def as_team(actor: Actor, on: dt.date) -> Actor:
    """Oneself with every role held in the units one leads: to list tasks, never to open anything.

    A leader decides no case, and would else see no decision waiting in anybody's hands.
    """
    held = (
        RoleGrant.objects.filter(
            unit_id__in=actor.led_unit_ids, valid_from__lte=on, valid_to__gt=on, revoked_at=None
        )
        .order_by("role", "unit_id")
        .values_list("role", "unit_id")
        .distinct()
    )
    works = [
        Grant(Role(role), unit_id)
        for role, unit_id in held
        if may(Role(role), Permission.WORK_CASE) or may(Role(role), Permission.DELIVER)
    ]
    grants = tuple(dict.fromkeys([*actor.grants, *works]))
    return replace(actor, grants=grants, once=None, acting=None)


def seeing(actor: Actor, on: dt.date) -> Actor:
    """Oneself; for who shares work out, the whole unit's queue, also what they cannot do."""
    return as_team(actor, on) if actor.may(Permission.DISTRIBUTE) else actor


def doers(
    needed: Iterable[Permission], *, unit_ids: Collection[int], on: dt.date
) -> dict[Permission, tuple[str, ...]]:
    """The names of who can, in these units, by what one must be able to; a query for each."""
    return {
        permission: tuple(
            f"{given} {family}"
            for given, family in StaffMember.objects.filter(
                Q(left_on=None),
                pk__in=RoleGrant.objects.filter(
                    unit_id__in=unit_ids,
                    valid_from__lte=on,
                    valid_to__gt=on,
                    revoked_at=None,
                    role__in=[role for role in ROLES if may(role, permission)],
                ).values("staff_id"),
            )
            .order_by("family_name", "given_name", "pk")
            .values_list("given_name", "family_name")
        )
        for permission in sorted(set(needed))
    }
