"""What is asked at the entrance: whose staff are vouched for, and what the set-up pages show."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.timezone import localdate

from entrance.models import Client, Factor, FactorKind, Identity, RecoveryCode, RoleMapping
from people.access import Actor
from people.models import Account, Municipality
from people.queries.staff import names_on
from people.refusals import NotFound
from people.roles import ROLES, Role


@dataclass(frozen=True, slots=True)
class MappingRow:
    """A group that gives a role in a unit, in [valid_from, valid_to)."""

    public_id: str
    claim: str
    value: str
    role: str
    unit: str
    valid_from: dt.date
    last_day: dt.date | None
    state: str  # now, later, ended


@dataclass(frozen=True, slots=True)
class FactorRow:
    """Something an account's owner has besides the password."""

    public_id: str
    kind: str
    label: str
    made_at: dt.datetime
    used_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A system that may come in by itself."""

    public_id: str
    name: str
    scopes: tuple[str, ...]
    made_at: dt.datetime
    last_on: dt.date
    state: str  # now, ended, revoked


def municipality_vouched_for() -> int:
    """Whose staff the provider vouches for. Raises ImproperlyConfigured if that is not clear."""
    rows = Municipality.objects.all()
    if settings.OIDC_MUNICIPALITY:
        rows = rows.filter(code=settings.OIDC_MUNICIPALITY)
    found = list(rows.values_list("pk", flat=True)[:2])
    if len(found) != 1:
        raise ImproperlyConfigured("OIDC_MUNICIPALITY: the code of the municipality vouched for")
    return found[0]


def mapping_rows(actor: Actor, *, on: dt.date) -> list[MappingRow]:
    """Which groups give which roles, those in force first; in two queries whatever their number."""
    rows = list(RoleMapping.objects.filter(municipality_id=actor.municipality_id).order_by("pk"))
    units = names_on(on, {row.unit_id for row in rows})
    made = [
        MappingRow(
            public_id=str(row.public_id),
            claim=row.claim,
            value=row.value,
            role=ROLES[Role(row.role)].label,
            unit=units.get(row.unit_id, ""),
            valid_from=row.valid_from,
            last_day=row.valid_to - dt.timedelta(days=1) if row.valid_to else None,
            state=_state(row, on),
        )
        for row in rows
    ]
    order = {"now": 0, "later": 1, "ended": 2}
    return sorted(made, key=lambda row: (order[row.state], row.value, row.role))


def _state(row: RoleMapping, on: dt.date) -> str:
    if row.valid_to is not None and row.valid_to <= on:
        return "ended"
    return "later" if row.valid_from > on else "now"


def factors(account_id: int) -> list[FactorRow]:
    """What counts as an account's second factor now, oldest first."""
    rows = Factor.objects.filter(account_id=account_id, removed_at=None).order_by("pk")
    return [
        FactorRow(
            str(row.public_id), row.kind, FactorKind(row.kind).label, row.made_at, row.used_at
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class WaysRow:
    """What it takes to sign in with an account."""

    account: int
    username: str
    bound_at: dt.datetime | None
    factors: tuple[FactorRow, ...]


def ways_of(account_id: int, *, actor: Actor) -> WaysRow:
    """What it takes to sign in with an account of the municipality. Raises NotFound."""
    account = Account.objects.filter(
        pk=account_id, staff__municipality_id=actor.municipality_id
    ).first()
    if account is None:
        raise NotFound("Vi finner ikke brukerkontoen.")
    bound = Identity.objects.filter(account=account, released_at=None).first()
    return WaysRow(
        account.pk, account.username, bound.bound_at if bound else None, tuple(factors(account.pk))
    )


def kinds_of_factor(account_id: int) -> frozenset[str]:
    """Which kinds of second factor an account has."""
    rows = Factor.objects.filter(account_id=account_id, removed_at=None)
    return frozenset(rows.values_list("kind", flat=True))


def asks_more(account_id: int) -> bool:
    """Whether a password is not enough: by the installation's rule, or the owner's own choice."""
    return settings.SECOND_FACTOR == "required" or bool(kinds_of_factor(account_id))


def passkeys(account_id: int) -> list[str]:
    """The public halves of an account's passkeys."""
    rows = Factor.objects.filter(account_id=account_id, kind=FactorKind.PASSKEY, removed_at=None)
    return list(rows.order_by("pk").values_list("credential", flat=True))


def codes_left(account_id: int) -> int:
    """How many recovery codes are not used yet."""
    return RecoveryCode.objects.filter(account_id=account_id, used_at=None, removed_at=None).count()


def username_of(account_id: int) -> str:
    """What an account signs in with."""
    return Account.objects.values_list("username", flat=True).get(pk=account_id)


def client_rows(actor: Actor, *, at: dt.datetime) -> list[ClientRow]:
    """The systems that may come in, those in force first, in one query."""
    rows = Client.objects.filter(account__staff__municipality_id=actor.municipality_id).order_by(
        "name", "pk"
    )
    made = [
        ClientRow(
            public_id=str(row.public_id),
            name=row.name,
            scopes=tuple(row.scopes),
            made_at=row.made_at,
            last_on=localdate(row.expires_at) - dt.timedelta(days=1),
            state=_client_state(row, at),
        )
        for row in rows
    ]
    return sorted(made, key=lambda row: row.state != "now")


def client_row(public_id: str, *, actor: Actor, at: dt.datetime) -> ClientRow | None:
    """One of them."""
    return next((r for r in client_rows(actor, at=at) if r.public_id == public_id), None)


def _client_state(row: Client, at: dt.datetime) -> str:
    if row.revoked_at is not None:
        return "revoked"
    return "ended" if row.expires_at <= at else "now"
