"""Use cases of a meeting as a whole: plan it, change it, end it; and the clock's look after it."""

import datetime as dt

from django.utils.timezone import localdate

from audit import trail
from audit.words import filled
from meetings.actions.parts import of_earlier_days, of_no_other_meeting
from meetings.events import MeetingChanged, MeetingEnded, MeetingPlanned
from meetings.kinds import Outcome
from meetings.models import AgendaItem, Meeting
from meetings.queries.scope import day_of, find_meeting, lock_meetings, must_run
from meetings.rules import plan_objections
from people.access import Actor, everywhere, standing, use_case
from people.models import StaffMember
from people.queries import colleagues
from people.refusals import Objection, Refused, Stale
from people.roles import Permission


@use_case(Permission.WORK_CASE)
def plan_meeting(
    *,
    unit: int,
    starts_at: dt.datetime,
    place: str,
    leader: str,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Plan a meeting (tildelingsmøte) of one's unit; `leader` is a public id.

    Raises Refused with every objection.
    """
    found = _objections(starts_at, place, leader, actor=actor, at=at)
    if unit not in actor.unit_ids:
        found.insert(0, Objection("Velg en av enhetene dine.", "not_in_unit", "unit"))
    if found:
        raise Refused.all(found)
    meeting = Meeting.objects.create(
        municipality_id=actor.municipality_id,
        unit_id=unit,
        starts_at=starts_at,
        place=place.strip(),
        leader=StaffMember.objects.get(public_id=leader),
        planned_by_id=actor.staff(),
        planned_at=at,
    )
    trail.record(
        MeetingPlanned(meeting=str(meeting.public_id), meets_on=said_day(meeting)),
        actor=actor,
        at=at,
    )
    return {"meeting": str(meeting.public_id)}


@use_case(Permission.WORK_CASE)
def change_meeting(
    meeting_id: str,
    *,
    starts_at: dt.datetime,
    place: str,
    leader: str,
    version: int,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Give a meeting another time, place or leader, before anybody is noted as present.

    Raises Stale; Refused with every objection.
    """
    meeting = locked(meeting_id, version=version, actor=actor)
    found = _objections(starts_at, place, leader, actor=actor, at=at)
    if meeting.attendance.filter(crossed_out_at=None).exists():
        found.append(
            Objection("Møtet er i gang. Tid og sted kan ikke endres.", "meeting_begun", "meets_on")
        )
    if found:
        raise Refused.all(found)
    meeting.starts_at = starts_at
    meeting.place = place.strip()
    meeting.leader = StaffMember.objects.get(public_id=leader)
    meeting.version += 1
    meeting.save(update_fields=["starts_at", "place", "leader", "version"])
    trail.record(
        MeetingChanged(meeting=str(meeting.public_id), meets_on=said_day(meeting)),
        actor=actor,
        at=at,
    )
    return {"meeting": str(meeting.public_id)}


@use_case(Permission.WORK_CASE)
def end_meeting(
    meeting_id: str, *, version: int, actor: Actor, at: dt.datetime
) -> dict[str, str | int]:
    """End a meeting (Avslutt møtet) once every item is settled; nobody reads by it any more.

    Ended before its day, it is cancelled (avlyst): nothing was concluded in it. Raises Stale;
    Refused naming how many items are left.
    """
    meeting = locked(meeting_id, version=version, actor=actor)
    items = list(AgendaItem.objects.filter(meeting=meeting).values_list("outcome", flat=True))
    if left := items.count(""):
        raise Refused(
            filled(
                "{n} av sakene er ikke ferdige. Skriv konklusjon, utsett dem eller ta dem av.",
                n=left,
            ),
            code="items_left",
        )
    meeting.held_at = at
    meeting.held_by_id = actor.staff()
    meeting.version += 1
    meeting.save(update_fields=["held_at", "held_by", "version"])
    of_no_other_meeting(meeting).update(to_at=at)
    counts = {key: items.count(key) for key in Outcome}
    trail.record(
        MeetingEnded(
            meeting=str(meeting.public_id),
            concluded=counts[Outcome.CONCLUDED],
            postponed=counts[Outcome.POSTPONED],
            taken_off=counts[Outcome.TAKEN_OFF],
        ),
        actor=actor,
        at=at,
    )
    return {"meeting": str(meeting.public_id), "items": len(items)}


def end_past_access(*, at: dt.datetime) -> int:
    """End what was opened at a meeting on an earlier day (Oslo's); how many. Safe to run twice.

    Nobody reads by it any more (cases.queries.visible); now it is also written that it has ended.
    """
    ended = 0
    for actor in everywhere():
        with standing(actor, at):
            ended += of_earlier_days(at).update(to_at=at)
    return ended


def locked(meeting_id: str, *, version: int, actor: Actor) -> Meeting:
    """The meeting, locked, for who runs it. Raises NotFound, AccessDenied, Refused, Stale."""
    found = find_meeting(meeting_id, actor=actor)
    meeting = lock_meetings([found.pk])[found.pk]
    must_run(meeting, actor=actor)
    if meeting.version != version:
        raise Stale
    return meeting


def said_day(meeting: Meeting) -> str:
    """«24.11.2026»."""
    return f"{day_of(meeting):%d.%m.%Y}"


def _objections(
    starts_at: dt.datetime, place: str, leader: str, *, actor: Actor, at: dt.datetime
) -> list[Objection]:
    found = plan_objections(place=place, meets_on=localdate(starts_at), on=localdate(at))
    if leader not in dict(colleagues(actor, on=localdate(at))):
        found.append(Objection("Velg hvem som leder møtet.", "unknown_staff", "leader"))
    return found
