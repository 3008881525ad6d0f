"""Ways in: a password is checked, and guesses slowed, alike for pages and for keys to the API.

A key is shown once, kept as a digest, and gone after a working day.
"""

import datetime as dt
import secrets
from collections.abc import Callable
from typing import Final
from zlib import crc32

from django.conf import settings
from django.contrib.auth import authenticate
from django.db import connection, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from audit import trail
from people.access import Actor, require, stand, use_case
from people.adapters import digest_of
from people.events import CalendarRenewed, TokenIssued, TokenRevoked
from people.models import Account, SignInFailure, Token
from people.refusals import NotFound, Slowed, WrongCredentials
from people.roles import Permission
from people.signed_in import actor_for, passwords_open

LIFETIME: Final = dt.timedelta(hours=8)
WINDOW: Final = dt.timedelta(minutes=15)
MOST_FAILURES: Final = 5  # from one address for one name, so that a stranger locks out nobody else
LONG_WINDOW: Final = dt.timedelta(hours=1)
MOST_FROM_ANYWHERE: Final = 100  # for one name in LONG_WINDOW: against many addresses together
_LOCK: Final = 7_315  # the kind of advisory lock: attempts at a name from an address, one at a time


def sign_in(username: str, *, password: str, at: dt.datetime, address: str = "") -> Account | None:
    """The account of whoever knows the password; None for a wrong name or password.

    Raises Slowed after as many wrong passwords as `create_token` allows, together with its own.
    """
    name, source = _name_and_source(username, address)
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            # A second press waits for the first: what it answers is what stands on the screen.
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", _slot(name, source))
        return _account(name, source, password, at)


def create_token(
    username: str,
    *,
    password: str,
    at: dt.datetime,
    address: str = "",
    proven: Callable[[Account], bool] | None = None,
) -> dict[str, str]:
    """Give a key to whoever knows the password and may use the API; it expires after LIFETIME.

    `proven` says, once the password is right, whether whatever else is asked for is too.

    Raises Slowed after five wrong passwords for the name from the address in a quarter of an hour,
    SIGN_IN_FAILURES_PER_ADDRESS for all names from it, or a hundred for the name from anywhere in
    an hour, whether there is such a user or not; WrongCredentials; AccessDenied without a role that
    may use the API.
    """
    name, source = _name_and_source(username, address)
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", _slot(name, source))
            if not cursor.fetchone()[0]:
                raise Slowed
        account = _account(name, source, password, at)
        if account is not None and (proven is None or proven(account)):
            return issue_token(account, at=at, lasts=LIFETIME)
    raise WrongCredentials


@use_case(Permission.USE_API)
def revoke_token(token_id: int, *, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Take one of one's own keys back. Raises NotFound for anybody else's."""
    revoked = Token.objects.filter(
        pk=token_id, account__staff_id=actor.staff(), revoked_at=None
    ).update(revoked_at=at)
    if not revoked:
        raise NotFound
    trail.record(TokenRevoked(), actor=actor, at=at)
    return {"revoked_at": at.isoformat()}


@use_case(Permission.OWN_NOTICES)
def renew_calendar(*, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Give one's calendar a new secret address (Lag ny adresse): the old one opens nothing."""
    Account.objects.filter(pk=actor.account_id or 0).update(calendar=F("calendar") + 1)
    trail.record(CalendarRenewed(), actor=actor, at=at)
    return {"renewed_at": at.isoformat()}


def _name_and_source(username: str, address: str) -> tuple[str, str]:
    """The name as it is stored, and a digest of the address: enough to know it again."""
    return username.strip().lower()[:60], salted_hmac("sign-in", address).hexdigest()[:16]


def _slot(name: str, source: str) -> list[int]:
    return [_LOCK, crc32(f"{name} {source}".encode()) - 2**31]


def guesses_left(username: str, *, address: str, at: dt.datetime) -> bool:
    """Whether a name may be tried from an address now. Another attempt waits for this one's end."""
    name, source = _name_and_source(username, address)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", _slot(name, source))
    return _guesses_left(name, source, at)


def note_guess(username: str, *, address: str, at: dt.datetime) -> None:
    """Write down that a name was tried with what is not its secret; it slows the next attempt."""
    name, source = _name_and_source(username, address)
    SignInFailure.objects.filter(at__lte=at - LONG_WINDOW).delete()
    SignInFailure.objects.create(username=name, source=source, at=at)


def _guesses_left(name: str, source: str, at: dt.datetime) -> bool:
    failures = SignInFailure.objects.filter(username=name)
    of_any_name = SignInFailure.objects.filter(source=source, at__gt=at - WINDOW)
    return not (
        failures.filter(source=source, at__gt=at - WINDOW).count() >= MOST_FAILURES
        or of_any_name.count() >= settings.SIGN_IN_FAILURES_PER_ADDRESS
        or failures.filter(at__gt=at - LONG_WINDOW).count() >= MOST_FROM_ANYWHERE
    )


def _account(name: str, source: str, password: str, at: dt.datetime) -> Account | None:
    """The account behind the name and password; None after writing down that it failed."""
    if not _guesses_left(name, source, at):
        raise Slowed
    account = authenticate(username=name, password=password) if passwords_open() else None
    if isinstance(account, Account):
        # What others have tried still counts.
        SignInFailure.objects.filter(username=name, source=source).delete()
        return account
    SignInFailure.objects.filter(at__lte=at - LONG_WINDOW).delete()
    SignInFailure.objects.create(username=name, source=source, at=at)
    return None


def issue_token(
    account: Account, *, at: dt.datetime, lasts: dt.timedelta, scopes: list[str] | None = None
) -> dict[str, str]:
    """A key to the API for an account that has proven itself: shown this once.

    With `scopes` it opens those doors alone. Raises AccessDenied for who may not use the API.
    """
    actor = actor_for(account, at=at)
    stand(actor, at)
    require(actor, Permission.USE_API)
    secret = secrets.token_urlsafe(32)
    expires_at = at + lasts
    Token.objects.create(
        account=account,
        digest=digest_of(secret),
        created_at=at,
        expires_at=expires_at,
        scopes=scopes,
    )
    trail.record(TokenIssued(expires_at=expires_at.isoformat()), actor=actor, at=at)
    return {"token": secret, "expires_at": expires_at.isoformat()}
