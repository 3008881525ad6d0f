"""Second factors: what somebody has besides a password, set up by themself."""

import base64
import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from audit import trail
from audit.words import mark
from entrance.adapters.ciphers import decipher, encipher
from entrance.adapters.passkeys import NotThePasskey, passkey_made, passkey_used
from entrance.events import CameIn, FactorAdded, FactorRemoved, FactorsReset, RecoveryCodesMade
from entrance.models import Factor, FactorKind, RecoveryCode, WrongCode
from entrance.queries import asks_more, kinds_of_factor
from entrance.rules import BLOCKS, CODES, as_typed, recovery_code, step_of
from people.access import Actor, set_context, system, use_case
from people.actions import create_token, end_sessions
from people.models import Account
from people.refusals import AccessDenied, NotFound, Refused, Slowed
from people.roles import Permission
from people.signed_in import at_the_door

WINDOW: Final = dt.timedelta(minutes=15)
MOST_WRONG: Final = 5
WRONG: Final = mark("Koden er feil eller brukt. Vent på neste kode og prøv igjen.")
NOT_MADE: Final = mark("Passnøkkelen ble ikke godtatt. Prøv igjen.")
_LOCK: Final = 7_316  # the kind of advisory lock: attempts at an account's codes, one at a time


def check_code(account_id: int, *, code: str, at: dt.datetime) -> bool:
    """Whether `code` is what the account's app shows now, or a recovery code; each counts once.

    Wrong ones are counted. Raises Slowed after five in a quarter of an hour.
    """
    with transaction.atomic(durable=True):
        _one_at_a_time(account_id, at)
        right = _of_app(account_id, as_typed(code), at) or _of_recovery(account_id, code, at)
        _count(account_id, at, right=right)
    return right


def check_passkey(
    account_id: int, *, answer: str, begun: Mapping[str, Any], at: dt.datetime
) -> bool:
    """Whether a browser's answer shows one of the account's passkeys. Raises Slowed."""
    with transaction.atomic(durable=True):
        _one_at_a_time(account_id, at)
        rows = list(
            Factor.objects.select_for_update().filter(
                account_id=account_id, kind=FactorKind.PASSKEY, removed_at=None
            )
        )
        right = False
        try:
            known = {row.credential_id: row for row in rows}
            shown, counter = passkey_used(answer, begun, [row.credential for row in rows])
            row = known[_digest(shown)]
            # A counter that stands still or goes back: the key has been copied.
            if counter == 0 or counter > row.last_step:
                row.last_step, row.used_at, right = counter, at, True
                row.save(update_fields=["last_step", "used_at"])
        except (NotThePasskey, KeyError):
            right = False
        _count(account_id, at, right=right)
    return right


def open_api(
    username: str, *, password: str, code: str, at: dt.datetime, address: str
) -> dict[str, str]:
    """Give a person a key to the API, for the password and whatever else signing in asks for.

    Who signs in in two steps sends what the app shows. Raises as `people.actions.create_token`.
    """

    def proven(account: Account) -> bool:
        if not asks_more(account.pk):
            return True
        _one_at_a_time(account.pk, at)
        right = FactorKind.TOTP in kinds_of_factor(account.pk) and (
            _of_app(account.pk, as_typed(code), at) or _of_recovery(account.pk, code, at)
        )
        _count(account.pk, at, right=right)
        return right

    return create_token(username, password=password, at=at, address=address, proven=proven)


@transaction.atomic(durable=True)
def note_entry(account_id: int, *, how: str, at: dt.datetime) -> None:
    """Put on record that somebody signed in here, and by what."""
    account = Account.objects.select_related("staff").get(pk=account_id)
    trail.record(CameIn(how=how), actor=at_the_door(account, at=at), at=at)


def add_app(account_id: int, *, secret: str, code: str, at: dt.datetime) -> list[str]:
    """Let an app's codes be asked for from now on, once it shows the right one.

    `secret` is base32. Returns recovery codes if there were none; they are shown this once. Raises
    Refused at the field, also where there is an app already, and Slowed.
    """
    raw = base64.b32decode(secret)
    with transaction.atomic(durable=True):
        account = _one_at_a_time(account_id, at)
        step = step_of(raw, as_typed(code), at=at, after=0)
        _count(account_id, at, right=step is not None)
    if step is None:
        raise Refused(WRONG, code="wrong_code", field="code")
    with transaction.atomic(durable=True):
        account = _one_at_a_time(account_id, at)
        if Factor.objects.filter(account=account, kind=FactorKind.TOTP, removed_at=None).exists():
            raise Refused(mark("Du har allerede en app. Fjern den først."), code="has_app")
        Factor.objects.create(
            account=account, kind=FactorKind.TOTP, secret=encipher(raw), last_step=step, made_at=at
        )
        return _added(account, FactorKind.TOTP, at)


def add_passkey(
    account_id: int, *, answer: str, begun: Mapping[str, Any], at: dt.datetime
) -> list[str]:
    """Let a passkey be asked for from now on. Returns as `add_app`. Raises Refused."""
    try:
        shown, credential = passkey_made(answer, begun)
    except NotThePasskey:
        raise Refused(NOT_MADE, code="not_the_passkey") from None
    with transaction.atomic(durable=True):
        account = _one_at_a_time(account_id, at)
        digest = _digest(shown)
        if Factor.objects.filter(credential_id=digest, removed_at=None).exists():
            raise Refused(NOT_MADE, code="known_passkey")
        Factor.objects.create(
            account=account,
            kind=FactorKind.PASSKEY,
            credential=credential,
            credential_id=digest,
            made_at=at,
        )
        return _added(account, FactorKind.PASSKEY, at)


