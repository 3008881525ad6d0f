"""Part of use cases: what a letter asked for has come."""

import datetime as dt
from collections.abc import Collection

from cases.models import Case
from notifications.actions.parts import stop_waiting
from notifications.letters import OVERTAKEN, STOPPED_BECAUSE, LetterKind, StopReason
from notifications.queries import of_key
from people.access import Actor


def need_no_more(
    case: Case,
    kinds: Collection[LetterKind],
    reason: StopReason,
    *,
    key: str,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Stop the letter of a case with `key`, to whomever it is; where it has left the queue, note
    that it is not sent once more: nobody follows it up, and one that is put back is stopped.
    """
    theirs = of_key(key).filter(case=case, kind__in=kinds)
    # First all of them: one that goes on paper just now in the place of another is then seen.
    list(theirs.select_for_update(of=("self",)).order_by("hold_until", "pk"))
    stop_waiting(case, kinds, reason, key=key, actor=actor, at=at)
    gone = theirs.filter(settled_at=None).exclude(stop_reason__in=OVERTAKEN)
    for letter in gone.select_for_update(of=("self",)).order_by("hold_until", "pk"):
        letter.settled_at = at
        letter.settled_by_id = actor.staff()
        letter.settled_note = STOPPED_BECAUSE[reason]
        letter.version += 1
        letter.save(update_fields=["settled_at", "settled_by", "settled_note", "version"])
