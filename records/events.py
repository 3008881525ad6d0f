"""What can be said to have happened to notes and documents."""

from dataclasses import dataclass

from audit.events import Event
from audit.words import mark


@dataclass(frozen=True, kw_only=True)
class NoteWritten(Event):
    """A note was signed."""

    sentence = mark("Notat skrevet: {label}, {occurred_on}")

    note: str  # public id
    label: str
    occurred_on: str


@dataclass(frozen=True, kw_only=True)
class NoteCorrected(Event):
    """A correction was set beside a note."""

    sentence = mark("Notat rettet: {label}, {occurred_on}")

    note: str
    corrects: str
    label: str
    occurred_on: str


@dataclass(frozen=True, kw_only=True)
class InformationPutBefore(Event):
    """Information from others was put before the person."""

    sentence = mark("Opplysninger fra andre forelagt personen {told_on}")

    note: str
    told_on: str


@dataclass(frozen=True, kw_only=True)
class InformationKept(Event):
    """It was said why information from others is not put before the person."""

    sentence = mark("Opplysninger fra andre forelegges ikke personen")

    note: str


@dataclass(frozen=True, kw_only=True)
class DocumentAdded(Event):
    """A document was laid in a case, or on a person."""

    sentence = mark("Dokument {journal} lagt inn: {label}")

    document: str
    journal: str
    label: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class DocumentScanned(Event):
    """A document came to the inbox."""

    sentence = mark("Dokument {journal} kom til innboksen")

    document: str
    journal: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class DoubleDiscarded(Event):
    """A document of the inbox was laid away, because the same file had come before."""

    sentence = mark("Dokument {journal} forkastet som dobbelt av {first_journal}")

    document: str
    journal: str
    first: str  # public id
    first_journal: str


@dataclass(frozen=True, kw_only=True)
class DoubleKept(Event):
    """What was laid away as a double lies in the inbox again."""

    sentence = mark("Dokument {journal} ligger i innboksen igjen")

    document: str
    journal: str


@dataclass(frozen=True, kw_only=True)
class DocumentLinked(Event):
    """A document of the inbox was linked to a person or a case."""

    sentence = mark("Dokument {journal} koblet hit: {label}")

    document: str
    journal: str
    label: str


@dataclass(frozen=True, kw_only=True)
class DocumentDescribed(Event):
    """What is said of a document was put right; what was said before stands here."""

    sentence = mark("Opplysninger om dokument {journal} er rettet. Før: {before}")

    document: str
    journal: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class LinkUndone(Event):
    """A document was linked to the wrong one, and lies in the inbox again."""

    sentence = mark("Koblingen av dokument {journal} er angret")

    document: str
    journal: str


@dataclass(frozen=True, kw_only=True)
class LetterNumbered(Event):
    """A posted letter was given its journal number."""

    sentence = mark("Brev journalført som {journal}")

    letter: str
    journal: str
