"""The code that lets somebody choose a password of their own: asked for, handed out, used once.

Nobody sets another's password. Parts of the use cases in `rights`, which know who leads whom.
"""

import datetime as dt
from typing import Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from audit import trail
from audit.words import mark
from entrance.adapters.ciphers import entry_digest
from entrance.events import PasswordChosen
from entrance.models import EntryCode
from people.actions import end_sessions, guesses_left, note_guess
from people.models import Account
from people.policy import rights_policy_on
from people.refusals import NotFound, Refused, Slowed
from people.signed_in import at_the_door, passwords_open

WRONG_ENTRY: Final = mark(
    "Brukernavnet eller koden er feil, eller koden er brukt eller utløpt. Be lederen din om en ny."
)


def expect_code(
    account: Account, *, asked_by: int, asked_of: int | None, at: dt.datetime
) -> EntryCode:
    """Somebody is to choose a new password: what was open before is withdrawn.

    `asked_of` (a staff id) hands it out; None: nobody but who asks can.
    """
    withdraw_codes(account, at=at)
    return EntryCode.objects.create(
        account=account, asked_by_id=asked_by, asked_of_id=asked_of, asked_at=at
    )


def hand_out(expected: EntryCode, *, code: str, by: int, at: dt.datetime) -> dt.datetime:
    """`code` lets the account's owner choose a password, until the moment that is returned."""
    expected.digest, expected.given_by_id, expected.given_at = entry_digest(code), by, at
    expected.expires_at = at + dt.timedelta(hours=rights_policy_on(localdate(at)).code_hours)
    expected.save(update_fields=["digest", "given_by", "given_at", "expires_at"])
    return expected.expires_at


def withdraw_codes(account: Account, *, at: dt.datetime) -> None:
    """No code that is not used opens the account."""
    account.entry_codes.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=at)


def choose_password(
    username: str, *, code: str, password: str, at: dt.datetime, address: str = ""
) -> int:
    """Set the password of whoever has the code, and use the code up; returns the account's id.

    Raises NotFound where no password opens anything; Slowed as for wrong passwords; Refused, at
    `code` for any that opens nothing now, at `password` for a weak one, which uses no code up.
    """
    if not passwords_open():
        raise NotFound
    name = username.strip().lower()[:60]
    with transaction.atomic(durable=True):
        if not guesses_left(name, address=address, at=at):
            raise Slowed
        found = (
            EntryCode.objects.select_for_update(of=("self",))
            .select_related("account__staff")
            .filter(
                account__username=name,
                account__is_active=True,
                digest=entry_digest(code),
                used_at=None,
                withdrawn_at=None,
                expires_at__gt=at,
            )
            .first()
        )
        if found is None:
            note_guess(name, address=address, at=at)
        else:
            _choose(found, password, at)
    if found is None:
        raise Refused(WRONG_ENTRY, code="wrong_code", field="code")
    return found.account_id


def _choose(found: EntryCode, password: str, at: dt.datetime) -> None:
    account = found.account
    actor = at_the_door(account, at=at)
    try:
        validate_password(password, account)
    except ValidationError:
        raise Refused(
            "Passordet må ha minst 12 tegn og ikke være et vanlig passord.",
            code="weak_password",
            field="password",
        ) from None
    found.used_at = at
    found.save(update_fields=["used_at"])
    account.set_password(password)
    account.save(update_fields=["password"])
    end_sessions(account)
    trail.record(PasswordChosen(of_staff_id=account.staff_id), actor=actor, at=at)
