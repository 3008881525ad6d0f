"""Use cases that settle an item: write the conclusion once, postpone it, take it off."""

import datetime as dt
from collections.abc import Sequence

from django.utils.timezone import localdate, localtime

from audit import trail
from audit.events import Event
from cases.actions import discard_drafts
from cases.models import Case
from cases.queries import disqualified, disqualified_ids
from meetings.actions.parts import FORM, locked_cases, place, settle, settled_cases, touch
from meetings.actions.plan import said_day
from meetings.actions.table import open_item
from meetings.events import ItemConcluded, ItemPostponed, OwnNoteAdded, TakenOffAgenda
from meetings.kinds import Outcome
from meetings.models import AgendaCase, Meeting
from meetings.queries.scope import (
    attending,
    day_of,
    find_item,
    find_meeting,
    lock_meetings,
    must_be_open,
    ready_for,
    runs,
)
from meetings.rules import WAY_OUT, note_text, readiness_objections, text_objections
from people.access import Actor, use_case
from people.refusals import AccessDenied, Objection, Refused
from people.roles import Permission
from records.actions import sign_note
from records.kinds import NoteKind
from records.rules import Written


@use_case(Permission.WORK_CASE)
def conclude_item(
    item_id: str, *, text: str, actor: Actor, at: dt.datetime
) -> dict[str, str | list[str]]:
    """Write what the meeting advises (konklusjon), once; it lands as a signed note in each case.

    It moves no case: the decision is made by whoever has the authority. Raises Stale when somebody
    was first; Refused with every objection (rules.readiness_objections).
    """
    table, item = open_item(item_id, actor=actor)
    rows = locked_cases(item, actor=actor)
    ready = ready_for(table, item, [case.pk for _row, case in rows], actor=actor, on=localdate(at))
    if wrong := [
        *readiness_objections(ready),
        *text_objections(text, missing="Skriv konklusjonen."),
    ]:
        raise Refused.all(wrong)
    settle(item, Outcome.CONCLUDED, text=text, actor=actor, at=at)
    notes = {case.pk: _note(table, case, row, text, actor, at) for row, case in rows}
    touch(table)
    trail.record_all(
        [
            ItemConcluded(
                case_id=case.pk,
                person_id=case.person_id,
                meeting=str(table.public_id),
                meets_on=said_day(table),
                note=notes[case.pk],
            )
            for _row, case in rows
        ],
        actor=actor,
        at=at,
    )
    return {"item": str(item.public_id), "notes": list(notes.values())}


