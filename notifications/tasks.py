"""The post's door to the clock: told to have a look, it carries no facts."""

import logging
from functools import partial

from celery import shared_task
from django.utils import timezone

from notifications import actions, queries
from people.access import everywhere, reading
from people.roles import Permission
from watch.actions import attempt
from watch.queries import willing_first

log = logging.getLogger(__name__)


@shared_task
def send_due(**_later: object) -> None:
    """E-mail what is due, municipality by municipality; a second run at once changes nothing.

    When the mail server does not answer, the rest of the round waits for the next one. A message it
    refuses, or that cannot be sent for a reason of its own, keeps nobody else's waiting; one that
    takes its worker with it is put aside after five tries.
    """
    for actor in everywhere():
        at = timezone.now()
        with reading(actor, Permission.SYSTEM, page="post", at=at):
            due = queries.due_notice_ids(actor.municipality_id, at=at)
            due = willing_first(due, "email_notice", actor)
        for notice_id in due:
            try:
                one = partial(actions.email_notice, notice_id, actor=actor, at=timezone.now())
                done = attempt(one, "email_notice", notice_id, actor=actor, at=timezone.now())
            except Exception:
                log.exception("notice %s could not be sent", notice_id)
                continue
            if done == "failed":
                break
