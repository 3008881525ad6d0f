"""Notices to staff: given, e-mailed once, and read."""

import datetime as dt

from django.conf import settings
from django.utils.timezone import localdate

from audit import trail
from audit.words import Filled, filled
from cases.models import Case
from notifications.adapters import DOMAIN, MailDownError, MailRefusedError, send_mail
from notifications.events import NoticeDropped, NoticeEmailed, NoticeNotEmailed, NoticesRead
from notifications.kinds import NOTICES, NoticeKind
from notifications.models import Notice
from notifications.queries import answers_for, has_left, has_no_role
from notifications.rules.post import next_try
from people.access import Actor, use_case
from people.models import StaffMember
from people.roles import Permission


def notify(
    staff: StaffMember,
    kind: NoticeKind,
    *,
    case: Case | None,
    key: str,
    sentence: str,
    at: dt.datetime,
) -> None:
    """Tell a member of staff something, once for each `key`; an e-mail follows if they have one.

    When they have left, whoever answers for the case now is told instead; without one, nobody.
    `sentence` stands on the page and names no person; filled, so that each reader gets it in their
    own language. What must be done is a task, not a notice.
    """
    reader: StaffMember | None = staff
    if has_left(staff, on=localdate(at)):
        reader = answers_for(case, on=localdate(at)) if case else None
    if reader is None:
        return
    Notice.objects.get_or_create(
        municipality_id=reader.municipality_id,
        staff=reader,
        key=key[:120],
        defaults={
            "kind": kind,
            "case": case,
            "sentence": sentence.template if isinstance(sentence, Filled) else sentence,
            "values": dict(sentence.values) if isinstance(sentence, Filled) else {},
            "created_at": at,
            "email_next_at": at if reader.email else None,
        },
    )


@use_case(Permission.SYSTEM)
def email_notice(notice_id: int, *, actor: Actor, at: dt.datetime) -> str:
    """E-mail one notice, and say how it went.

    "sent"; "refused", this message alone, or "failed", the mail server itself (both are tried again
    later); "dropped", because its reader has left or has no role any longer; "taken" by another
    worker.

    The row is locked while the mail server answers, at most EMAIL_TIMEOUT seconds, so no second
    worker can send it. A worker that dies lets go of the row, and the next sends again under the
    same Message-ID. No personal data leaves: neither a name nor a case.
    """
    notice = (
        Notice.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("staff", "case__unit", "case__responsible", "case__queue_owner")
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
    about_rights = notice.kind == NoticeKind.RIGHTS  # that theirs have ended, they are told
    closed = not about_rights and has_no_role(notice.staff, on=localdate(at))
    if closed or has_left(notice.staff, on=localdate(at)):
        return _drop(notice, actor=actor, at=at)
    row = NOTICES[NoticeKind(notice.kind)]
    notice.email_tries += 1
    try:
        send_mail(
            to=notice.staff.email,
            subject=row.subject,
            text=f"{row.sentence}\n\n{settings.BASE_URL}/varsler/\n",
            message_id=f"<{notice.public_id}@{DOMAIN}>",
        )
    except (MailDownError, MailRefusedError) as error:
        notice.email_next_at = next_try(notice.email_tries, at=at)
        notice.save(update_fields=["email_tries", "email_next_at"])
        trail.record(
            NoticeNotEmailed(notice=str(notice.public_id), tries=notice.email_tries),
            actor=actor,
            at=at,
        )
        return "failed" if isinstance(error, MailDownError) else "refused"
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


def _drop(notice: Notice, *, actor: Actor, at: dt.datetime) -> str:
    """Send nothing to somebody who has left; whoever answers for the case now is told instead."""
    heir = answers_for(notice.case, on=localdate(at)) if notice.case else None
    if heir is not None:
        notify(
            heir,
            NoticeKind(notice.kind),
            case=notice.case,
            key=notice.key,
            sentence=filled(notice.sentence, **notice.values) if notice.values else notice.sentence,
            at=at,
        )
    notice.email_next_at = None
    notice.save(update_fields=["email_next_at"])
    trail.record(
        NoticeDropped(notice=str(notice.public_id), passed_on=heir is not None),
        actor=actor,
        at=at,
    )
    return "dropped"
