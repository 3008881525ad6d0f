"""Whose calendar of deadlines a secret address opens: it is signed, and stored nowhere."""

import datetime as dt
from typing import Final

from django.utils.crypto import constant_time_compare, salted_hmac

from audit.models import Read
from people.access import Actor
from people.models import Account
from people.refusals import NotFound

SALT: Final = "desk.calendar"
HOUR: Final = dt.timedelta(hours=1)
MOST_AN_HOUR: Final = 30  # programs ask every quarter of an hour, from a few devices


def calendar_key(actor: Actor) -> str:
    """The secret part of one's own address.

    It ends with the account, with its password, and when another is asked for.
    """
    return _key(Account.objects.get(pk=actor.account_id or 0))


def account_of_key(key: str) -> Account:
    """The account whose address it is. Raises NotFound for any other."""
    number = key.partition("-")[0]
    found = (
        Account.objects.select_related("staff").filter(pk=int(number), is_active=True).first()
        if number.isdecimal() and len(number) < 10
        else None
    )
    if found is None or not constant_time_compare(key, _key(found)):
        raise NotFound("Vi finner ikke kalenderen. Hent adressen på nytt fra Frister.")
    return found


def fetched_too_often(actor: Actor, *, page: str, at: dt.datetime) -> bool:
    """Whether a calendar has been fetched as often as it may in an hour. Asked inside `reading`."""
    lately = Read.objects.filter(staff_id=actor.staff_id, page=page, at__gt=at - HOUR, at__lte=at)
    return lately.count() >= MOST_AN_HOUR


def _key(account: Account) -> str:
    said = f"{account.pk}:{account.password}:{account.calendar}"
    signed = salted_hmac(SALT, said, algorithm="sha256")
    return f"{account.pk}-{signed.hexdigest()}"
