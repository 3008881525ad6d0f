"""Use cases at the table: who is there, and who leaves when an item is dealt with."""

import datetime as dt
from collections.abc import Sequence

from django.utils.timezone import localdate

from audit import trail
from audit.words import filled
from cases.actions import disqualify, end_meeting_access
from cases.models import Case
from cases.queries import disqualified
from meetings.actions.parts import let_in, locked_cases
from meetings.actions.plan import said_day
from meetings.events import AttendanceNoted, ImpartialityCleared
from meetings.models import AgendaItem, Attendance, Meeting
from meetings.queries.scope import (
    attending,
    day_of,
    find_item,
    find_meeting,
    lock_meetings,
    must_run,
)
from meetings.rules import Declared, declared_objections
from people.access import Actor, use_case
from people.models import StaffMember
from people.queries import colleagues
from people.refusals import Refused, Stale
from people.roles import Permission


@use_case(Permission.WORK_CASE)
def note_attendance(
    meeting_id: str, *, staff: Sequence[str], actor: Actor, at: dt.datetime
) -> dict[str, str | int]:
    """Note who takes part (Til stede), by public id: the whole list, whoever is not in it is out.

    That day, and no other, they may read the cases on the agenda. Raises Refused before the day,
    and for somebody who does not work on cases here.
    """
    found = find_meeting(meeting_id, actor=actor)
    table = lock_meetings([found.pk])[found.pk]
    must_run(table, actor=actor)
    if localdate(at) < day_of(table):
        raise Refused(
            filled("Oppmøtet føres når møtet holdes, {day}.", day=said_day(table)),
            code="before_the_meeting",
        )
    if not set(staff) <= set(dict(colleagues(actor, on=localdate(at)))):
        raise Refused("Velg dem som arbeider med saker her.", code="unknown_staff", field="staff")
    if not staff:
        raise Refused("Velg hvem som er til stede.", code="nobody_attends", field="staff")
    wanted = {one.pk for one in StaffMember.objects.filter(public_id__in=staff)}
    here = {row.staff_id: row for row in attending(table)}
    gone = [row for staff_id, row in here.items() if staff_id not in wanted]
    Attendance.objects.filter(pk__in=[row.pk for row in gone]).update(crossed_out_at=at)
    Attendance.objects.bulk_create(
        [
            Attendance(meeting=table, staff_id=staff_id, noted_by_id=actor.staff(), noted_at=at)
            for staff_id in sorted(wanted - set(here))
        ]
    )
    cases = list(
        Case.objects.select_for_update(of=("self",), no_key=True)
        .filter(agenda__item__meeting=table, agenda__waits=True)
        .select_related("person")
        .order_by("pk")
    )
    for case in cases:
        end_meeting_access(case, at=at, staff_ids=[row.staff_id for row in gone])
    let_in(table, cases, at=at)
    trail.record(
        AttendanceNoted(meeting=str(table.public_id), staff_ids=sorted(wanted)), actor=actor, at=at
    )
    return {"meeting": str(table.public_id), "attending": len(wanted)}


@use_case(Permission.WORK_CASE)
def clear_impartiality(
    item_id: str,
    *,
    nobody: bool | None,
    declared: Sequence[Declared] = (),
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Say who of those at the table is disqualified (inhabil) in an item, or that nobody is.

    They have left, and read its cases no more. What is said holds for the cases for good, at every
    later step. Source: forvaltningsloven §§ 6 and 8. Raises Refused with every objection.
    """
    table, item = open_item(item_id, actor=actor)
    cases = [case for _row, case in locked_cases(item, actor=actor)]
    present = {str(row.staff.public_id): row.staff for row in attending(table)}
    before = disqualified([case.pk for case in cases])
    if wrong := declared_objections(
        declared,
        nobody=nobody,
        present=frozenset(present),
        before={row.public_id: row.name for row in before if row.public_id in present},
    ):
        raise Refused.all(wrong)
    for one in declared:
        for case in cases:
            disqualify(
                case,
                staff=present[one.staff],
                ground=one.ground,
                note=one.note,
                actor=actor,
                at=at,
            )
    out = sorted({row.staff_id for row in disqualified([case.pk for case in cases])})
    for case in cases:
        end_meeting_access(case, at=at, staff_ids=out)
    item.impartial_at = at
    item.impartial_by_id = actor.staff()
    item.save(update_fields=["impartial_at", "impartial_by"])
    trail.record_all(
        [
            ImpartialityCleared(
                case_id=case.pk,
                person_id=case.person_id,
                meeting=str(table.public_id),
                meets_on=said_day(table),
                disqualified=out,
            )
            for case in cases
        ],
        actor=actor,
        at=at,
    )
    return {"item": str(item.public_id)}


def open_item(item_id: str, *, actor: Actor) -> tuple[Meeting, AgendaItem]:
    """An unsettled item and its locked meeting, for who runs it. Raises as `must_run`; Stale."""
    found = find_item(item_id, actor=actor)
    table = lock_meetings([found.meeting_id])[found.meeting_id]
    must_run(table, actor=actor)
    item = AgendaItem.objects.select_related("person").get(pk=found.pk)
    if item.outcome:
        raise Stale("Saken er allerede ferdig i dette møtet.", code="item_settled")
    return table, item