@use_case(Permission.WORK_CASE)
def postpone_item(
    item_id: str, *, to: str, text: str, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Postpone an item to another coming meeting (Utsett), with why; its cases wait there instead.

    Raises Stale when it is settled; Refused with every objection.
    """
    found = find_item(item_id, actor=actor)
    later = find_meeting(to, actor=actor)
    both = lock_meetings([found.meeting_id, later.pk])
    table, item = open_item(item_id, actor=actor)
    rows = locked_cases(item, actor=actor)
    wrong = []
    if later.pk == table.pk or day_of(later) < max(localdate(at), day_of(table)):
        wrong.append(Objection("Velg et senere møte.", "not_later", "to"))
    wrong += _not_by_the_disqualified(rows, actor=actor)
    wrong += text_objections(text, missing="Skriv hvorfor saken utsettes.")
    if wrong:
        raise Refused.all(wrong)
    must_be_open(both[later.pk])
    settle(item, Outcome.POSTPONED, text=text, actor=actor, at=at, postponed_to=later)
    for row, case in rows:
        place(both[later.pk], case, summary=row.summary, actor=actor, at=at)
    touch(table)
    events: list[Event] = [
        ItemPostponed(
            case_id=case.pk,
            person_id=case.person_id,
            meeting=str(table.public_id),
            meets_on=said_day(table),
            later=str(later.public_id),
            later_on=said_day(later),
        )
        for _row, case in rows
    ]
    trail.record_all(events, actor=actor, at=at)
    return {"item": str(item.public_id), "meeting": str(later.public_id)}


@use_case(Permission.WORK_CASE)
def take_item_off(item_id: str, *, text: str, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Take an item off the agenda without dealing with it (Ta av sakslisten), with why.

    Raises Stale when it is settled; Refused with every objection.
    """
    table, item = open_item(item_id, actor=actor)
    rows = locked_cases(item, actor=actor)
    wrong = _not_by_the_disqualified(rows, actor=actor)
    wrong += text_objections(text, missing="Skriv hvorfor saken tas av sakslisten.")
    if wrong:
        raise Refused.all(wrong)
    settle(item, Outcome.TAKEN_OFF, text=text, actor=actor, at=at)
    touch(table)
    events: list[Event] = [
        TakenOffAgenda(
            case_id=case.pk,
            person_id=case.person_id,
            meeting=str(table.public_id),
            meets_on=said_day(table),
        )
        for _row, case in rows
    ]
    trail.record_all(events, actor=actor, at=at)
    return {"item": str(item.public_id)}


@use_case(Permission.WORK_CASE)
def add_own_note(
    item_id: str, *, text: str, actor: Actor, at: dt.datetime
) -> dict[str, str | list[str]]:
    """Sign what one had written when somebody else settled the item, as a note of one's own.

    It lands in each case of the item and changes nothing of what the meeting concluded. Raises
    AccessDenied for who does not run the meeting; Refused while the item is open, and with every
    objection.
    """
    item = find_item(item_id, actor=actor)
    if not runs(item.meeting, actor=actor):
        raise AccessDenied(
            "Bare enheten som har møtet, og de som deltar, kan gjøre dette.", what="meeting"
        )
    if not item.outcome:
        raise Refused("Saken er ikke ferdig i møtet. Skriv konklusjonen.", code="item_open")
    rows = settled_cases(item, actor=actor)
    wrong = _not_by_the_disqualified(rows, actor=actor)
    wrong += text_objections(text, missing="Skriv notatet.")
    if wrong:
        raise Refused.all(wrong)
    written = Written(
        kind=NoteKind.MEETING,
        occurred_on=localdate(at),
        occurred_time=localtime(at).time(),
        text=text,
    )
    notes = {case.pk: sign_note(case, written, actor=actor, at=at) for _row, case in rows}
    for _row, case in rows:
        for form in (FORM, WAY_OUT):
            discard_drafts(case, form, owner_id=actor.staff())
    trail.record_all(
        [
            OwnNoteAdded(
                case_id=case.pk,
                person_id=case.person_id,
                meeting=str(item.meeting.public_id),
                meets_on=said_day(item.meeting),
                note=str(notes[case.pk].public_id),
            )
            for _row, case in rows
        ],
        actor=actor,
        at=at,
    )
    return {"item": str(item.public_id), "notes": [str(note.public_id) for note in notes.values()]}


def _not_by_the_disqualified(
    rows: Sequence[tuple[AgendaCase, Case]], *, actor: Actor
) -> list[Objection]:
    if not any(actor.staff() in disqualified_ids(case) for _row, case in rows):
        return []
    return [
        Objection("Du er meldt inhabil i saken. En annen må gjøre dette.", "disqualified"),
    ]


def _note(
    table: Meeting, case: Case, row: AgendaCase, text: str, actor: Actor, at: dt.datetime
) -> str:
    present = attending(table)
    out = {found.staff_id for found in disqualified([case.pk])}
    note = sign_note(
        case,
        Written(
            kind=NoteKind.MEETING,
            occurred_on=day_of(table),
            occurred_time=localtime(table.starts_at).time(),
            text=note_text(
                meets_on=day_of(table),
                conclusion=text,
                present=[str(one.staff) for one in present if one.staff_id not in out],
                disqualified=[str(one.staff) for one in present if one.staff_id in out],
            ),
        ),
        actor=actor,
        at=at,
    )
    row.note = note
    row.waits = False
    row.save(update_fields=["note", "waits"])  # as settled
    return str(note.public_id)
