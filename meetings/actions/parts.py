"""Parts of the use cases of meetings: put a case on, let those at the table read, settle."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.timezone import localdate, make_aware

from cases.actions import discard_drafts, end_meeting_access, give_access
from cases.legal import Despite
from cases.models import Case, CaseAccess
from cases.models.support import MEETING
from cases.queries import disqualified, lock, opened_to_no_more
from meetings.kinds import Outcome
from meetings.models import AgendaCase, AgendaItem, Meeting
from meetings.queries.scope import attending, day_of
from meetings.rules import WAY_OUT
from people.access import Actor

FORM = "konklusjon"  # the draft of a conclusion


def place(
    meeting: Meeting, case: Case, *, summary: str, actor: Actor, at: dt.datetime
) -> AgendaCase:
    """Put a locked case last on a locked meeting's agenda, or beside the person's other cases."""
    item = AgendaItem.objects.filter(meeting=meeting, person_id=case.person_id, outcome="").first()
    if item is None:
        last = AgendaItem.objects.filter(meeting=meeting).aggregate(n=Max("position"))["n"]
        item = AgendaItem.objects.create(
            meeting=meeting, person_id=case.person_id, position=(last or 0) + 1
        )
    else:
        # What was said of the other case says nothing of this one.
        item.impartial_at = item.impartial_by = None
        item.save(update_fields=["impartial_at", "impartial_by"])
    placed = AgendaCase.objects.create(
        item=item, case=case, summary=summary.strip(), put_by_id=actor.staff(), put_at=at
    )
    touch(meeting)
    let_in(meeting, [case], at=at)
    return placed


def touch(meeting: Meeting) -> None:
    """Raise the version of a locked meeting: its agenda is another now."""
    meeting.version += 1
    meeting.save(update_fields=["version"])


def let_in(meeting: Meeting, cases: Sequence[Case], *, at: dt.datetime) -> None:
    """Let those at the table read locked cases, on the day of the meeting and no other.

    A case of somebody whose address is protected, who has blocked it, or who works here is opened
    no wider by being on an agenda, nor one that has ended since; nor is any to who is disqualified
    in it.
    """
    if localdate(at) != day_of(meeting):
        return
    of_earlier_days(at).filter(case__in=cases).update(to_at=at)
    present = [row.staff_id for row in attending(meeting)]
    out = {(row.case_id, row.staff_id) for row in disqualified([case.pk for case in cases])}
    closed = opened_to_no_more(case.person for case in cases)
    for case in cases:
        if case.person_id in closed or case.ended_at is not None:
            continue
        for staff_id in present:
            if (case.pk, staff_id) not in out:
                give_access(case, staff_id=staff_id, ground=MEETING, at=at)


def of_earlier_days(at: dt.datetime) -> QuerySet[CaseAccess]:
    """What was opened at a meeting before today (Oslo's) and is not ended; nobody reads by it."""
    midnight = make_aware(dt.datetime.combine(localdate(at), dt.time.min))
    return CaseAccess.objects.filter(ground=MEETING, to_at=None, from_at__lt=midnight)


def of_no_other_meeting(meeting: Meeting) -> QuerySet[CaseAccess]:
    """What is open by a locked meeting alone: to nobody at another table that day with the case."""
    elsewhere = AgendaCase.objects.filter(
        item__meeting__attendance__staff=OuterRef("staff"),
        item__meeting__attendance__crossed_out_at=None,
        item__meeting__starts_at__date=day_of(meeting),
        item__meeting__held_at=None,
        item__outcome__in=["", Outcome.CONCLUDED],
        case=OuterRef("case"),
        taken_off=False,
    ).exclude(item__meeting=meeting)
    given = CaseAccess.objects.filter(ground=MEETING, to_at=None)
    return given.filter(~Exists(elsewhere), case__agenda__item__meeting=meeting)


def waiting(item: AgendaItem) -> list[AgendaCase]:
    """The cases of an item of a locked meeting that are still to be dealt with, in lock order."""
    return list(item.cases.filter(waits=True).select_related("case").order_by("case_id"))


def locked_cases(item: AgendaItem, *, actor: Actor) -> list[tuple[AgendaCase, Case]]:
    """The waiting cases of an item, locked, for who may open each. Raises as `cases.queries.lock`.

    To read them is enough: what several said together is written down by one of them. The caller
    refuses the disqualified.
    """
    table = Despite.AT_THE_TABLE
    return [
        (row, lock(row.case_id, actor=actor, seen=True, despite=table)) for row in waiting(item)
    ]


def settled_cases(item: AgendaItem, *, actor: Actor) -> list[tuple[AgendaCase, Case]]:
    """The cases of an item that is settled, locked in order, for who may read each."""
    rows = item.cases.select_related("case").order_by("case_id")
    table = Despite.AT_THE_TABLE
    return [(row, lock(row.case_id, actor=actor, seen=True, despite=table)) for row in rows]


def settle(
    item: AgendaItem,
    outcome: Outcome,
    *,
    text: str,
    actor: Actor,
    at: dt.datetime,
    postponed_to: Meeting | None = None,
) -> None:
    """Write what became of an item, once; its cases wait for this meeting no more."""
    rows = waiting(item)
    item.outcome = outcome
    item.text = text.strip()
    item.postponed_to = postponed_to
    item.settled_by_id = actor.staff()
    item.settled_at = at
    item.save(update_fields=["outcome", "text", "postponed_to", "settled_by", "settled_at"])
    AgendaCase.objects.filter(item=item, waits=True).update(
        waits=False, taken_off=outcome is Outcome.TAKEN_OFF
    )
    for row in rows:
        # What others had begun stays theirs: they may lay it in the case as a note of their own.
        for form in (FORM, WAY_OUT):
            discard_drafts(row.case, form, owner_id=actor.staff())
        if outcome is not Outcome.CONCLUDED:
            end_meeting_access(row.case, at=at)
