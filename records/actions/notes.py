"""Use cases of notes: write one, set a correction beside one, say what the person has heard."""

import datetime as dt

from django.utils.timezone import localdate

from audit import trail
from cases.actions import discard_drafts
from cases.legal import Despite
from cases.models import Case
from cases.queries import lock
from people.access import Actor, use_case
from people.models import Resident
from people.refusals import Refused
from people.roles import Permission
from records.actions.parts import person_to_write_on
from records.events import InformationKept, InformationPutBefore, NoteCorrected, NoteWritten
from records.kinds import COMES_IN, NOTE_KINDS, NoteKind, PutBefore
from records.models import Note
from records.queries.notes import find_note
from records.rules import (
    FORM,
    Written,
    draft_form,
    note_objections,
    put_before_objections,
    tidy,
)


@use_case(Permission.WORK_CASE)
def write_note(
    written: Written,
    *,
    case_id: int | None = None,
    person: str = "",
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Sign a note in a case, or, without one, on a person (public id). Forgets the draft.

    Raises NotFound or AccessDenied for a case or person the actor may not work with; Refused
    with every objection at its field.
    """
    if found := note_objections(written, on=localdate(at)):
        raise Refused.all(found)
    received = Despite.RECEIVED if written.kind in COMES_IN else None
    case = lock(case_id, actor=actor, despite=received) if case_id is not None else None
    person_id = case.person_id if case else person_to_write_on(person, actor)
    note = _sign(written, person_id=person_id, case_id=case_id, actor=actor, at=at)
    discard_drafts(case, FORM, owner_id=actor.staff(), person_id=None if case else person_id)
    trail.record(
        NoteWritten(
            case_id=case_id,
            person_id=person_id,
            note=str(note.public_id),
            label=NOTE_KINDS[written.kind],
            occurred_on=f"{note.occurred_on:%d.%m.%Y}",
        ),
        actor=actor,
        at=at,
    )
    return {"note": str(note.public_id), "written_at": at.isoformat()}


@use_case(Permission.WORK_CASE)
def correct_note(note_id: str, *, text: str, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Set a correction beside a note; what stood there stays as it was.

    A correction is not itself corrected: the next one stands beside the same note. Raises
    NotFound, AccessDenied; Refused when it says nothing, or what the note says already.
    """
    note = find_note(note_id, actor=actor, locked=True)
    _may_work(note, actor)
    original = note.corrects or note
    written = Written(kind=NoteKind.OTHER, occurred_on=original.occurred_on, text=text)
    if found := note_objections(written, on=localdate(at)):
        raise Refused.all(found)
    if tidy(text) == original.text:
        raise Refused("Teksten er den samme som før.", code="nothing_corrected", field="text")
    correction = Note.objects.create(
        municipality_id=original.municipality_id,
        person_id=original.person_id,
        case_id=original.case_id,
        corrects=original,
        kind=NoteKind.OTHER if original.kind == NoteKind.INFORMATION else original.kind,
        occurred_on=original.occurred_on,
        occurred_time=original.occurred_time,
        text=tidy(text),
        signed_by_id=actor.staff(),
        unit_id=actor.acting_unit_id,
        written_at=at,
    )
    _forget("rett", original, note_id, actor)
    trail.record(
        NoteCorrected(
            case_id=original.case_id,
            person_id=original.person_id,
            note=str(correction.public_id),
            corrects=str(original.public_id),
            label=NOTE_KINDS[NoteKind(original.kind)],
            occurred_on=f"{original.occurred_on:%d.%m.%Y}",
        ),
        actor=actor,
        at=at,
    )
    return {"note": str(correction.public_id), "corrects": str(original.public_id)}


@use_case(Permission.WORK_CASE)
def put_before_person(
    note_id: str,
    *,
    put_before: PutBefore,
    told_on: dt.date | None = None,
    note: str = "",
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Say that information from others was put before the person, or why it is not; once.

    `note` is what the person said to it, or the reason. Source: forvaltningsloven § 17. Raises
    NotFound, AccessDenied; Refused when it was told before, or is not whole.
    """
    told = find_note(note_id, actor=actor, locked=True)
    _may_work(told, actor)
    if told.put_before != PutBefore.NOT_YET:
        raise Refused(
            "Det er allerede svart på om opplysningene er forelagt personen.", code="told_before"
        )
    if put_before is PutBefore.NOT_YET:
        raise Refused(
            "Velg om opplysningene er forelagt personen.",
            code="put_before_missing",
            field="put_before",
        )
    written = Written(
        kind=NoteKind.INFORMATION,
        occurred_on=told.occurred_on,
        text=told.text,
        put_before=put_before,
        put_before_on=told_on,
        put_before_note=note,
    )
    if found := put_before_objections(written, on=localdate(at)):
        raise Refused.all(found)
    told.put_before = put_before
    told.put_before_on = told_on if put_before is PutBefore.YES else None
    told.put_before_note = tidy(note)
    told.put_before_by_id = actor.staff()
    told.put_before_at = at
    told.save(
        update_fields=[
            "put_before",
            "put_before_on",
            "put_before_note",
            "put_before_by",
            "put_before_at",
        ]
    )
    _forget("forelagt", told, note_id, actor)
    trail.record(_answered(told), actor=actor, at=at)
    return {"note": str(told.public_id), "put_before": str(put_before)}


def sign_note(case: Case, written: Written, *, actor: Actor, at: dt.datetime) -> Note:
    """Sign a note in a locked case, as the outcome of an act above that has its own event.

    Raises Refused with every objection.
    """
    if found := note_objections(written, on=localdate(at)):
        raise Refused.all(found)
    return _sign(written, person_id=case.person_id, case_id=case.pk, actor=actor, at=at)


def _forget(act: str, note: Note, note_id: str, actor: Actor) -> None:
    """Drop what was typed of an act on a note: it is kept about the case, else about the person."""
    person_id = None if note.case_id else note.person_id
    name = draft_form(act, note_id)
    discard_drafts(note.case, name, owner_id=actor.staff(), person_id=person_id)


def _answered(told: Note) -> InformationPutBefore | InformationKept:
    if told.put_before_on is None:
        return InformationKept(
            case_id=told.case_id, person_id=told.person_id, note=str(told.public_id)
        )
    return InformationPutBefore(
        case_id=told.case_id,
        person_id=told.person_id,
        note=str(told.public_id),
        told_on=f"{told.put_before_on:%d.%m.%Y}",
    )


def _sign(
    written: Written, *, person_id: int, case_id: int | None, actor: Actor, at: dt.datetime
) -> Note:
    information = written.kind is NoteKind.INFORMATION
    put_before = (written.put_before or "") if information else ""
    told = information and put_before != PutBefore.NOT_YET
    return Note.objects.create(
        municipality_id=Resident.objects.values_list("municipality_id", flat=True).get(
            pk=person_id
        ),
        person_id=person_id,
        case_id=case_id,
        kind=written.kind,
        occurred_on=written.occurred_on,
        occurred_time=written.occurred_time,
        text=tidy(written.text),
        informant=tidy(written.informant),
        signed_by_id=actor.staff(),
        unit_id=actor.acting_unit_id,
        written_at=at,
        put_before=put_before,
        put_before_on=written.put_before_on if put_before == PutBefore.YES else None,
        put_before_note=tidy(written.put_before_note) if told else "",
        put_before_by_id=actor.staff() if told else None,
        put_before_at=at if told else None,
    )


def _may_work(note: Note, actor: Actor) -> None:
    """Raise as `cases.queries.lock` unless the note's case is entrusted to the actor."""
    if note.case_id is not None:
        lock(note.case_id, actor=actor)
