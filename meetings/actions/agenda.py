"""Use cases of the agenda: put a case on it, take it off again, move an item up or down."""

import datetime as dt

from django.utils.timezone import localdate

from audit import trail
from audit.words import filled
from cases.actions import discard_drafts, end_meeting_access
from cases.queries import lock
from meetings.actions.parts import place, settle, touch
from meetings.actions.plan import locked, said_day
from meetings.events import AgendaReordered, PutOnAgenda, TakenOffAgenda
from meetings.kinds import Outcome
from meetings.models import AgendaCase, AgendaItem
from meetings.queries.scope import (
    attending,
    day_of,
    find_item,
    find_meeting,
    lock_meetings,
    must_be_open,
)
from meetings.rules import WAY_OUT, summary_objections, text_objections
from people.access import Actor, use_case
from people.refusals import NotFound, Objection, Refused, Stale
from people.roles import Permission

PUT = "til-mote"  # the draft
REGRETTED = "Angret."


@use_case(Permission.WORK_CASE)
def put_on_agenda(
    case_id: int, *, meeting: str, summary: str, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Put a case on a coming meeting's agenda (Til møte), last, with its one line.

    Only the unit that has the case does, since those at the table may read it that day. The
    person's other cases on the same agenda are dealt with in the same item. Raises NotFound;
    Refused with every objection.
    """
    found = find_meeting(meeting, actor=actor)
    table = lock_meetings([found.pk])[found.pk]
    must_be_open(table)
    case = lock(case_id, actor=actor)
    if case.unit_id not in actor.unit_ids:
        raise Refused("Bare enheten som har saken, kan ta den til møte.", code="not_in_unit")
    if case.ended_at is not None:
        raise Refused("Saken er avsluttet.", code="case_ended")
    wrong = []
    if day_of(table) < localdate(at):
        wrong.append(Objection("Møtet har vært. Velg et annet.", "meeting_past", "meeting"))
    wrong += summary_objections(summary, names=[case.person.given_name, case.person.family_name])
    waits = AgendaCase.objects.filter(case=case, waits=True).select_related("item__meeting").first()
    if waits is not None:
        wrong.insert(
            0,
            Objection(
                filled("Saken står allerede til møte {day}.", day=said_day(waits.item.meeting)),
                "on_an_agenda",
                "meeting",
            ),
        )
    if wrong:
        raise Refused.all(wrong)
    place(table, case, summary=summary, actor=actor, at=at)
    discard_drafts(case, PUT, owner_id=actor.staff())
    trail.record(
        PutOnAgenda(
            case_id=case.pk,
            person_id=case.person_id,
            meeting=str(table.public_id),
            meets_on=said_day(table),
        ),
        actor=actor,
        at=at,
    )
    return {"reference": case.reference, "meeting": str(table.public_id)}


@use_case(Permission.WORK_CASE)
def take_off_agenda(
    case_id: int, *, reason: str = "", actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Take a case off its agenda; until they sit down, whoever put it there may just regret it.

    Raises NotFound where it waits on none; Refused without a reason from anybody else.
    """
    waits = AgendaCase.objects.filter(case_id=case_id, waits=True).select_related("item").first()
    if waits is None:
        raise NotFound("Saken står ikke til noe møte.")
    table = lock_meetings([waits.item.meeting_id])[waits.item.meeting_id]
    must_be_open(table)
    case = lock(case_id, actor=actor)
    waits = AgendaCase.objects.filter(pk=waits.pk, waits=True).select_related("item").first()
    if waits is None:
        raise Stale
    if not reason.strip() and waits.put_by_id == actor.staff() and not attending(table):
        reason = REGRETTED
    if wrong := text_objections(
        reason, missing="Skriv hvorfor saken tas av sakslisten.", field="reason"
    ):
        raise Refused.all(wrong)
    if waits.item.cases.filter(waits=True).count() == 1:
        settle(waits.item, Outcome.TAKEN_OFF, text=reason, actor=actor, at=at)
    else:
        waits.waits, waits.taken_off = False, True
        waits.save(update_fields=["waits", "taken_off"])
        discard_drafts(case, WAY_OUT, owner_id=actor.staff())
        end_meeting_access(case, at=at)
    touch(table)
    trail.record(
        TakenOffAgenda(
            case_id=case.pk,
            person_id=case.person_id,
            meeting=str(table.public_id),
            meets_on=said_day(table),
        ),
        actor=actor,
        at=at,
    )
    return {"reference": case.reference, "meeting": str(table.public_id)}


@use_case(Permission.WORK_CASE)
def move_item(
    item_id: str, *, up: bool, version: int, actor: Actor, at: dt.datetime
) -> dict[str, str | int]:
    """Let an item change place with the one before it, or after it; at the end nothing changes.

    `version` is the meeting's. Raises Stale when the agenda is another than the one seen.
    """
    found = find_item(item_id, actor=actor)
    table = locked(str(found.meeting.public_id), version=version, actor=actor)
    items = list(AgendaItem.objects.filter(meeting=table).order_by("position"))
    here = next(n for n, item in enumerate(items) if item.pk == found.pk)
    there = here - 1 if up else here + 1
    if 0 <= there < len(items):
        one, other = items[here], items[there]
        one.position, other.position = other.position, one.position
        AgendaItem.objects.bulk_update([one, other], ["position"])
        touch(table)
    trail.record(AgendaReordered(meeting=str(table.public_id)), actor=actor, at=at)
    return {"meeting": str(table.public_id), "version": table.version}