def remove_factor(account_id: int, *, factor: str, at: dt.datetime) -> None:
    """Let something of one's own count no more. Raises NotFound; Refused for the last that must be.

    Every other session of the account ends with it.
    """
    with transaction.atomic(durable=True):
        account = _one_at_a_time(account_id, at)
        mine = Factor.objects.select_for_update().filter(account=account, removed_at=None)
        row = mine.filter(public_id=factor).first()
        if row is None:
            raise NotFound
        if settings.SECOND_FACTOR == "required" and mine.count() == 1:
            raise Refused(
                mark("Du må ha minst ett trinn til. Legg til et annet før du fjerner dette."),
                code="last_factor",
            )
        row.removed_at = at
        row.save(update_fields=["removed_at"])
        trail.record(
            FactorRemoved(of_staff_id=account.staff_id, kind=row.kind),
            actor=at_the_door(account, at=at),
            at=at,
        )


def renew_codes(account_id: int, *, at: dt.datetime) -> list[str]:
    """New recovery codes, shown this once; the old ones count no more."""
    with transaction.atomic(durable=True):
        account = _one_at_a_time(account_id, at)
        RecoveryCode.objects.filter(account=account, removed_at=None).update(removed_at=at)
        made = _codes(account, at)
        trail.record(
            RecoveryCodesMade(of_staff_id=account.staff_id),
            actor=at_the_door(account, at=at),
            at=at,
        )
        return made


@use_case(Permission.ADMINISTER)
def reset_factors(account_id: int, *, actor: Actor, at: dt.datetime) -> dict[str, int]:
    """Take away all that somebody has besides the password, and end their sessions.

    For who has lost both the telephone and the codes; they set it up anew at the next sign-in.
    Nobody resets their own. Raises NotFound and Refused.
    """
    account = (
        Account.objects.select_for_update(of=("self",))
        .filter(pk=account_id, staff__municipality_id=actor.municipality_id)
        .first()
    )
    if account is None:
        raise NotFound("Vi finner ikke brukerkontoen.")
    if account.staff_id == actor.staff():
        raise Refused(
            "Du kan ikke nullstille din egen innlogging. Be en annen systemansvarlig.",
            code="own_factors",
        )
    gone = Factor.objects.filter(account=account, removed_at=None).update(removed_at=at)
    if not gone:
        raise Refused("Kontoen har ikke satt opp to-trinns innlogging.", code="no_factor")
    RecoveryCode.objects.filter(account=account, removed_at=None).update(removed_at=at)
    end_sessions(account)
    trail.record(FactorsReset(of_staff_id=account.staff_id), actor=actor, at=at)
    return {"account": account.pk}


def _one_at_a_time(account_id: int, at: dt.datetime) -> Account:
    """The account, locked. Raises Slowed after too many wrong codes, AccessDenied if closed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, account_id % 2**31])
    account = (
        Account.objects.select_for_update(of=("self",)).select_related("staff").get(pk=account_id)
    )
    set_context(system(account.staff.municipality_id), at)  # for what is put on record
    if not account.is_active:
        raise AccessDenied(mark("Kontoen er stengt."), what="closed account")
    if WrongCode.objects.filter(account_id=account_id, at__gt=at - WINDOW).count() >= MOST_WRONG:
        raise Slowed
    return account


def _count(account_id: int, at: dt.datetime, *, right: bool) -> None:
    if right:
        WrongCode.objects.filter(account_id=account_id).delete()
    else:
        WrongCode.objects.filter(at__lte=at - WINDOW).delete()
        WrongCode.objects.create(account_id=account_id, at=at)


def _of_app(account_id: int, code: str, at: dt.datetime) -> bool:
    app = (
        Factor.objects.select_for_update()
        .filter(account_id=account_id, kind=FactorKind.TOTP, removed_at=None)
        .first()
    )
    secret = decipher(app.secret) if app else None
    step = step_of(secret, code, at=at, after=app.last_step) if app and secret else None
    if app is None or step is None:
        return False
    app.last_step, app.used_at = step, at
    app.save(update_fields=["last_step", "used_at"])
    return True


def _of_recovery(account_id: int, code: str, at: dt.datetime) -> bool:
    return bool(
        RecoveryCode.objects.filter(
            account_id=account_id, digest=_code_digest(code), used_at=None, removed_at=None
        ).update(used_at=at)
    )


def _added(account: Account, kind: FactorKind, at: dt.datetime) -> list[str]:
    """What is told of a new factor, and the codes that come with the first."""
    first = not RecoveryCode.objects.filter(account=account, used_at=None, removed_at=None).exists()
    trail.record(
        FactorAdded(of_staff_id=account.staff_id, kind=kind),
        actor=at_the_door(account, at=at),
        at=at,
    )
    return _codes(account, at) if first else []


def _codes(account: Account, at: dt.datetime) -> list[str]:
    codes = [recovery_code(secrets.token_bytes(BLOCKS * BLOCKS)) for _ in range(CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=account, digest=_code_digest(code), made_at=at) for code in codes
    )
    return codes


def _code_digest(code: str) -> str:
    """Keyed, so that a copy of the table alone lets nobody look for codes."""
    return salted_hmac("recovery-code", as_typed(code), algorithm="sha256").hexdigest()


def _digest(credential_id: bytes) -> str:
    return hashlib.sha256(credential_id).hexdigest()
