"""What the clock does: remind, pass on to the leader, and follow the letters. Safe twice.

A nudge that comes late, twice or in two workers at once changes nothing: each act claims its row
by a conditional update, or locks it and looks again.
"""

import datetime as dt
from collections.abc import Callable, Sequence

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from audit import trail
from audit.words import Filled, filled, mark
from cases.models import Case
from cases.stages import UNDECIDED
from deadlines.actions.asked import follow_asking, moment_of
from deadlines.actions.mandates import follow_mandate
from deadlines.actions.parts import keep_extension, meet, reopen, rule_of, start, unstart
from deadlines.actions.telling import tell
from deadlines.actions.unread import follow_unread
from deadlines.events import (
    ComplaintClockStarted,
    ComplaintClockStopped,
    DeadlineEscalated,
    MetByLetter,
    OpenAgain,
    ReminderSent,
)
from deadlines.models import Deadline
from deadlines.queries import (
    answer_posted,
    arrival,
    holder_of,
    ids_of_answers_to_follow,
    ids_of_asking_to_follow,
    ids_of_complaints_to_follow,
    ids_of_mandates_to_follow,
    ids_of_unread_to_follow,
    ids_to_escalate,
    ids_to_remind,
    leader_of,
)
from notifications.kinds import NoticeKind
from people.access import Actor, everywhere, reading, use_case
from people.roles import Permission
from watch.actions import each

MONTHS_AHEAD = 12
NEAR = mark("{deadline} har frist {day}.")
NEAR_IN_CASE = mark("{deadline} i sak {reference} har frist {day}.")
NOT_ARRIVED = mark("Det foreløpige svaret i sak {reference} kom ikke fram. Fristen er {day}.")
LATE = {
    NEAR: mark("Over fristen: {deadline} har frist {day}."),
    NEAR_IN_CASE: mark("Over fristen: {deadline} i sak {reference} har frist {day}."),
}


@use_case(Permission.SYSTEM)
def remind(deadline_id: int, *, actor: Actor, at: dt.datetime) -> bool:
    """Tell the holder that a deadline is near. True if this call told them."""
    if not _claim(deadline_id, "reminded_at", actor=actor, at=at):
        return False
    deadline = _claimed(deadline_id)
    label = _label(deadline)
    holder = holder_of(deadline, on=localdate(at))
    tell(deadline, holder, sentence=_sentence(deadline, label), at=at)
    trail.record(
        ReminderSent(
            case_id=deadline.case_id,
            person_id=deadline.person_id,
            deadline=str(deadline.public_id),
            label=label,
            due_on=f"{deadline.due_on:%d.%m.%Y}",
        ),
        actor=actor,
        at=at,
    )
    return True


@use_case(Permission.SYSTEM)
def escalate(deadline_id: int, *, actor: Actor, at: dt.datetime) -> bool:
    """Tell the leader that a deadline has passed. True if this call told them."""
    if not _claim(deadline_id, "escalated_at", actor=actor, at=at):
        return False
    deadline = _claimed(deadline_id)
    label = _label(deadline)
    near = _sentence(deadline, label)
    sentence = filled(LATE[near.template], **near.values)
    leader = leader_of(deadline, on=localdate(at))
    Deadline.objects.filter(pk=deadline_id).update(escalated_to_id=leader)
    tell(deadline, leader, sentence=sentence, at=at, kind=NoticeKind.OVERDUE)
    trail.record(
        DeadlineEscalated(
            case_id=deadline.case_id,
            person_id=deadline.person_id,
            deadline=str(deadline.public_id),
            label=label,
            due_on=f"{deadline.due_on:%d.%m.%Y}",
            to_staff_id=leader,
        ),
        actor=actor,
        at=at,
    )
    return True


@use_case(Permission.SYSTEM)
def follow_letter(deadline_id: int, *, actor: Actor, at: dt.datetime) -> bool:
    """Let the time to complain run from the day the party's letter arrived, and from no other.

    A letter that came back stops it; the one sent anew starts it again, and it ends no earlier than
    it was extended to. True if it changed.
    """
    deadline = (
        Deadline.objects.select_for_update()
        .filter(
            pk=deadline_id,
            municipality_id=actor.municipality_id,
            met_at=None,
            cancelled_at=None,
        )
        .first()
    )
    arrived = arrival(deadline) if deadline is not None else None
    if deadline is None or arrived is None or arrived[0] == deadline.starts_on:
        return False
    reached_on, assumed = arrived
    if not deadline.provisional:
        unstart(deadline, reason="Brevet kom i retur eller ble sendt på nytt", actor=actor, at=at)
    if reached_on is None:
        trail.record(
            ComplaintClockStopped(
                case_id=deadline.case_id,
                person_id=deadline.person_id,
                deadline=str(deadline.public_id),
            ),
            actor=actor,
            at=at,
        )
        return True
    start(deadline, starts_on=reached_on, assumed=assumed, actor=actor, at=at)
    keep_extension(deadline, actor=actor, at=at)
    trail.record(
        ComplaintClockStarted(
            case_id=deadline.case_id,
            person_id=deadline.person_id,
            deadline=str(deadline.public_id),
            starts_on=f"{reached_on:%d.%m.%Y}",
            due_on=f"{deadline.due_on:%d.%m.%Y}",
            assumed=mark(" (antatt)") if assumed else "",
        ),
        actor=actor,
        at=at,
    )
    return True


