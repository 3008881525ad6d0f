"""Finds and locks meetings and items inside the actor's municipality, and says who runs them."""

import datetime as dt
from collections.abc import Collection

from django.utils.timezone import localdate

from audit.words import mark
from cases.queries import disqualified
from meetings.models import AgendaItem, Attendance, Meeting
from meetings.rules import Ready
from people.access import Actor
from people.refusals import AccessDenied, NotFound, Refused

NO_MEETING = mark("Vi finner ikke møtet. Se listen over møter.")


def find_meeting(meeting_id: str, *, actor: Actor) -> Meeting:
    """The meeting by its public id. Raises NotFound."""
    found = (
        Meeting.objects.filter(public_id=meeting_id, municipality_id=actor.municipality_id)
        .select_related("leader")
        .first()
    )
    if found is None:
        raise NotFound(NO_MEETING, what="meeting")
    return found


def find_item(item_id: str, *, actor: Actor) -> AgendaItem:
    """The item by its public id. Raises NotFound."""
    found = (
        AgendaItem.objects.filter(public_id=item_id, meeting__municipality_id=actor.municipality_id)
        .select_related("meeting", "meeting__leader", "postponed_to", "settled_by")
        .first()
    )
    if found is None:
        raise NotFound(NO_MEETING, what="meeting")
    return found


def lock_meetings(ids: Collection[int]) -> dict[int, Meeting]:
    """Meetings by id, locked until the transaction ends, always in the same order."""
    found = Meeting.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return {meeting.pk: meeting for meeting in found}


def attending(meeting: Meeting) -> list[Attendance]:
    """Who takes part, by name."""
    return list(
        Attendance.objects.filter(meeting=meeting, crossed_out_at=None)
        .select_related("staff")
        .order_by("staff__family_name", "staff__given_name", "pk")
    )


def runs(meeting: Meeting, *, actor: Actor) -> bool:
    """Whether the actor is of those who write down what the meeting does."""
    return (
        meeting.unit_id in actor.unit_ids
        or meeting.leader_id == actor.staff_id
        or Attendance.objects.filter(
            meeting=meeting, staff_id=actor.staff_id, crossed_out_at=None
        ).exists()
    )


def must_run(meeting: Meeting, *, actor: Actor) -> None:
    """Raise AccessDenied unless the actor runs the meeting; Refused when it is ended."""
    if not runs(meeting, actor=actor):
        raise AccessDenied(
            "Bare enheten som har møtet, og de som deltar, kan gjøre dette.", what="meeting"
        )
    must_be_open(meeting)


def must_be_open(meeting: Meeting) -> None:
    """Raise Refused when the meeting is ended."""
    if meeting.held_at is not None:
        raise Refused("Møtet er avsluttet og kan ikke endres.", code="meeting_ended")


def day_of(meeting: Meeting) -> dt.date:
    """Oslo's day of the meeting."""
    return localdate(meeting.starts_at)


def ready_for(
    meeting: Meeting,
    item: AgendaItem,
    case_ids: Collection[int],
    *,
    actor: Actor,
    on: dt.date,
) -> Ready:
    """What a conclusion of the item by this actor rests on."""
    present = attending(meeting)
    said_at = item.impartial_at
    return Ready(
        on=on,
        meets_on=day_of(meeting),
        attending=frozenset(row.staff_id for row in present),
        newcomers=tuple(
            str(row.staff) for row in present if said_at is not None and row.noted_at > said_at
        ),
        impartial=said_at is not None,
        disqualified=frozenset(row.staff_id for row in disqualified(case_ids)),
        writer=actor.staff(),
    )
