"""Use cases of notices: the e-mail, once; and having read them."""

import datetime as dt

from django.conf import settings

from audit import trail
from notifications.adapters import MailDownError, send_mail
from notifications.events import NoticeEmailed, NoticeNotEmailed, NoticesRead
from notifications.kinds import NOTICES, NoticeKind
from notifications.models import Notice
from notifications.rules.post import next_try
from people.access import Actor, use_case
from people.roles import Permission

DOMAIN = "tildeling.invalid"  # of message ids; no host of ours


@use_case(Permission.SYSTEM)
def email_notice(notice_id: int, *, actor: Actor, at: dt.datetime) -> str:
    """E-mail one notice: "sent", "failed" (tried again later), or "taken" by another worker.

    The row is locked while the mail server answers, at most EMAIL_TIMEOUT seconds, so no second
    worker can send it. A worker that dies lets go of the row, and the next sends again under the
    same Message-ID. No personal data leaves: neither a name nor a case.
    """
    notice = (
        Notice.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("staff")
        .filter(
            pk=notice_id,
            municipality_id=actor.municipality_id,
            emailed_at=None,
            email_next_at__lte=at,
        )
        .first()
    )
    if notice is None:
        return "taken"
    row = NOTICES[NoticeKind(notice.kind)]
    notice.email_tries += 1
    try:
        send_mail(
            to=notice.staff.email,
            subject=row.subject,
            text=f"{row.sentence}\n\n{settings.BASE_URL}/varsler/\n",
            message_id=f"<{notice.public_id}@{DOMAIN}>",
        )
    except MailDownError:
        notice.email_next_at = next_try(notice.email_tries, at=at)
        notice.save(update_fields=["email_tries", "email_next_at"])
        trail.record(
            NoticeNotEmailed(notice=str(notice.public_id), tries=notice.email_tries),
            actor=actor,
            at=at,
        )
        return "failed"
    notice.emailed_at = at
    notice.email_next_at = None
    notice.save(update_fields=["emailed_at", "email_tries", "email_next_at"])
    trail.record(NoticeEmailed(notice=str(notice.public_id), kind=notice.kind), actor=actor, at=at)
    return "sent"


@use_case(Permission.OWN_NOTICES)
def read_notices(*, actor: Actor, at: dt.datetime) -> dict[str, int]:
    """Mark all one's own notices as read."""
    count = Notice.objects.filter(staff_id=actor.staff(), read_at=None).update(read_at=at)
    trail.record(NoticesRead(count=count), actor=actor, at=at)
    return {"count": count}
