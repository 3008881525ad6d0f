"""Notes as pages show them, each with the corrections that stand beside it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from cases.queries import may_read_alone, unit_names, visible
from people.access import Actor
from people.queries import kept_from
from people.refusals import NotFound
from records.kinds import NOTE_KINDS, PUT_BEFORE, NoteKind, PutBefore
from records.models import Note
from records.rules import shortened


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One note, signed; labels are bokmål, marked for translation."""

    public_id: str
    case_id: int | None
    reference: str  # of the case; empty on a person
    person_id: int
    kind: NoteKind
    label: str
    occurred_on: dt.date
    occurred_time: dt.time | None
    text: str
    informant: str
    signed_by: str
    unit: str
    written_at: dt.datetime
    put_before: str  # kinds.PutBefore; empty where nobody asks
    put_before_label: str
    put_before_on: dt.date | None
    put_before_note: str
    put_before_by: str
    corrections: tuple["NoteRow", ...] = ()

    @property
    def url(self) -> str:
        """The note's own page."""
        return f"/notater/{self.public_id}/"

    @property
    def short(self) -> str:
        """Its beginning, for a list."""
        return shortened(self.text)

    @property
    def waits(self) -> bool:
        """Whether it is to be put before the person and has not been."""
        return self.put_before == PutBefore.NOT_YET


def notes_of(case_id: int) -> list[NoteRow]:
    """A case's notes, latest first. The caller has checked access to the case."""
    return _rows(Note.objects.filter(case_id=case_id))


def notes_of_person(person_id: int, *, actor: Actor) -> list[NoteRow]:
    """The notes about a person that the actor may read, latest first: without a case, or of theirs.

    The caller has checked access to the person.
    """
    return _rows(_seen_by(actor).filter(person_id=person_id))


def note_row(public_id: str, *, actor: Actor, case_id: int | None = None) -> NoteRow:
    """One note with its corrections; of a correction, the note it stands beside.

    Raises NotFound if there is none that the actor may read, or none of the case when it is given.
    """
    note = find_note(public_id, actor=actor)
    if case_id is not None and note.case_id != case_id:
        raise NotFound("Vi finner ikke notatet.", what="note")
    return _rows(Note.objects.filter(pk=note.corrects_id or note.pk))[0]


def find_note(public_id: str, *, actor: Actor, locked: bool = False) -> Note:
    """The note itself, for actions. Raises NotFound if there is none the actor may read."""
    found = _seen_by(actor).filter(public_id=_uuid(public_id))
    note = (found.select_for_update(of=("self",)) if locked else found).first()
    if note is None or (note.case_id is None and not may_read_alone(note.person_id, actor=actor)):
        raise NotFound("Vi finner ikke notatet.", what="note")
    return note


def _seen_by(actor: Actor) -> QuerySet[Note]:
    ours = Note.objects.filter(municipality_id=actor.municipality_id)
    alone = Q(case=None) & ~Q(person_id__in=kept_from(actor))
    return ours.filter(alone | Q(case__in=visible(actor)))


def _rows(notes: QuerySet[Note]) -> list[NoteRow]:
    corrections = Prefetch(
        "corrections",
        Note.objects.select_related("signed_by", "case").order_by("written_at", "pk"),
    )
    found = list(
        notes.filter(corrects=None)
        .select_related("signed_by", "put_before_by", "case")
        .prefetch_related(corrections)
        .order_by("-occurred_on", "-written_at", "-pk")
    )
    each = [note for one in found for note in (one, *one.corrections.all())]
    day = max((note.occurred_on for note in each), default=dt.date.max)
    units = unit_names({note.unit_id for note in each}, on=day)
    return [
        _row(note, units, tuple(_row(c, units) for c in note.corrections.all())) for note in found
    ]


def _row(note: Note, units: dict[int, str], corrections: tuple[NoteRow, ...] = ()) -> NoteRow:
    return NoteRow(
        public_id=str(note.public_id),
        case_id=note.case_id,
        reference=note.case.reference if note.case else "",
        person_id=note.person_id,
        kind=NoteKind(note.kind),
        label=NOTE_KINDS[NoteKind(note.kind)],
        occurred_on=note.occurred_on,
        occurred_time=note.occurred_time,
        text=note.text,
        informant=note.informant,
        signed_by=str(note.signed_by),
        unit=units.get(note.unit_id or 0, ""),
        written_at=note.written_at,
        put_before=note.put_before,
        put_before_label=PUT_BEFORE[PutBefore(note.put_before)] if note.put_before else "",
        put_before_on=note.put_before_on,
        put_before_note=note.put_before_note,
        put_before_by=str(note.put_before_by or ""),
        corrections=corrections,
    )


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return uuid.UUID(int=0)
