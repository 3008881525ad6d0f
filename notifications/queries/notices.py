"""Notices (varsler): one's own, how many are unread, and which e-mails are due."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from audit.words import Filled, said
from cases.models import Case
from cases.queries import queue_owner_of, visible
from notifications.models import Dispatch, Notice
from people.access import Actor
from people.models import RoleGrant, StaffMember
from people.queries import kept_from
from people.roles import Permission

SHOWN = 100
AT_ONCE = 50  # e-mails in one round of the post


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice on the page."""

    public_id: str
    sentence: str
    reference: str  # of the case, or empty
    person_id: int | None  # whose the case is
    created_at: dt.datetime
    read: bool
    url: str  # the case for who may open it, else where the reader's work stands


def notices_of(actor: Actor) -> list[NoticeRow]:
    """One's own latest notices, newest first; none of whom one is related to."""
    found = list(_own(actor).select_related("case").order_by("-created_at", "-pk")[:SHOWN])
    about = {notice.case_id for notice in found if notice.case_id}
    opens = set(visible(actor).filter(pk__in=about).values_list("pk", flat=True))
    return [
        NoticeRow(
            public_id=str(notice.public_id),
            sentence=_in_their_language(notice),
            reference=notice.case.reference if notice.case else "",
            person_id=notice.case.person_id if notice.case else None,
            created_at=notice.created_at,
            read=notice.read_at is not None,
            url=_leads_to(notice, actor, opens),
        )
        for notice in found
    ]


def _leads_to(notice: Notice, actor: Actor, opens: Collection[int]) -> str:
    """No door that is shut: a unit that performs is told of a case, and opens its orders."""
    if notice.case and notice.case_id in opens:
        return f"/saker/{notice.case.reference}/"
    if notice.case and actor.may(Permission.DELIVER):
        return "/bestillinger/"
    works = actor.may(Permission.OPEN_CASE) or actor.may(Permission.DELIVER)
    return "/oppgaver/" if works else "/"


def _own(actor: Actor) -> QuerySet[Notice]:
    """What stands in the bell; SQL's `NOT IN` of no case at all is unknown, so that is said."""
    apart = ~Q(case__person_id__in=kept_from(actor)) | Q(case=None)
    return Notice.objects.filter(apart, staff_id=actor.staff())


def _in_their_language(notice: Notice) -> str:
    sentence = notice.sentence
    return said(Filled(sentence, notice.values) if notice.values else sentence, gettext)


def has_left(staff: StaffMember, *, on: dt.date) -> bool:
    """Whether somebody no longer works here."""
    return staff.left_on is not None and staff.left_on <= on


def has_no_role(staff: StaffMember, *, on: dt.date) -> bool:
    """Whether somebody holds no role on a day, and so may know of nothing that is done here."""
    held = RoleGrant.objects.filter(
        staff=staff, revoked_at=None, valid_from__lte=on, valid_to__gt=on
    )
    return not held.exists()


def answers_for(case: Case, *, on: dt.date) -> StaffMember | None:
    """Who works here and answers for a case: its responsible, its queue's owner, or its leader."""
    for staff in (case.responsible, case.queue_owner):
        if staff is not None and not has_left(staff, on=on):
            return staff
    try:
        return StaffMember.objects.get(pk=queue_owner_of(case.unit, on=on))
    except LookupError:
        return None


def unread(actor: Actor) -> int:
    """How many of one's own notices one has not read."""
    return _own(actor).filter(read_at=None).count()


def due_notice_ids(municipality_id: int, *, at: dt.datetime) -> list[int]:
    """The notices whose e-mail is due, oldest first; as many as one round takes."""
    due = Notice.objects.filter(
        municipality_id=municipality_id, emailed_at=None, email_next_at__lte=at
    )
    return list(due.order_by("email_next_at", "pk").values_list("pk", flat=True)[:AT_ONCE])


def oldest_overdue(*, at: dt.datetime) -> dt.datetime | None:
    """Since when the oldest e-mail, or letter that goes by itself, has been due and not sent.

    None when nothing is late.
    """
    late = [
        Notice.objects.filter(email_next_at__lte=at, emailed_at=None)
        .order_by("email_next_at")
        .values_list("email_next_at", flat=True)
        .first(),
        Dispatch.objects.filter(next_at__lte=at)
        .order_by("next_at")
        .values_list("next_at", flat=True)
        .first(),
    ]
    return min((since for since in late if since is not None), default=None)
