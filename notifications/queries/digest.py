"""The daily e-mail: who is to have one now, what it counts, and what is passed on to others."""

import datetime as dt
from collections import Counter
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate, localtime

from notifications.kinds import DIGEST, NoticeKind
from notifications.models import Digest, Dispatch, Notice, SwitchedOff
from notifications.policy import digest_policy_on
from notifications.queries.channels import own_setting
from people.models import Absence, Account, RoleGrant, StaffMember
from people.queries import kept_from
from people.signed_in import colleague
from watch.queries import MAY_SEND, put_aside

AT_ONCE: Final = 50  # e-mails in one round of the post
# What no e-mail that was sent has counted, and nobody has read.
UNTOLD: Final = Q(read_at=None, passed_on_at=None) & (Q(digest=None) | Q(digest__sent_at=None))


def digest_hour(municipality_id: int, *, on: dt.date) -> int:
    """From which hour by Oslo's clock the day's e-mails go: the municipality's own, or policy's."""
    own = own_setting("digest_hour", municipality_id, on=on)
    return digest_policy_on(on).hour if own is None else own


def staff_to_email(municipality_id: int, *, at: dt.datetime) -> list[int]:
    """Who is to have the day's e-mail now: as many as one round takes.

    Nobody before the hour, who is away, has left, has no address, wants none, has had the day's or
    has nothing unread. That a role has ended, also who has none left is told.
    """
    on = localdate(at)
    if localtime(at).hour < digest_hour(municipality_id, on=on):
        return []
    theirs = Q(staff=OuterRef("pk"))
    off = SwitchedOff.objects.filter(staff=OuterRef("staff"), what=OuterRef("kind"))
    waits = Notice.objects.filter(
        UNTOLD, theirs, ~Exists(off), Q(kind=NoticeKind.RIGHTS) | Exists(_roles(on))
    )
    had = Digest.objects.filter(theirs, Q(next_at=None) | Q(next_at__gt=at), day=on)
    found = StaffMember.objects.filter(
        ~Exists(had),
        ~Exists(SwitchedOff.objects.filter(theirs, what=DIGEST)),
        ~Exists(Absence.objects.filter(theirs, from_on__lte=on, to_on__gt=on)),
        Exists(waits),
        Q(left_on=None) | Q(left_on__gt=on),
        MAY_SEND,
        municipality_id=municipality_id,
    ).exclude(email="")
    # In no order: who turns out to have nothing they may be told keeps nobody behind them waiting.
    return list(found.order_by("?").values_list("pk", flat=True)[:AT_ONCE])


def to_tell(staff: StaffMember, *, at: dt.datetime) -> QuerySet[Notice]:
    """What the day's e-mail to somebody counts; of nobody they are related to."""
    on = localdate(at)
    off = SwitchedOff.objects.filter(staff=OuterRef("staff"), what=OuterRef("kind"))
    apart = ~Q(case__person_id__in=kept_from(colleague(staff, at=at))) | Q(case=None)
    return Notice.objects.filter(
        UNTOLD, apart, ~Exists(off), Q(kind=NoticeKind.RIGHTS) | Exists(_roles(on)), staff=staff
    )


def counted(notices: QuerySet[Notice]) -> dict[NoticeKind, int]:
    """How many of each kind, in the order of the kinds."""
    found = Counter(notices.values_list("kind", flat=True))
    return {kind: found[kind] for kind in NoticeKind if found[kind]}


def language_of(staff: StaffMember) -> str:
    """The language somebody reads in: of the account they have."""
    rows = Account.objects.filter(staff=staff, is_active=True).order_by("pk")
    return rows.values_list("language", flat=True).first() or "nb"


def notices_to_pass_on(municipality_id: int, *, on: dt.date) -> list[int]:
    """Unread notices to who has left, or has no role any longer; oldest first."""
    gone = Q(staff__left_on__lte=on) | ~Q(kind=NoticeKind.RIGHTS) & ~Exists(_roles(on))
    untold = Notice.objects.filter(UNTOLD, gone, municipality_id=municipality_id)
    found = untold.filter(~put_aside("pass_on_notice"))
    return list(found.order_by("created_at", "pk").values_list("pk", flat=True)[:AT_ONCE])


def oldest_overdue(*, at: dt.datetime) -> dt.datetime | None:
    """Since when the oldest e-mail, or letter that goes by itself, has been due and not sent.

    None when nothing is late. An e-mail of a day that is over is late no more: the next has it.
    """
    late = [
        Digest.objects.filter(next_at__lte=at, sent_at=None, day=localdate(at))
        .order_by("next_at")
        .values_list("next_at", flat=True)
        .first(),
        Dispatch.objects.filter(next_at__lte=at)
        .order_by("next_at")
        .values_list("next_at", flat=True)
        .first(),
    ]
    return min((since for since in late if since is not None), default=None)


def _roles(on: dt.date) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(
        staff=OuterRef("staff"), revoked_at=None, valid_from__lte=on, valid_to__gt=on
    )
