"""Notices (varsler): one's own, how many are unread, and which e-mails are due."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from audit.words import Filled, said
from cases.models import Case
from cases.queries import closed_to, is_visible, queue_owner_of, visible
from notifications.kinds import DIGEST, DIGEST_ROW, NOTICES, NoticeKind
from notifications.models import Notice, SwitchedOff
from people.access import Actor
from people.models import Absence, RoleGrant, StaffMember
from people.queries import kept_from
from people.roles import Permission
from people.signed_in import colleague

SHOWN = 100


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice on the page."""

    public_id: str
    sentence: str
    reference: str  # of the case, or empty
    person_id: int | None  # whose the case is
    created_at: dt.datetime
    read: bool
    url: str  # the case for who may open it, else where the reader's work stands; or empty
    kind: NoticeKind
    label: str  # what such notices are called
    why: str  # why it came
    off: bool  # no more of the kind are given


@dataclass(frozen=True, slots=True)
class Choice:
    """One kind on «Varsler du får», or the daily e-mail."""

    what: str  # of kinds.NoticeKind, or kinds.DIGEST
    label: str
    why: str
    on: bool


def choices_of(actor: Actor) -> list[Choice]:
    """The daily e-mail and every kind of notice, with whether one gets them."""
    off = switched_off(actor.staff())
    rows = [(DIGEST, DIGEST_ROW), *((str(kind), row) for kind, row in NOTICES.items())]
    return [Choice(what, row.label, row.why, on=what not in off) for what, row in rows]


def switched_off(staff_id: int) -> frozenset[str]:
    """The kinds somebody does not want, and DIGEST where they want no e-mail."""
    rows = SwitchedOff.objects.filter(staff_id=staff_id)
    return frozenset(rows.values_list("what", flat=True))


def notices_of(actor: Actor) -> list[NoticeRow]:
    """One's own latest notices, newest first; none of whom one is related to."""
    found = list(_own(actor).select_related("case").order_by("-created_at", "-pk")[:SHOWN])
    about = {notice.case_id for notice in found if notice.case_id}
    opens = set(visible(actor).filter(pk__in=about).values_list("pk", flat=True))
    off = switched_off(actor.staff())
    return [
        NoticeRow(
            public_id=str(notice.public_id),
            sentence=_in_their_language(notice),
            reference=notice.case.reference if notice.case else "",
            person_id=notice.case.person_id if notice.case else None,
            created_at=notice.created_at,
            read=notice.read_at is not None,
            url=_leads_to(notice, actor, opens),
            kind=NoticeKind(notice.kind),
            label=NOTICES[NoticeKind(notice.kind)].label,
            why=NOTICES[NoticeKind(notice.kind)].why,
            off=notice.kind in off,
        )
        for notice in found
    ]


def _leads_to(notice: Notice, actor: Actor, opens: Collection[int]) -> str:
    """No door that is shut: a unit that performs is told of a case, and opens its orders; of
    roles, whoever goes through them opens their page, and their holder has nothing to open.
    """
    if notice.kind == NoticeKind.RIGHTS:
        return "/tilganger/" if actor.may(Permission.REVIEW_RIGHTS) else ""
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


def stand_in_of(staff: StaffMember, *, on: dt.date) -> StaffMember | None:
    """Who is here and stands in for somebody who is away on a day; nobody for who is here.

    As the tasks go (desk.queries.tasks.REACHES): not to who has left, is away too or has no role.
    """
    absence = _absences(on).filter(staff=staff).select_related("stand_in").first()
    instead = absence.stand_in if absence else None
    if instead is None or has_left(instead, on=on) or has_no_role(instead, on=on):
        return None
    return None if _absences(on).filter(staff=instead).exists() else instead


def reached_instead(staff: StaffMember, case: Case | None, *, on: dt.date) -> StaffMember | None:
    """Who has the tasks of somebody who is away on a day: who stands in, else who leads the unit of
    the case and is here, or above it. Nobody for who is here, nor without a case.
    """
    away = frozenset(_absences(on).values_list("staff_id", flat=True))
    if staff.pk not in away:
        return None
    if (instead := stand_in_of(staff, on=on)) is not None or case is None:
        return instead
    besides = away | closed_to(case)
    try:
        leader = queue_owner_of(case.unit, on=on, besides=besides)
    except LookupError:
        return None
    return None if leader in besides else StaffMember.objects.get(pk=leader)


def opens(staff: StaffMember, case: Case, *, at: dt.datetime) -> bool:
    """Whether somebody else than who asks may open a case."""
    return is_visible(case.pk, actor=colleague(staff, at=at))


def _absences(on: dt.date) -> QuerySet[Absence]:
    return Absence.objects.filter(from_on__lte=on, to_on__gt=on)


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
