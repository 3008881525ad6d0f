"""Use cases of documents: lay one in a case, on a person, or in the inbox."""

import datetime as dt

from django.db.models import Q
from django.utils.timezone import localdate

from audit import trail
from audit.words import filled
from cases.legal import Despite
from cases.queries import lock
from people.access import Actor, use_case
from people.refusals import Objection, Refused
from people.roles import Permission
from records.actions.parts import clean, keep, person_to_write_on
from records.events import DocumentAdded
from records.kinds import DOCUMENT_KINDS, Direction, Source
from records.models import Document
from records.rules import Described, document_objections


@use_case(Permission.WORK_CASE)
def add_document(
    described: Described,
    body: bytes,
    *,
    case_id: int | None = None,
    person: str = "",
    source: Source = Source.UPLOAD,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Lay a document in a case, or, without one, on a person (public id); with a journal number.

    The file is made harmless before it is kept. Raises NotFound, AccessDenied; Refused with every
    objection at its field, also for a file that is not taken or that lies there already.
    """
    found = document_objections(described, on=localdate(at))
    made = clean(body, found)
    if found or made is None:
        raise Refused.all(found)
    received = Despite.RECEIVED if described.direction == Direction.IN else None
    case = lock(case_id, actor=actor, despite=received) if case_id is not None else None
    person_id = case.person_id if case else person_to_write_on(person, actor)
    before = (
        Document.objects.filter(
            Q(case_id=case_id), person_id=person_id, received_sha256=made.received_sha256
        )
        .select_related("journal")
        .first()
    )
    if before is not None:
        sentence = filled("Filen ligger her allerede, som dokument {n}.", n=before.journal)
        raise Refused.all([Objection(sentence, "kept_already", "file")])
    document = keep(
        described, made, person_id=person_id, case_id=case_id, source=source, actor=actor, at=at
    )
    trail.record(
        DocumentAdded(
            case_id=case_id,
            person_id=person_id,
            document=str(document.public_id),
            journal=str(document.journal),
            label=DOCUMENT_KINDS[described.kind],
            sha256=document.sha256,
        ),
        actor=actor,
        at=at,
    )
    return {"document": str(document.public_id), "journal": str(document.journal)}
