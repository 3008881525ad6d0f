"""Notices to staff: given, read, passed on, and switched off."""

import datetime as dt

from django.utils.timezone import localdate

from audit import trail
from audit.words import Filled, filled, mark
from cases.models import Case
from notifications.events import (
    NoticePassedOn,
    NoticesRead,
    NoticesSwitchedOff,
    NoticesSwitchedOn,
)
from notifications.kinds import DIGEST, DIGEST_ROW, NOTICES, OF_WORK, NoticeKind
from notifications.models import Notice, SwitchedOff
from notifications.queries import (
    answers_for,
    has_left,
    opens,
    reached_instead,
    stand_in_of,
    switched_off,
)
from people.access import Actor, use_case
from people.models import StaffMember
from people.refusals import NotFound
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
    """Tell a member of staff something, once for each `key`, unless they want no such notices.

    It stands under the bell; the day's e-mail says how many there are (actions.digest). When they
    have left, whoever answers for the case now is told instead; without one, nobody. While they
    are away, who has their tasks meanwhile hears of it too: who stands in for them, else who leads.
    `sentence` stands on the page and names no person; filled, so that each reader gets it in their
    own language. What must be done is a task, not a notice.
    """
    reader: StaffMember | None = staff
    if has_left(staff, on=localdate(at)):
        reader = answers_for(case, on=localdate(at)) if case else None
    if reader is None:
        return
    _tell(reader, kind, case=case, key=key, sentence=sentence, at=at)
    instead = reached_instead(reader, case, on=localdate(at)) if kind in OF_WORK else None
    if instead is None:
        return
    shown = case if case is not None and opens(instead, case, at=at) else None
    stands_in = stand_in_of(reader, on=localdate(at)) is not None
    said = _while_away(reader, shown, stands_in=stands_in)
    _tell(instead, kind, case=shown, key=f"for:{reader.pk}:{key}", sentence=said, at=at)


def _while_away(reader: StaffMember, case: Case | None, *, stands_in: bool) -> Filled:
    """What who has the tasks of somebody away is told; no case they may not open."""
    if case is None:
        words = mark("{who} er borte og har fått et varsel. Du er stedfortreder.")
        if not stands_in:
            words = mark("{who} er borte og har fått et varsel. Du har oppgavene så lenge.")
        return filled(words, who=reader)
    words = mark("{who} er borte og har fått et varsel i sak {reference}. Du er stedfortreder.")
    if not stands_in:
        words = mark(
            "{who} er borte og har fått et varsel i sak {reference}. Du har oppgavene så lenge."
        )
    return filled(words, who=reader, reference=case.reference)


def _tell(
    reader: StaffMember,
    kind: NoticeKind,
    *,
    case: Case | None,
    key: str,
    sentence: str,
    at: dt.datetime,
) -> None:
    if kind in switched_off(reader.pk):
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
        },
    )


@use_case(Permission.OWN_NOTICES)
def read_notices(*, actor: Actor, at: dt.datetime) -> dict[str, int]:
    """Mark all one's own notices as read."""
    count = Notice.objects.filter(staff_id=actor.staff(), read_at=None).update(read_at=at)
    trail.record(NoticesRead(count=count), actor=actor, at=at)
    return {"count": count}


@use_case(Permission.SYSTEM)
def pass_on_notice(notice_id: int, *, actor: Actor, at: dt.datetime) -> bool:
    """Give what somebody who has left never read to whoever answers for the case now.

    True if this call did; without a case, or where nobody answers for it, it is only put aside.
    """
    notice = (
        Notice.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("staff", "case__unit", "case__responsible", "case__queue_owner")
        .filter(
            pk=notice_id,
            municipality_id=actor.municipality_id,
            passed_on_at=None,
            read_at=None,
        )
        .first()
    )
    if notice is None:
        return False
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
    notice.passed_on_at = at
    notice.save(update_fields=["passed_on_at"])
    trail.record(
        NoticePassedOn(notice=str(notice.public_id), passed_on=heir is not None),
        actor=actor,
        at=at,
    )
    return True


@use_case(Permission.OWN_NOTICES)
def switch_notices(*, what: str, on: bool, actor: Actor, at: dt.datetime) -> dict[str, bool]:
    """Get notices of a kind, or the daily e-mail, or get them no more (Slå av slike varsler).

    What came before stands. Twice is as once. Raises NotFound for a kind there is not.
    """
    if what != DIGEST and what not in set(NoticeKind):
        raise NotFound("Vi finner ikke denne typen varsler.")
    if not on:
        switch_off(actor.staff(), what, by_link=False, actor=actor, at=at)
    elif SwitchedOff.objects.filter(staff_id=actor.staff(), what=what).delete()[0]:
        trail.record(
            NoticesSwitchedOn(of_staff_id=actor.staff(), what=what, label=_label(what)),
            actor=actor,
            at=at,
        )
    return {"on": on}


@use_case(Permission.SYSTEM)
def digest_off_by_link(staff_id: int, *, actor: Actor, at: dt.datetime) -> dict[str, bool]:
    """No daily e-mail to somebody any more, by the signed link of one: no sign-in is asked for.

    It opens nothing, and they switch it on again on «Varsler du får». Raises NotFound.
    """
    if not StaffMember.objects.filter(pk=staff_id, municipality_id=actor.municipality_id).exists():
        raise NotFound("Vi finner ikke siden.")
    switch_off(staff_id, DIGEST, by_link=True, actor=actor, at=at)
    return {"on": False}


def switch_off(staff_id: int, what: str, *, by_link: bool, actor: Actor, at: dt.datetime) -> None:
    """Part: no more of these to somebody; on record the first time."""
    _row, first = SwitchedOff.objects.get_or_create(
        municipality_id=actor.municipality_id, staff_id=staff_id, what=what, defaults={"at": at}
    )
    if first:
        trail.record(
            NoticesSwitchedOff(
                of_staff_id=staff_id, what=what, label=_label(what), by_link=by_link
            ),
            actor=actor,
            at=at,
        )


def _label(what: str) -> str:
    return (DIGEST_ROW if what == DIGEST else NOTICES[NoticeKind(what)]).label
