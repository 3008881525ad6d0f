"""Who is signed in: the account's person and the roles held on this day."""

import datetime as dt
import hashlib
from dataclasses import replace

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.http import HttpRequest
from django.utils.timezone import localdate

from people.access import Actor, Grant, Once, set_context
from people.models import Account, RoleGrant, StaffMember
from people.refusals import AccessDenied
from people.roles import Permission, Role, may

LONGEST_KEY = 200
DESCENDANTS = """
WITH RECURSIVE below(id) AS (
    SELECT unnest(%s::bigint[])
    UNION SELECT u.id FROM people_unit u JOIN below ON u.parent_id = below.id
) SELECT id FROM below
"""


def actor_for(account: Account, *, at: dt.datetime) -> Actor:
    """The actor behind `account`, with the roles held on Oslo's day of `at`.

    Raises AccessDenied for somebody who has left.
    """
    staff = account.staff
    if not account.is_active or (staff.left_on is not None and staff.left_on <= localdate(at)):
        raise AccessDenied("Kontoen er stengt.", what="closed account")
    return replace(colleague(staff, at=at), account_id=account.pk)


def at_the_door(account: Account, *, at: dt.datetime) -> Actor:
    """As `actor_for`, and the transaction acts for them: where somebody proves who they are.

    Signing in and its factors are no use cases, since nobody has a permission yet.
    """
    actor = actor_for(account, at=at)
    set_context(actor, at)
    return actor


def colleague(staff: StaffMember, *, at: dt.datetime) -> Actor:
    """Somebody else than who asks, as they would be if they signed in: to ask what they may do."""
    day = localdate(at)
    held = (
        RoleGrant.objects.filter(
            Q(revoked_at=None) | Q(revoked_at__gt=at),
            staff=staff,
            valid_from__lte=day,
            valid_to__gt=day,
        )
        .order_by("pk")
        .values_list("role", "unit_id")
    )
    grants = tuple(Grant(Role(role), unit_id) for role, unit_id in held)
    own = frozenset(grant.unit_id for grant in grants)
    led = frozenset(grant.unit_id for grant in grants if may(grant.role, Permission.DISTRIBUTE))
    if led:
        with connection.cursor() as cursor:
            cursor.execute(DESCENDANTS, [sorted(led)])
            led |= {row[0] for row in cursor.fetchall()}
    return Actor(
        municipality_id=staff.municipality_id,
        staff_id=staff.pk,
        account_id=None,
        grants=grants,
        unit_ids=own | led,
        led_unit_ids=led,
    )


def actor_of(request: HttpRequest, *, at: dt.datetime) -> Actor:
    """The actor of an HTML or API request. With an idempotency key, a repeat is recognised.

    The key comes as the header `Idempotency-Key` (API) or the hidden field `_key` (pages). Raises
    AccessDenied for a stranger.
    """
    account = request.user
    if not isinstance(account, Account):
        raise AccessDenied("Du må logge inn.", what="stranger")
    actor = actor_for(account, at=at)
    key = request.headers.get("Idempotency-Key", "")
    if not key and request.method == "POST" and request.content_type != "application/json":
        key = request.POST.get("_key", "")
    if request.method in {"GET", "HEAD", "OPTIONS"} or not key:
        return actor
    once = Once(f"{request.method} {request.path}"[:200], _kept(key), body_hash(request))
    return replace(actor, once=once)


def _kept(key: str) -> str:
    """The key as it is kept; of one the database has no room or sign for, its digest."""
    fits = len(key) <= LONGEST_KEY and "\0" not in key
    return key if fits else hashlib.sha256(key.encode()).hexdigest()


def passwords_open() -> bool:
    """Whether passwords open anything here, or staff come in through whoever vouches for them."""
    return settings.LOCAL_SIGN_IN or not settings.OIDC_ISSUER


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: as the proxy in front tells, the last that it passed.

    Without TLS no proxy stands in front, and what a client says of itself counts for nothing.
    """
    told = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.HTTPS else ""
    return str(told.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", ""))


def body_hash(request: HttpRequest) -> str:
    """SHA-256 of what was sent; for pages of the fields, without the tokens that may differ."""
    if request.content_type == "application/json":
        return hashlib.sha256(request.body).hexdigest()
    fields = sorted(
        (name, value)
        for name, values in request.POST.lists()
        if name not in {"csrfmiddlewaretoken", "_key"}
        for value in values
    )
    return hashlib.sha256(repr(fields).encode()).hexdigest()
