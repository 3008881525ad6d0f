"""Units and staff as the set-up pages show them, and who works here for lists to choose from."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext

from people.access import Actor
from people.models import (
    Account,
    Municipality,
    RoleGrant,
    StaffMember,
    Unit,
    UnitIntakeRule,
    UnitName,
    UnitSuccession,
)
from people.policy import rights_policy_on
from people.queries.team import away_said
from people.refusals import NotFound
from people.roles import ROLES, Permission, Role, may
from people.rules import longest_to


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A role in a unit in [valid_from, valid_to)."""

    id: int
    role: str
    label: str
    unit: str
    valid_from: dt.date
    last_day: dt.date
    state: str  # now, later, ended, revoked


@dataclass(frozen=True, slots=True)
class AccountRow:
    """What somebody signs in with."""

    id: int
    username: str
    open: bool


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff with roles and accounts."""

    id: int
    public_id: str
    employee_number: str
    name: str
    title: str
    email: str
    phone: str
    left_on: dt.date | None
    grants: tuple[GrantRow, ...]
    accounts: tuple[AccountRow, ...]

    @property
    def roles_now(self) -> str:
        """The roles held today, in words."""
        return ", ".join(f"{gettext(g.label)}, {g.unit}" for g in self.grants if g.state == "now")


@dataclass(frozen=True, slots=True)
class NameRow:
    """What a unit was called in [valid_from, valid_to)."""

    name: str
    valid_from: dt.date
    valid_to: dt.date | None


@dataclass(frozen=True, slots=True)
class RuleRow:
    """Which new cases a unit takes, in codes; blank means any."""

    track: str
    service_key: str
    district: str
    age_from: int | None
    age_to: int | None
    valid_from: dt.date
    valid_to: dt.date | None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit with its names and what came before and after it."""

    id: int
    key: str
    name: str
    kind: str
    parent: str
    performs: bool
    decides: bool
    phone: str
    valid_from: dt.date
    valid_to: dt.date | None
    names: tuple[NameRow, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    rules: tuple[RuleRow, ...] = ()


def colleagues(
    actor: Actor,
    *,
    on: dt.date,
    permission: Permission = Permission.WORK_CASE,
    say_away: bool = False,
) -> list[tuple[str, str]]:
    """Those who hold `permission` on a day, as public id and name, by name.

    With `say_away` the last day away stands behind the name of who is away on that day.
    """
    roles = [role for role in ROLES if may(role, permission)]
    found = (
        StaffMember.objects.filter(
            Q(left_on=None) | Q(left_on__gt=on),
            municipality_id=actor.municipality_id,
            grants__role__in=roles,
            grants__valid_from__lte=on,
            grants__valid_to__gt=on,
            grants__revoked_at=None,
        )
        .order_by("family_name", "given_name", "pk")
        .distinct()
    )
    said = away_said([s.pk for s in found], on=on) if say_away else {}
    return [
        (str(s.public_id), f"{s.given_name} {s.family_name}{said.get(s.pk, '')}") for s in found
    ]


def longest_last_day(on: dt.date) -> dt.date:
    """The last day of a role that is given from a day for as long as it may be."""
    return longest_to(on, rights_policy_on(on)) - dt.timedelta(days=1)


def staff_rows(actor: Actor, *, at: dt.datetime, public_id: str = "") -> list[StaffRow]:
    """The municipality's staff by name, in four queries; with `public_id` only that one."""
    found = StaffMember.objects.filter(municipality_id=actor.municipality_id)
    if public_id:
        found = found.filter(public_id=public_id)
    people = list(found.order_by("family_name", "given_name", "pk"))
    ids = [p.pk for p in people]
    grants = list(RoleGrant.objects.filter(staff_id__in=ids).order_by("-valid_to", "pk"))
    accounts = list(Account.objects.filter(staff_id__in=ids).order_by("username"))
    names = names_on(localdate(at), {g.unit_id for g in grants})
    return [
        StaffRow(
            id=p.pk,
            public_id=str(p.public_id),
            employee_number=p.employee_number,
            name=f"{p.given_name} {p.family_name}",
            title=p.title,
            email=p.email,
            phone=p.phone,
            left_on=p.left_on,
            grants=tuple(_grant(g, names, at) for g in grants if g.staff_id == p.pk),
            accounts=tuple(
                AccountRow(a.pk, a.username, a.is_active) for a in accounts if a.staff_id == p.pk
            ),
        )
        for p in people
    ]


def staff_row(public_id: str, *, actor: Actor, at: dt.datetime) -> StaffRow:
    """One member of staff. Raises NotFound."""
    rows = staff_rows(actor, at=at, public_id=public_id)
    if not rows:
        raise NotFound("Vi finner ikke den ansatte.")
    return rows[0]


def _grant(grant: RoleGrant, names: dict[int, str], at: dt.datetime) -> GrantRow:
    day = localdate(at)
    state = "now"
    if grant.revoked_at is not None and grant.revoked_at <= at:
        state = "revoked"
    elif grant.valid_to <= day:
        state = "ended"
    elif grant.valid_from > day:
        state = "later"
    return GrantRow(
        id=grant.pk,
        role=grant.role,
        label=ROLES[Role(grant.role)].label,
        unit=names.get(grant.unit_id, ""),
        valid_from=grant.valid_from,
        last_day=grant.valid_to - dt.timedelta(days=1),
        state=state,
    )


def unit_rows(actor: Actor, *, on: dt.date) -> list[UnitRow]:
    """Every unit, open ones first and then by name, with periods; the same queries for 2 and 20."""
    units = list(Unit.objects.filter(municipality_id=actor.municipality_id))
    ids = [u.pk for u in units]
    names: dict[int, list[UnitName]] = {}
    for row in UnitName.objects.filter(unit_id__in=ids).order_by("unit_id", "valid_from"):
        names.setdefault(row.unit_id, []).append(row)
    called = {pk: _called(rows, on) for pk, rows in names.items()}
    changes = list(UnitSuccession.objects.filter(predecessor_id__in=ids).order_by("on", "pk"))
    rules = list(UnitIntakeRule.objects.filter(unit_id__in=ids).order_by("priority", "pk"))
    made = [
        UnitRow(
            id=u.pk,
            key=u.key,
            name=called.get(u.pk, u.key),
            kind=str(u.get_kind_display()),
            parent=called.get(u.parent_id or 0, ""),
            performs=u.performs,
            decides=u.decides,
            phone=u.phone,
            valid_from=u.valid_from,
            valid_to=u.valid_to,
            names=tuple(NameRow(n.name, n.valid_from, n.valid_to) for n in names.get(u.pk, [])),
            before=tuple(called[c.predecessor_id] for c in changes if c.successor_id == u.pk),
            after=tuple(called[c.successor_id] for c in changes if c.predecessor_id == u.pk),
            rules=tuple(_rule(r, called) for r in rules if r.unit_id == u.pk),
        )
        for u in units
    ]
    return sorted(made, key=lambda u: (u.valid_to is not None and u.valid_to <= on, u.name, u.id))


def unit_row(unit_id: int, *, actor: Actor, on: dt.date) -> UnitRow:
    """One unit. Raises NotFound."""
    for row in unit_rows(actor, on=on):
        if row.id == unit_id:
            return row
    raise NotFound("Vi finner ikke enheten.")


def unit_choices(actor: Actor, *, on: dt.date) -> list[tuple[str, str]]:
    """Units open on a day or later, as id and name, by name."""
    open_ones = Unit.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on), municipality_id=actor.municipality_id
    )
    names = names_on(on, [u.pk for u in open_ones])
    return sorted(((str(pk), name) for pk, name in names.items()), key=lambda row: row[1])


def municipality_name(municipality_id: int) -> str:
    """What the municipality is called."""
    return Municipality.objects.values_list("name", flat=True).get(pk=municipality_id)


def names_on(on: dt.date, ids: Iterable[int]) -> dict[int, str]:
    """What units are called on a day, by id, in one query."""
    rows: dict[int, list[UnitName]] = {}
    for row in UnitName.objects.filter(unit_id__in=set(ids)).order_by("unit_id", "valid_from"):
        rows.setdefault(row.unit_id, []).append(row)
    return {pk: _called(found, on) for pk, found in rows.items()}


def _called(rows: list[UnitName], on: dt.date) -> str:
    """The name in force on a day; the first one before that."""
    now = [row.name for row in rows if row.valid_from <= on]
    return now[-1] if now else rows[0].name


def _rule(rule: UnitIntakeRule, called: dict[int, str]) -> RuleRow:
    return RuleRow(
        track=rule.track,
        service_key=rule.service_key,
        district=called.get(rule.district_id or 0, ""),
        age_from=rule.age_from,
        age_to=rule.age_to,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
    )
