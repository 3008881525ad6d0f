"""Roles that follow the employer's directory, apart from those given by hand."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils.timezone import localdate

from people.models import Revoked, RoleGrant, StaffMember
from people.policy import rights_policy_on
from people.roles import Role, apart
from people.rules import longest_to

Held = tuple[Role, int]  # a role in a unit


@dataclass(frozen=True, slots=True)
class Followed:
    """What changed: roles given, roles ended, and roles that may not stand beside the others."""

    given: list[str]
    ended: list[str]
    apart: list[str]


def follow_directory(
    staff: StaffMember, said: Mapping[Held, dt.date | None], *, at: dt.datetime
) -> Followed:
    """Let a locked member of staff hold what the directory says, each until a day or a year.

    What it no longer says ends at once. What is given by hand stays as it is, and a role that may
    not stand beside another held now is not given. What somebody has taken back here, by hand or in
    a review, is not given anew until the directory has been without it.
    """
    today = localdate(at)
    longest = longest_to(today, rights_policy_on(today))
    held = RoleGrant.objects.filter(
        Q(revoked_at=None) | Q(revoked_at__gt=at), staff=staff, valid_to__gt=today
    )
    before = {(Role(g.role), g.unit_id): g for g in held.filter(by_directory=True)}
    gone = [grant for key, grant in before.items() if key not in said]
    RoleGrant.objects.filter(pk__in=[grant.pk for grant in gone]).update(
        revoked_at=at, revoked=Revoked.DIRECTORY
    )
    taken = _taken_back(staff, said)
    beside = {Role(role) for role in held.values_list("role", flat=True)}
    news: list[Held] = []
    clash: list[str] = []
    for role, unit_id in sorted(key for key in said if key not in before and key not in taken):
        if any(apart(role, other) for other in beside):
            clash.append(role)
        elif not held.filter(role=role, unit_id=unit_id).exists():
            news.append((role, unit_id))
            beside.add(role)
    RoleGrant.objects.bulk_create(
        RoleGrant(
            staff=staff,
            unit_id=unit_id,
            role=role,
            valid_from=today,
            valid_to=min(said[role, unit_id] or dt.date.max, longest),
            by_directory=True,
        )
        for role, unit_id in news
    )
    return Followed([role for role, _ in news], sorted(grant.role for grant in gone), clash)


def _taken_back(staff: StaffMember, said: Mapping[Held, dt.date | None]) -> set[Held]:
    """What the directory still says and somebody here has taken back; what it no longer says may
    come anew.
    """
    rows = RoleGrant.objects.filter(
        staff=staff, by_directory=True, revoked__in=[Revoked.HAND, Revoked.REVIEW]
    )
    held = {row.pk: (Role(row.role), row.unit_id) for row in rows}
    over = [pk for pk, key in held.items() if key not in said]
    RoleGrant.objects.filter(pk__in=over).update(revoked=Revoked.DIRECTORY)
    return {key for key in held.values() if key in said}
