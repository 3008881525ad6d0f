"""Documents as pages show them, and which of them the actor may see."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from cases.queries import may_read_alone, visible
from people.access import Actor
from people.refusals import NotFound
from people.roles import Permission
from records.kinds import DOCUMENT_KINDS, REMOVED, SUFFIXES, Direction, DocumentKind
from records.models import Document

NOWHERE = "Vi finner ikke dokumentet."
MOST_DISCARDED = 50  # on the page where they are taken back


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document with its journal data; labels are bokmål, marked for translation."""

    public_id: str
    journal: str
    kind: DocumentKind
    label: str
    direction: Direction
    party: str
    dated_on: dt.date
    title: str
    file_name: str
    sha256: str
    size: int
    media_type: str
    pages: int
    removed: tuple[str, ...]  # labels of what was taken out of the file
    added_by: str
    added_at: dt.datetime
    case_id: int | None
    reference: str
    person_id: int | None
    version: int
    received_sha256: str  # of the file as it came
    discarded_at: dt.datetime | None  # laid away as a double

    @property
    def url(self) -> str:
        """Where the file is fetched."""
        return f"/dokumenter/{self.public_id}/"

    @property
    def link_url(self) -> str:
        """Where it is linked to whom it is about, while it lies in the inbox."""
        return f"/innboks/{self.public_id}/"

    @property
    def download_name(self) -> str:
        """A name that tells nothing about anybody."""
        return f"dokument-{self.journal.replace('/', '-')}.{SUFFIXES[self.media_type]}"

    @property
    def kilobytes(self) -> int:
        """The size, rounded up."""
        return -(-self.size // 1024)


def documents_of(case_id: int) -> list[DocumentRow]:
    """A case's documents, latest first. The caller has checked access to the case."""
    return _rows(Document.objects.filter(case_id=case_id))


def documents_of_person(person_id: int, *, actor: Actor) -> list[DocumentRow]:
    """The documents about a person that the actor may see. The caller has checked the person."""
    mine = Q(case=None) | Q(case__in=visible(actor))
    return _rows(Document.objects.filter(mine, person_id=person_id))


def inbox(actor: Actor) -> list[DocumentRow]:
    """What came in and belongs to nobody yet, oldest first. Empty for who registers nothing."""
    return _rows(_unlinked(actor).filter(discarded_at=None), "added_at", "pk")


def discarded(actor: Actor) -> list[DocumentRow]:
    """What was laid away as a double, latest first."""
    found = _unlinked(actor).exclude(discarded_at=None)
    return _rows(found, "-discarded_at", "-pk", most=MOST_DISCARDED)


def inbox_count(actor: Actor) -> int:
    """How many lie there."""
    return _unlinked(actor).filter(discarded_at=None).count()


def document_row(public_id: str, *, actor: Actor) -> DocumentRow:
    """One document. Raises NotFound if there is none that the actor may see."""
    return _rows(Document.objects.filter(pk=find_document(public_id, actor=actor).pk))[0]


def find_document(public_id: str, *, actor: Actor, locked: bool = False) -> Document:
    """The document itself, for actions. Raises NotFound if there is none the actor may see."""
    ours = Document.objects.filter(municipality_id=actor.municipality_id)
    found = ours.filter(
        Q(pk__in=_unlinked(actor).values("pk"))
        | Q(case__in=visible(actor))
        | Q(case=None, person__isnull=False),
        public_id=_uuid(public_id),
    )
    document = (found.select_for_update(of=("self",)) if locked else found).first()
    if document is None:
        raise NotFound(NOWHERE, what="document")
    alone = document.person_id is not None and document.case_id is None
    if alone and not may_read_alone(document.person_id or 0, actor=actor):
        raise NotFound(NOWHERE, what="document")
    return document


def said_of(document: Document) -> str:
    """What is said of a document, on one line, in bokmål: kind, title, from or to whom, day."""
    way = {Direction.IN: "fra", Direction.OUT: "til"}[Direction(document.direction)]
    label = DOCUMENT_KINDS[DocumentKind(document.kind)]
    day = f"{document.dated_on:%d.%m.%Y}"
    return f"{label}: {document.title} ({way} {document.party}, {day})"


def kinds_held(person_id: int, *, case_ids: Collection[int] = ()) -> frozenset[DocumentKind]:
    """What kinds of documents a person has, on themself or in these cases; for rules above."""
    theirs = Document.objects.filter(
        Q(case=None) | Q(case_id__in=list(case_ids)), person_id=person_id
    )
    return frozenset(DocumentKind(kind) for kind in theirs.values_list("kind", flat=True))


def _unlinked(actor: Actor) -> QuerySet[Document]:
    ours = Document.objects.filter(municipality_id=actor.municipality_id, person=None)
    return ours if actor.may(Permission.REGISTER_APPLICATION) else ours.none()


def _rows(documents: QuerySet[Document], *order: str, most: int | None = None) -> list[DocumentRow]:
    found = documents.select_related("added_by", "case", "journal")
    ordered = found.order_by(*(order or ("-dated_on", "-added_at", "-pk")))
    return [_row(one) for one in ordered[:most]]


def _row(document: Document) -> DocumentRow:
    kind = DocumentKind(document.kind)
    return DocumentRow(
        public_id=str(document.public_id),
        journal=str(document.journal),
        kind=kind,
        label=DOCUMENT_KINDS[kind],
        direction=Direction(document.direction),
        party=document.party,
        dated_on=document.dated_on,
        title=document.title,
        file_name=document.file_name,
        sha256=document.sha256,
        size=document.size,
        media_type=document.media_type,
        pages=document.pages,
        removed=tuple(REMOVED[key] for key in document.removed),
        added_by=str(document.added_by or ""),
        added_at=document.added_at,
        case_id=document.case_id,
        reference=document.case.reference if document.case else "",
        person_id=document.person_id,
        version=document.version,
        received_sha256=document.received_sha256,
        discarded_at=document.discarded_at,
    )


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return uuid.UUID(int=0)
