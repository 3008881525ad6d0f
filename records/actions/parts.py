"""Parts of the use cases of documents: make harmless, keep, number."""

import datetime as dt
import logging

from django.conf import settings
from django.db.models import Sum
from django.utils.timezone import localdate

from audit.words import filled
from cases.queries import must_open_person
from notifications.models import Letter
from people.access import Actor
from people.queries import must_not_be_blocked, resident_id
from people.refusals import Objection, Refused
from records.adapters import (
    Clean,
    ScannerDownError,
    StoreDownError,
    UnacceptableError,
    file_store,
    made_harmless,
    virus_scanner,
)
from records.kinds import FILE_REFUSALS, INFECTED, SCANNER_DOWN, STORE_DOWN, STORE_FULL, Source
from records.models import Document, JournalCounter, JournalNumber
from records.rules import Described, file_name, tidy

MEGABYTE = 1_000_000
log = logging.getLogger(__name__)


def person_to_write_on(public_id: str, actor: Actor) -> int:
    """The person's id. Raises NotFound; AccessDenied for who may not, or what is blocked."""
    person_id = resident_id(public_id, actor=actor)
    must_not_be_blocked(person_id, actor=actor)
    must_open_person(person_id, public_id=public_id, actor=actor, acting=True)
    return person_id


def too_large(size: int) -> Objection | None:
    """Why a file of so many bytes is not taken; None when it is."""
    if size <= settings.DOCUMENT_MAX_BYTES:
        return None
    megabytes = settings.DOCUMENT_MAX_BYTES // MEGABYTE
    sentence = filled("Filen er større enn {n} MB. Del den opp og prøv igjen.", n=megabytes)
    return Objection(sentence, "too_large", "file")


def clean(body: bytes, found: list[Objection]) -> Clean | None:
    """The file made harmless; where it is not taken, an objection is added to `found`."""
    if large := too_large(len(body)):
        found.append(large)
        return None
    if harm := _harm(body):
        found.append(harm)
        return None
    try:
        return made_harmless(body)
    except UnacceptableError as refused:
        found.append(Objection(FILE_REFUSALS[refused.code], refused.code, "file"))
        return None


def _harm(body: bytes) -> Objection | None:
    """What the virus scanner objects to, where one is set; also that it does not answer."""
    scanner = virus_scanner()
    if scanner is None:
        return None
    try:
        harm = scanner.found(body)
    except ScannerDownError as error:
        log.warning("virus scanner does not answer", extra={"answer": str(error)})
        return Objection(SCANNER_DOWN, "scanner_down", "file")
    if not harm:
        return None
    log.warning("virus found", extra={"harm": harm})
    return Objection(INFECTED, "infected", "file")


def _must_fit(size: int, municipality_id: int) -> None:
    """Raise Refused where the municipality's store would hold more than it may."""
    quota = settings.DOCUMENT_QUOTA_BYTES
    if not quota:
        return
    kept = Document.objects.filter(municipality_id=municipality_id)
    used: int = kept.aggregate(bytes=Sum("size"))["bytes"] or 0
    if used + size > quota:
        sentence = filled(STORE_FULL, used=used // MEGABYTE, quota=quota // MEGABYTE)
        raise Refused.all([Objection(sentence, "store_full", "file")])


def _put(body: bytes) -> str:
    """The file's hash in the store. Raises Refused where the store does not answer."""
    try:
        return file_store().put(body)
    except StoreDownError as error:
        log.warning("document store does not answer", extra={"error": str(error)})
        raise Refused.all([Objection(STORE_DOWN, "store_down", "file")]) from None


def keep(
    described: Described,
    made: Clean,
    *,
    person_id: int | None,
    case_id: int | None,
    source: Source,
    actor: Actor,
    at: dt.datetime,
) -> Document:
    """Write the file to the store, the document, and its journal number.

    The file is safely written before the row that names it; should the act fail, it lies there
    unnamed and harms nobody.
    """
    if actor.municipality_id is None:
        raise Refused("Dokumentet må høre til en kommune.", code="no_municipality")
    _must_fit(len(made.body), actor.municipality_id)
    digest = _put(made.body)
    document = Document.objects.create(
        municipality_id=actor.municipality_id,
        person_id=person_id,
        case_id=case_id,
        kind=described.kind,
        direction=described.direction,
        party=tidy(described.party),
        dated_on=described.dated_on,
        title=tidy(described.title),
        file_name=file_name(described.file_name),
        sha256=digest,
        received_sha256=made.received_sha256,
        size=len(made.body),
        media_type=made.media_type,
        pages=made.pages,
        removed=list(made.removed),
        source=source,
        added_by_id=actor.staff_id,
        added_at=at,
    )
    next_number(document.municipality_id, document=document, at=at)
    return document


def next_number(
    municipality_id: int,
    *,
    document: Document | None = None,
    letter: Letter | None = None,
    at: dt.datetime,
) -> JournalNumber:
    """Give the document or the letter the year's next number, from a row locked until the end."""
    year = localdate(at).year
    counter = _counter(municipality_id, year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return JournalNumber.objects.create(
        municipality_id=municipality_id,
        year=year,
        number=counter.last,
        document=document,
        letter=letter,
        given_at=at,
    )


def _counter(municipality_id: int, year: int) -> JournalCounter:
    JournalCounter.objects.get_or_create(municipality_id=municipality_id, year=year)
    return JournalCounter.objects.select_for_update().get(
        municipality_id=municipality_id, year=year
    )
