"""The same file received twice: when it came first, and where that one lies for who may know."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q
from django.utils.timezone import localdate

from cases.queries import visible
from people.access import Actor
from records.models import Document
from records.queries.documents import DocumentRow


class Place(StrEnum):
    """Where a document lies."""

    INBOX = "INBOX"
    CASE = "CASE"
    PERSON = "PERSON"  # on the person alone
    HIDDEN = "HIDDEN"  # where the actor may not look: nothing more is told


@dataclass(frozen=True, slots=True)
class First:
    """The first of some documents with the same file; of a hidden one only the day it came."""

    received_on: dt.date
    place: Place
    journal: str = ""
    reference: str = ""
    url: str = ""  # the list of papers it stands in
    person_id: int | None = None


def firsts(rows: Sequence[DocumentRow], *, actor: Actor) -> dict[str, First]:
    """By public id, what came first of each that is a double; in two queries."""
    hashes = {row.received_sha256 for row in rows}
    same = (
        Document.objects.filter(
            municipality_id=actor.municipality_id, received_sha256__in=hashes, discarded_at=None
        )
        .select_related("case", "person", "journal")
        .order_by("added_at", "pk")
    )
    came: dict[str, Document] = {}
    for document in same:
        came.setdefault(document.received_sha256, document)
    may_open = set(
        visible(actor)
        .filter(pk__in={one.case_id for one in came.values() if one.case_id})
        .values_list("pk", flat=True)
    )
    return {
        row.public_id: _told(came[row.received_sha256], may_open)
        for row in rows
        if row.received_sha256 in came and _before(came[row.received_sha256], row)
    }


def first_of(document: Document) -> Document | None:
    """The first document with the same file, that came before this one and is not laid away."""
    same = Document.objects.filter(
        Q(added_at__lt=document.added_at) | Q(added_at=document.added_at, pk__lt=document.pk),
        municipality_id=document.municipality_id,
        received_sha256=document.received_sha256,
        discarded_at=None,
    )
    return same.select_related("journal").order_by("added_at", "pk").first()


def _before(first: Document, row: DocumentRow) -> bool:
    return str(first.public_id) != row.public_id and first.added_at <= row.added_at


def _told(first: Document, may_open: set[int]) -> First:
    day, journal = localdate(first.added_at), str(first.journal)
    if first.person is None:
        return First(day, Place.INBOX, journal, url=f"/innboks/{first.public_id}/")
    if first.case is not None:
        if first.case_id not in may_open:
            return First(day, Place.HIDDEN)
        reference = first.case.reference
        url = f"/saker/{reference}/dokumenter/"
        return First(day, Place.CASE, journal, reference, url, first.person_id)
    if first.person.blocked:
        return First(day, Place.HIDDEN)
    url = f"/personer/{first.person.public_id}/dokumenter/"
    return First(day, Place.PERSON, journal, "", url, first.person_id)
