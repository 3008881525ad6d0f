"""What comes to the inbox, is linked to whom it is about, and is taken back when that was wrong."""

import datetime as dt
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.utils.timezone import localdate

from audit import trail
from cases.legal import Despite
from cases.models import Case
from cases.queries import find, lock
from people.access import Actor, system, use_case
from people.models import Municipality
from people.refusals import Objection, Refused, Stale
from people.roles import Permission
from records.actions.parts import clean, keep, person_to_write_on, too_large
from records.adapters.scans import Scan, municipalities, waiting
from records.events import DocumentDescribed, DocumentLinked, DocumentScanned, LinkUndone
from records.kinds import DOCUMENT_KINDS, FOR_NOW, Direction, DocumentKind, Source
from records.models import Document
from records.queries.documents import find_document, said_of
from records.rules import (
    LONGEST_LINE,
    Described,
    document_objections,
    file_name,
    tidy,
    title_objections,
)
from watch.queries import may_send

UNSORTED = "Skannet dokument"  # the title of a scan until somebody has looked at it


@use_case(Permission.REGISTER_APPLICATION)
def receive_document(
    body: bytes,
    *,
    name: str = "",
    title: str = "",
    source: Source = Source.UPLOAD,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Lay a document in the inbox, where it waits to be linked to whom it is about.

    Raises Refused for a file that is not taken, or a title nobody can write.
    """
    return _received(body, name=name, title=title, source=source, actor=actor, at=at)


@use_case(Permission.SYSTEM)
def receive_scan(body: bytes, *, name: str, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Lay a scanned file in the inbox; one that lies there already is that one.

    Raises Refused for a file that is not taken.
    """
    return _received(body, name=name, title="", source=Source.SCAN, actor=actor, at=at)


def take_in_scans(*, folder: str = "", most: int | None = None, at: dt.datetime) -> dict[str, int]:
    """Empty the scan folder: each file into the inbox, or aside with the reason; how many of each.

    `folder` is the setting's when empty; `most` files of a municipality at a time. A file that
    fails stops no other, and none is removed. While the virus scanner or the store does not
    answer, or the store is full, the municipality's files wait where they lie.
    """
    root = Path(folder or settings.SCAN_FOLDER or "/nonexistent")
    count = {"taken": 0, "aside": 0}
    for code in municipalities(root):
        municipality = Municipality.objects.filter(code=code).first()
        if municipality is None or not may_send(municipality.pk):
            continue  # a restored copy leaves the scans to the one it is a copy of
        for scan in islice(waiting(root, code, at=at), most):
            taken = _take_in(scan, actor=system(municipality.pk), at=at)
            if taken is None:
                break
            count["taken" if taken else "aside"] += 1
    return count


@use_case(Permission.REGISTER_APPLICATION)
def link_document(
    document_id: str,
    described: Described,
    *,
    reference: str = "",
    person: str = "",
    version: int,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Link a document of the inbox to a case, or to a person alone, and say what it is.

    Raises NotFound, AccessDenied; Stale when somebody else was faster; Refused with every
    objection at its field.
    """
    document = find_document(document_id, actor=actor, locked=True)
    if document.version != version:
        raise Stale
    if document.person_id is not None:
        raise Refused("Dokumentet er allerede koblet.", code="linked_already")
    if document.discarded_at is not None:
        raise Refused(
            "Dokumentet er forkastet som dobbelt. Angre det i innboksen først.", code="discarded"
        )
    found = document_objections(described, on=localdate(at))
    if not reference and not person:
        found.insert(0, Objection("Velg hvem dokumentet gjelder.", "target_missing", "target"))
    if found:
        raise Refused.all(found)
    received = Despite.RECEIVED if described.direction == Direction.IN else None
    case: Case | None = (
        lock(find(reference, actor=actor), actor=actor, despite=received) if reference else None
    )
    document.case = case
    document.person_id = case.person_id if case else person_to_write_on(person, actor)
    _describe(document, described)
    document.linked_by_id = actor.staff()
    document.linked_at = at
    document.version += 1
    document.save(
        update_fields=[
            "case", "person", "kind", "direction", "party", "dated_on", "title", "linked_by",
            "linked_at", "version",
        ]
    )  # fmt: skip
    trail.record(
        DocumentLinked(
            case_id=document.case_id,
            person_id=document.person_id,
            document=str(document.public_id),
            journal=str(document.journal),
            label=DOCUMENT_KINDS[described.kind],
        ),
        actor=actor,
        at=at,
    )
    return {"document": str(document.public_id), "version": str(document.version)}


@use_case(Permission.WORK_CASE)
def describe_document(
    document_id: str, described: Described, *, version: int, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Put right what is said of a linked document; what was said before is kept in the trail.

    The file, its number and when it came never change. Raises NotFound, AccessDenied; Stale when
    somebody else was faster; Refused with every objection, or when nothing is different.
    """
    document = find_document(document_id, actor=actor, locked=True)
    if document.version != version:
        raise Stale
    if document.person_id is None:
        raise Refused("Koble dokumentet først.", code="not_linked")
    if document.case_id is not None:
        lock(document.case_id, actor=actor)
    if found := document_objections(described, on=localdate(at)):
        raise Refused.all(found)
    before = said_of(document)
    _describe(document, described)
    if said_of(document) == before:
        raise Refused("Ingenting er endret.", code="nothing_changed", field="title")
    document.version += 1
    document.save(update_fields=["kind", "direction", "party", "dated_on", "title", "version"])
    trail.record(
        DocumentDescribed(
            case_id=document.case_id,
            person_id=document.person_id,
            document=str(document.public_id),
            journal=str(document.journal),
            before=before,
            after=said_of(document),
        ),
        actor=actor,
        at=at,
    )
    return {"document": str(document.public_id), "version": str(document.version)}


@use_case(Permission.WORK_CASE)
def undo_link(document_id: str, *, version: int, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Lay a document that came to the wrong one in the inbox again; nothing of it is lost.

    What happened stays in the history of the one it was linked to. Raises NotFound, AccessDenied;
    Stale when somebody else was faster.
    """
    document = find_document(document_id, actor=actor, locked=True)
    if document.version != version:
        raise Stale
    if document.person_id is None:
        raise Refused("Dokumentet ligger i innboksen.", code="not_linked")
    if document.case_id is not None:
        lock(document.case_id, actor=actor)
    undone = LinkUndone(
        case_id=document.case_id,
        person_id=document.person_id,
        document=str(document.public_id),
        journal=str(document.journal),
    )
    document.case = document.person = document.linked_by = document.linked_at = None
    document.version += 1
    document.save(update_fields=["case", "person", "linked_by", "linked_at", "version"])
    trail.record(undone, actor=actor, at=at)
    return {"document": str(document.public_id)}


def _describe(document: Document, described: Described) -> None:
    document.kind = described.kind
    document.direction = described.direction
    document.party = tidy(described.party)
    document.dated_on = described.dated_on
    document.title = tidy(described.title)


def _take_in(scan: Scan, *, actor: Actor, at: dt.datetime) -> bool | None:
    """Whether the file lies in the inbox; else it lies aside with the reason. None: it waits."""
    try:
        if large := too_large(scan.size):
            scan.aside(large.sentence)
            return False
        receive_scan(scan.read(), name=scan.name, actor=actor, at=at)
    except Refused as refused:
        if any(objection.code in FOR_NOW for objection in refused.objections):
            scan.back()
            return None
        scan.aside(str(refused))
        return False
    except OSError as error:
        scan.aside(f"Filen kan ikke leses ({type(error).__name__}).")
        return False
    scan.done()
    return True


def _received(
    body: bytes, *, name: str, title: str, source: Source, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    described = Described(
        kind=DocumentKind.OTHER,
        dated_on=localdate(at),
        title=title.strip() or file_name(name)[:LONGEST_LINE] or UNSORTED,
        file_name=name,
    )
    found = title_objections(described)
    made = clean(body, found)
    if found or made is None:
        raise Refused.all(found)
    before = _known(made.received_sha256, source=source, actor=actor)
    if before is not None:
        return {"document": str(before.public_id), "journal": str(before.journal)}
    document = keep(
        described, made, person_id=None, case_id=None, source=source, actor=actor, at=at
    )
    trail.record(
        DocumentScanned(
            document=str(document.public_id),
            journal=str(document.journal),
            sha256=document.sha256,
        ),
        actor=actor,
        at=at,
    )
    return {"document": str(document.public_id), "journal": str(document.journal)}


def _known(digest: str, *, source: Source, actor: Actor) -> Document | None:
    """The document the same file has become: a scan ever, what a system sent while it waits."""
    same = Document.objects.filter(
        municipality_id=actor.municipality_id, received_sha256=digest, source=source
    ).select_related("journal")
    match source:
        case Source.SCAN:
            return same.first()
        case Source.API:
            return same.filter(person=None).first()
        case Source.UPLOAD:
            return None
