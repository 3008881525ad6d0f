"""The post's door to the clock: told to have a look, it carries no facts."""

import logging
from functools import partial
from time import monotonic

from celery import shared_task
from django.utils import timezone
from django.utils.timezone import localdate

from notifications import actions, queries
from people.access import everywhere, reading
from people.roles import Permission
from watch.actions import attempt, each
from watch.queries import willing_first

log = logging.getLogger(__name__)

ROUND = 60.0  # seconds a round of the relay lasts at most: well below the worker's limit


@shared_task
def send_due(**_later: object) -> None:
    """Send the day's e-mails, municipality by municipality; a second run at once changes nothing.

    When the mail server is not reached, the rest of the round waits for the next one. A message it
    refuses, or that cannot be sent for a reason of its own, keeps nobody else's waiting; one that
    takes its worker with it is put aside after five tries.
    """
    for actor in everywhere():
        at = timezone.now()
        with reading(actor, Permission.SYSTEM, page="post", at=at):
            left = queries.notices_to_pass_on(actor.municipality_id, on=localdate(at))
            due = queries.staff_to_email(actor.municipality_id, at=at)
            due = willing_first(due, "email_digest", actor, at=at)
        each(left, actions.pass_on_notice, actor=actor, at=at)
        for staff_id in due:
            try:
                one = partial(
                    actions.email_digest,
                    staff_id,
                    municipality_id=actor.municipality_id,
                    at=timezone.now(),
                )
                done = attempt(one, "email_digest", staff_id, actor=actor, at=timezone.now())
            except Exception:
                log.exception("e-mail to member of staff %s could not be sent", staff_id)
                continue
            if done == "failed":
                break


@shared_task
def relay_letters(**_later: object) -> None:
    """Hand letters over to their channels, and ask what became of those that were handed over.

    What has not been heard of for too long becomes somebody's task.

    Many at once, and a second run, change nothing: each letter is claimed before it is handed over.
    """
    until = monotonic() + ROUND
    for actor in everywhere():
        at = timezone.now()
        with reading(actor, Permission.SYSTEM, page="post", at=at):
            due = queries.due_dispatches(actor.municipality_id, at=at)
            late = queries.ids_not_heard_of(actor.municipality_id, at=at)
        shut: set[str] = set()  # nobody can be reached there: its rest waits for the next round
        for dispatch_id, channel in due:
            if monotonic() > until:
                break
            if channel not in shut and _carried(dispatch_id, actor.municipality_id) == "waits":
                shut.add(channel)
        try:
            actions.ask(actor.municipality_id, at=timezone.now())
        except Exception:
            log.exception("nothing could be asked for municipality %s", actor.municipality_id)
        each(late, actions.doubt_delivery, actor=actor, at=at)


def _carried(dispatch_id: int, municipality_id: int) -> str:
    """What came of one; one that fails for a reason of its own keeps nobody else's waiting."""
    try:
        return actions.carry(dispatch_id, municipality_id=municipality_id, at=timezone.now())
    except Exception:
        log.exception("letter %s could not be handed over", dispatch_id)
        return "failed"