@use_case(Permission.SYSTEM)
def follow_answer(deadline_id: int, *, actor: Actor, at: dt.datetime) -> bool:
    """Let the month be met when the preliminary reply is posted, and open again if it comes back.

    So too a day that was promised. True if it changed.
    """
    deadline = (
        Deadline.objects.select_for_update(of=("self",))
        .select_related("case")
        .filter(
            pk=deadline_id,
            municipality_id=actor.municipality_id,
            cancelled_at=None,
            case__stage__in=UNDECIDED,
        )
        .first()
    )
    if deadline is None or (deadline.met_at is not None and not deadline.met_letter):
        return False
    posted = answer_posted(deadline)
    if (posted is None) == (deadline.met_at is None):
        return False
    label = _label(deadline)
    if posted is not None:
        letter, posted_on = posted
        meet(deadline, letter=letter, actor=actor, at=moment_of(posted_on, at))
        trail.record(
            MetByLetter(
                case_id=deadline.case_id,
                person_id=deadline.person_id,
                deadline=str(deadline.public_id),
                label=label,
                posted_on=f"{posted_on:%d.%m.%Y}",
            ),
            actor=actor,
            at=at,
        )
        return True
    # A letter sent anew has the same key: what came back is told by when it was posted, too.
    sent = f"{deadline.met_letter}:{deadline.met_at:%Y%m%dT%H%M}"
    day = f"{deadline.due_on:%d.%m.%Y}"
    reopen(deadline, reason=mark("Brevet kom ikke fram"), actor=actor, at=at)
    reference = deadline.case.reference if deadline.case else ""
    tell(
        deadline,
        holder_of(deadline, on=localdate(at)),
        sentence=filled(NOT_ARRIVED, reference=reference, day=day),
        about=sent,
        at=at,
    )
    trail.record(
        OpenAgain(
            case_id=deadline.case_id,
            person_id=deadline.person_id,
            deadline=str(deadline.public_id),
            label=label,
            due_on=day,
        ),
        actor=actor,
        at=at,
    )
    return True


def sweep(*, at: dt.datetime) -> dict[str, int]:
    """Do what is due in every municipality, each act in a transaction of its own.

    One deadline that cannot be handled does not keep the others waiting (watch.actions.each).
    Returns how many were reminded of, passed on, started or stopped, and failed.
    """
    done = {"reminded": 0, "escalated": 0, "followed": 0, "failed": 0}
    on = localdate(at)
    for actor in everywhere():
        with reading(actor, Permission.SYSTEM, page="clock", at=at):
            follow = ids_of_complaints_to_follow(actor.municipality_id, on=on)
            answers = ids_of_answers_to_follow(actor.municipality_id, on=on)
            asking = ids_of_asking_to_follow(actor.municipality_id, on=on)
            mandates = ids_of_mandates_to_follow(actor.municipality_id, on=on)
            unread = ids_of_unread_to_follow(actor.municipality_id, on=on)
            near = ids_to_remind(actor.municipality_id, on=on)
            over = ids_to_escalate(actor.municipality_id, at=at, on=on)
        _all(follow, follow_letter, "followed", done, actor=actor, at=at)
        _all(answers, follow_answer, "followed", done, actor=actor, at=at)
        _all(asking, follow_asking, "followed", done, actor=actor, at=at)
        _all(mandates, follow_mandate, "followed", done, actor=actor, at=at)
        _all(unread, follow_unread, "followed", done, actor=actor, at=at)
        _all(near, remind, "reminded", done, actor=actor, at=at)
        _all(over, escalate, "escalated", done, actor=actor, at=at)
    return done


def prepare_partitions(*, on: dt.date) -> int:
    """Make the audit tables' partitions for the coming months; returns how many were made."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SELECT audit_prepare_partitions(%s, %s)", [on, MONTHS_AHEAD])
        made: int = cursor.fetchone()[0]
        return made


def _all(
    ids: Sequence[int],
    act: Callable[..., bool],
    name: str,
    done: dict[str, int],
    *,
    actor: Actor,
    at: dt.datetime,
) -> None:
    went = each(ids, act, actor=actor, at=at)
    done[name] += went.done
    done["failed"] += went.failed


def _claim(deadline_id: int, column: str, *, actor: Actor, at: dt.datetime) -> bool:
    """Set `column` if nobody has. PostgreSQL reads the row again when two claim it at once.

    The ended case is asked for by EXISTS, not by a join: Django turns a join into `id IN (…)`,
    which would be answered from before the other worker's claim.
    """
    ended = Case.objects.filter(pk=OuterRef("case_id"), ended_at__isnull=False)
    claimed = Deadline.objects.filter(
        ~Exists(ended),
        pk=deadline_id,
        municipality_id=actor.municipality_id,
        met_at=None,
        cancelled_at=None,
        provisional=False,
        paused_on=None,
        **{column: None},
    ).update(**{column: at})
    return claimed == 1


def _claimed(deadline_id: int) -> Deadline:
    return Deadline.objects.select_related("case__unit", "unit").get(pk=deadline_id)


def _label(deadline: Deadline) -> str:
    return rule_of(deadline).label


def _sentence(deadline: Deadline, label: str) -> Filled:
    template = NEAR_IN_CASE if deadline.case else NEAR
    reference = deadline.case.reference if deadline.case else ""
    day = f"{deadline.due_on:%d.%m.%Y}"
    return filled(template, deadline=label, reference=reference, day=day)
