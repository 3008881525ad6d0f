"""Sessions end: all of an account's at once, and those that nobody came back to."""

import datetime as dt

from django.db import transaction

from people.models import Account, Session


def end_sessions(account: Account, *, provider_session: str = "") -> int:
    """End every session of a locked account, or the one a provider names; returns how many.

    It bites at the next request, which is a stranger's.
    """
    sessions = Session.objects.filter(account=account)
    if provider_session:
        sessions = sessions.filter(provider_session=provider_session)
    return sessions.delete()[0]


@transaction.atomic(durable=True)
def forget_sessions(*, at: dt.datetime) -> int:
    """Throw away the sessions whose end has passed; returns how many. Nobody notices."""
    return Session.objects.filter(expire_date__lte=at).delete()[0]
