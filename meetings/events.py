"""What can be said to have happened to meetings and their items."""

from dataclasses import dataclass

from audit.events import Event
from audit.words import mark


@dataclass(frozen=True, kw_only=True)
class MeetingPlanned(Event):
    """A meeting was planned."""

    sentence = mark("Tildelingsmøte planlagt {meets_on}")

    meeting: str  # public id
    meets_on: str


@dataclass(frozen=True, kw_only=True)
class MeetingChanged(Event):
    """A meeting got another time, place or leader."""

    sentence = mark("Tildelingsmøtet er endret: {meets_on}")

    meeting: str
    meets_on: str


@dataclass(frozen=True, kw_only=True)
class AgendaReordered(Event):
    """The items of a meeting were put in another order."""

    sentence = mark("Rekkefølgen på sakslisten er endret")

    meeting: str


@dataclass(frozen=True, kw_only=True)
class AttendanceNoted(Event):
    """It was noted who took part, and they may read the cases of the agenda that day."""

    sentence = mark("Oppmøte i tildelingsmøte ført")

    meeting: str
    staff_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class MeetingEnded(Event):
    """A meeting was ended with every item settled."""

    sentence = mark("Tildelingsmøte avsluttet")

    meeting: str
    concluded: int
    postponed: int
    taken_off: int


@dataclass(frozen=True, kw_only=True)
class PutOnAgenda(Event):
    """A case is to be talked over in a meeting."""

    sentence = mark("Satt opp til tildelingsmøte {meets_on}")

    meeting: str
    meets_on: str


@dataclass(frozen=True, kw_only=True)
class TakenOffAgenda(Event):
    """A case is not talked over after all."""

    sentence = mark("Tatt av sakslisten til tildelingsmøte {meets_on}")

    meeting: str
    meets_on: str


@dataclass(frozen=True, kw_only=True)
class ImpartialityCleared(Event):
    """It was said who is disqualified in an item, or that nobody is."""

    sentence = mark("Habilitet avklart i tildelingsmøte {meets_on}")

    meeting: str
    meets_on: str
    disqualified: list[int]  # staff ids; empty: nobody


@dataclass(frozen=True, kw_only=True)
class ItemConcluded(Event):
    """What the meeting advises was signed as a note in the case."""

    sentence = mark("Konklusjon fra tildelingsmøte {meets_on} skrevet som notat")

    meeting: str
    meets_on: str
    note: str  # public id


@dataclass(frozen=True, kw_only=True)
class OwnNoteAdded(Event):
    """What somebody else had written of an item was signed as a note of their own."""

    sentence = mark("Eget notat fra tildelingsmøte {meets_on}")

    meeting: str
    meets_on: str
    note: str  # public id


@dataclass(frozen=True, kw_only=True)
class ItemPostponed(Event):
    """A case waits for another meeting."""

    sentence = mark("Utsatt fra tildelingsmøte {meets_on} til {later_on}")

    meeting: str
    meets_on: str
    later: str
    later_on: str
