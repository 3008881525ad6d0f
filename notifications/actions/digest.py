"""The daily e-mail to staff: claimed, sent, and never sent twice; it says how many, and of nobody.

What claims it is one conditional update of a row of which the database allows one a day. It is on
record before the mail server is asked, so a worker that dies over it sends none rather than two:
the notices it counted stand in the next day's.
"""

import datetime as dt
from typing import TypedDict

from django.db.models import F
from django.utils.timezone import localdate

from audit import trail
from notifications.adapters import (
    DOMAIN,
    MailDownError,
    MailRefusedError,
    digest_text,
    link_off,
    not_reached,
    send_mail,
)
from notifications.events import DigestClaimed, DigestNotSent, DigestSent
from notifications.models import Digest, Notice
from notifications.queries import counted, language_of, to_tell
from notifications.rules.post import next_try
from people.access import Actor, system, use_case
from people.models import StaffMember
from people.roles import Permission
from watch.queries import MAY_SEND


class Claimed(TypedDict):
    """A day's e-mail as it is to be sent."""

    digest_id: int
    public_id: str
    to: str
    subject: str
    text: str
    off: str  # the address that switches it off


def email_digest(staff_id: int, *, municipality_id: int, at: dt.datetime) -> str:
    """Send somebody the day's e-mail, and say how it went.

    "sent"; "empty", there is nothing to tell; "taken" by another worker, or had; "refused", this
    message alone, or "failed", the mail server was not reached (both are tried again the same
    day); "unknown", it may have left, and is not sent once more.
    """
    actor = system(municipality_id)
    mine = claim_digest(staff_id, actor=actor, at=at)
    if isinstance(mine, str):
        return mine
    how = "sent"
    try:
        send_mail(
            to=mine["to"],
            subject=mine["subject"],
            text=mine["text"],
            message_id=f"<{mine['public_id']}@{DOMAIN}>",
            off=mine["off"],
        )
    except MailRefusedError:
        how = "refused"
    except MailDownError as error:
        how = "failed" if not_reached(error) else "unknown"
    return close_digest(mine["digest_id"], how=how, actor=actor, at=at)


@use_case(Permission.SYSTEM)
def claim_digest(staff_id: int, *, actor: Actor, at: dt.datetime) -> Claimed | str:
    """Take the day's e-mail to somebody before it is sent; "empty" or "taken" where there is none,
    and in a restored copy.

    The notices it counts are marked as its own. No personal data leaves: no name, no case.
    """
    staff = StaffMember.objects.get(pk=staff_id, municipality_id=actor.municipality_id)
    kinds = counted(to_tell(staff, at=at))
    if not kinds or not staff.email:
        return "empty"
    digest, _made = Digest.objects.get_or_create(
        municipality_id=actor.municipality_id,
        staff=staff,
        day=localdate(at),
        defaults={"next_at": at},
    )
    mine = Digest.objects.filter(MAY_SEND, pk=digest.pk, next_at__lte=at, sent_at=None)
    if not mine.update(next_at=None, tries=F("tries") + 1):
        return "taken"
    ids = list(to_tell(staff, at=at).values_list("pk", flat=True))
    kinds = counted(Notice.objects.filter(pk__in=ids))
    Notice.objects.filter(pk__in=ids).update(digest=digest)
    off = link_off(staff.municipality_id, staff.pk)
    subject, text = digest_text(kinds, off=off, language=language_of(staff))
    trail.record(DigestClaimed(digest=str(digest.public_id)), actor=actor, at=at)
    return Claimed(
        digest_id=digest.pk,
        public_id=str(digest.public_id),
        to=staff.email,
        subject=subject,
        text=text,
        off=off,
    )


@use_case(Permission.SYSTEM)
def close_digest(digest_id: int, *, how: str, actor: Actor, at: dt.datetime) -> str:
    """Write down how it went with a claimed e-mail; `how` as `email_digest` says it."""
    digest = Digest.objects.select_for_update().get(
        pk=digest_id, municipality_id=actor.municipality_id
    )
    if how == "sent":
        digest.sent_at = at
        count = digest.notices.count()
        told: DigestSent | DigestNotSent = DigestSent(
            digest=str(digest.public_id), of_staff_id=digest.staff_id, count=count
        )
    else:
        later = next_try(digest.tries, at=at) if how != "unknown" else None
        same_day = later is not None and localdate(later) == digest.day
        digest.next_at = later if same_day else None
        told = DigestNotSent(digest=str(digest.public_id), tries=digest.tries, again=same_day)
    digest.save(update_fields=["sent_at", "next_at"])
    trail.record(told, actor=actor, at=at)
    return how
