"""Receipts: what an act answered, told again to whoever did it."""

import datetime as dt
from typing import Any, Final

from people.access import Actor
from people.models import IdempotentResult
from people.refusals import NotFound

KEPT: Final = dt.timedelta(days=1)  # then the list itself tells how things stand


def receipt(key: str, *, route: str, actor: Actor, at: dt.datetime) -> Any:
    """What the act sent to `route` with `key` answered within the last day.

    Raises NotFound for everybody but the account that did it, and for what is older.
    """
    found = IdempotentResult.objects.filter(
        account_id=actor.account_id or 0, route=route, key=key, at__gt=at - KEPT
    ).first()
    if found is None:
        raise NotFound("Kvitteringen finnes ikke lenger. Se i listen hvordan det står nå.")
    return found.result
