"""Use cases of the inbox: lay away what is received twice, and take it back."""

import datetime as dt

from audit import trail
from people.access import Actor, use_case
from people.refusals import Refused, Stale
from people.roles import Permission
from records.events import DoubleDiscarded, DoubleKept
from records.models import Document
from records.queries.documents import find_document
from records.queries.doubles import first_of


@use_case(Permission.REGISTER_APPLICATION)
def discard_double(
    document_id: str, *, version: int, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Lay a document of the inbox away as a double (Forkast som dobbelt); its file and number stay.

    Raises NotFound; Stale when somebody else was faster; Refused for what is linked, and where the
    same file has not come before.
    """
    document = _locked(document_id, version=version, actor=actor)
    if document.person_id is not None:
        raise Refused("Dokumentet er allerede koblet.", code="linked_already")
    if document.discarded_at is not None:
        raise Refused("Dokumentet er allerede forkastet.", code="discarded_already")
    first = first_of(document)
    if first is None:
        raise Refused(
            "Dette er det første av sitt slag. Koble det til den det gjelder.", code="not_a_double"
        )
    document.double_of = first
    document.discarded_by_id = actor.staff()
    document.discarded_at = at
    _save(document)
    trail.record(
        DoubleDiscarded(
            document=str(document.public_id),
            journal=str(document.journal),
            first=str(first.public_id),
            first_journal=str(first.journal),
        ),
        actor=actor,
        at=at,
    )
    return {"document": str(document.public_id), "journal": str(document.journal)}


@use_case(Permission.REGISTER_APPLICATION)
def keep_double(document_id: str, *, version: int, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Lay what was discarded as a double in the inbox again.

    Raises NotFound; Stale when somebody else was faster; Refused for what is not discarded.
    """
    document = _locked(document_id, version=version, actor=actor)
    if document.discarded_at is None:
        raise Refused("Dokumentet er ikke forkastet.", code="not_discarded")
    document.double_of = document.discarded_by = document.discarded_at = None
    _save(document)
    trail.record(
        DoubleKept(document=str(document.public_id), journal=str(document.journal)),
        actor=actor,
        at=at,
    )
    return {"document": str(document.public_id), "journal": str(document.journal)}


def _locked(document_id: str, *, version: int, actor: Actor) -> Document:
    document = find_document(document_id, actor=actor, locked=True)
    if document.version != version:
        raise Stale
    return document


def _save(document: Document) -> None:
    document.version += 1
    document.save(update_fields=["double_of", "discarded_by", "discarded_at", "version"])
