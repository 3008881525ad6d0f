"""What the doors to files share: the answer that carries one, and knowing a repeat by its file."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from http import HTTPStatus
from typing import Final

from django.http import HttpResponse
from django.utils.translation import gettext
from rest_framework.exceptions import APIException

from audit.words import said
from people.access import Actor, Look
from people.refusals import NotFound, Refused
from records.adapters.store import FileLostError, StoreDownError
from records.adapters.stores import file_store
from records.kinds import FOR_NOW, STORE_DOWN_NOW
from records.queries import DocumentRow

TRY_AGAIN: Final = 60  # seconds, which a scanner or a store is seldom away longer than


class NotNow(APIException):
    """503: what was sent is right and cannot be taken at this moment. The sender keeps it."""

    status_code = HTTPStatus.SERVICE_UNAVAILABLE
    wait = TRY_AGAIN  # Retry-After


@contextmanager
def or_not_now() -> Iterator[None]:
    """Tell a program to wait and send again, where a person at a form reads why it is refused.

    Nothing is written, so the same key with the same body is carried out then.
    """
    try:
        yield
    except Refused as refused:
        for objection in refused.objections:
            if objection.code in FOR_NOW:
                answer = NotNow(said(objection.sentence, gettext))
                answer.default_code = objection.code
                raise answer from refused
        raise


def with_file(actor: Actor, body: bytes) -> Actor:
    """The actor of a request that carries a file: the same key with another file is another act."""
    if actor.once is None:
        return actor
    both = sha256(f"{actor.once.body_hash} {sha256(body).hexdigest()}".encode()).hexdigest()
    return replace(actor, once=replace(actor.once, body_hash=both))


def saw_document(look: Look, row: DocumentRow) -> None:
    """Note whose document the answer shows, and which."""
    look.saw(
        persons=[row.person_id] if row.person_id else [],
        case=row.case_id,
        paper=f"dokument {row.public_id}",
        unsorted=row.person_id is None,
    )


def file_answer(named: DocumentRow) -> HttpResponse:
    """A file to be saved: never shown as a page of ours, kept in no cache, named after nobody.

    Raises NotFound if the store has lost it, or it is no longer what was put there; Refused if it
    does not answer.
    """
    try:
        body = file_store().get(named.sha256)
    except FileLostError:
        raise NotFound("Filen er borte eller skadet i lageret. Meld fra til drift.") from None
    except StoreDownError:
        raise Refused(STORE_DOWN_NOW, code="store_down") from None
    return HttpResponse(
        body,
        content_type=named.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{named.download_name}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, no-store",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "ETag": f'"{named.sha256}"',
        },
    )
