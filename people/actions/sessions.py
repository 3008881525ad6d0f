"""Sessions end: all of an account's at once, and those nobody came back to. Old answers go too."""

import datetime as dt

from django.db import transaction

from people.access import everywhere, standing
from people.models import Account, IdempotentResult, Session

RESULTS_KEPT = dt.timedelta(hours=72)  # a repeat of a request gets its answer for so long


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


def forget_results(*, at: dt.datetime) -> int:
    """Throw away the answers to requests with a key that nobody repeats any more; how many."""
    gone = 0
    for actor in everywhere():
        with standing(actor, at):
            gone += IdempotentResult.objects.filter(at__lt=at - RESULTS_KEPT).delete()[0]
    return gone
