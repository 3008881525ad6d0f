"""The API's own edges: who a bearer token is, and how a refusal is told (RFC 9457).

Sentences are told in the language of the request (see `tildeling.middleware.ChosenLanguage`).
"""

import hashlib
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler

from audit.words import said
from people.models import Account, Token
from people.refusals import AccessDenied, NotFound, Refused


def digest_of(secret: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(secret.encode()).hexdigest()


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer …`: the account of an unexpired, unrevoked token."""

    def authenticate(self, request: Request) -> tuple[Account, Token] | None:
        """The account and its token; None without the header. Raises AuthenticationFailed."""
        # Read once and kept: the idempotency key's body hash needs it after the parser.
        # A file is read piece by piece, and hashed by the door that takes it.
        if not (request.content_type or "").startswith("multipart/"):
            _ = request._request.body  # noqa: SLF001 - DRF offers no other way to the raw body
        words = get_authorization_header(request).decode("latin-1").split()
        if not words or words[0].lower() != "bearer":
            return None
        if len(words) != 2:
            raise exceptions.AuthenticationFailed(gettext("Ugyldig Authorization."))
        token = (
            Token.objects.select_related("account__staff")
            .filter(digest=digest_of(words[1]), revoked_at=None, expires_at__gt=timezone.now())
            .first()
        )
        if token is None or not token.account.is_active:
            raise exceptions.AuthenticationFailed(gettext("Nøkkelen er ukjent eller utløpt."))
        return token.account, token

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return "Bearer"


class MissingPrecondition(exceptions.APIException):
    """An existing thing is changed without If-Match."""

    status_code = 428
    default_detail = gettext_lazy("Send If-Match med versjonen du leste.")
    default_code = "if_match_missing"


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every error as a problem document: type, title, status, code, detail, errors by field."""
    if isinstance(error, Refused):
        return _refusal(error)
    if isinstance(error, AccessDenied | PermissionDenied):
        sentence = getattr(error, "sentence", "") or gettext("Du har ikke tilgang til dette.")
        return _document(403, AccessDenied.code, said(sentence, gettext))
    if isinstance(error, NotFound | Http404):
        return _document(404, "not_found", gettext("Vi finner ikke det du leter etter."))
    if isinstance(error, exceptions.ValidationError):
        told = gettext("Noe i forespørselen er feil.")
        return _document(400, "invalid", told, _by_field(error.detail))
    answer = exception_handler(error, context)
    if answer is None:
        return None
    code = str(getattr(error, "default_code", "error"))
    made = _document(answer.status_code, code, str(getattr(error, "detail", "")))
    for name in ("WWW-Authenticate", "Retry-After"):
        if name in answer.headers:
            made.headers[name] = answer.headers[name]
    return made


def _refusal(error: Refused) -> Response:
    """412 for a version that has passed, 409 for what is taken or under way, else 422."""
    status = 412 if error.code == "stale" else error.status
    objections = [
        {"code": o.code, "field": o.field, "detail": said(o.sentence, gettext)}
        for o in error.objections
    ]
    told = " ".join(objection["detail"] for objection in objections)
    return _document(status, error.code, told, objections)


def _by_field(detail: Any, prefix: str = "") -> list[dict[str, str]]:
    if isinstance(detail, dict):
        return [
            row
            for name, inner in detail.items()
            for row in _by_field(inner, f"{prefix}.{name}" if prefix else str(name))
        ]
    if isinstance(detail, list):
        rows = []
        for n, inner in enumerate(detail):
            deeper = isinstance(inner, dict | list)
            rows += _by_field(inner, f"{prefix}[{n}]" if deeper else prefix)
        return rows
    return [
        {"code": str(getattr(detail, "code", "invalid")), "field": prefix, "detail": str(detail)}
    ]


def _document(
    status: int, code: str, detail: str, errors: list[dict[str, str]] | None = None
) -> Response:
    body: dict[str, Any] = {
        "type": f"urn:tildeling:problem:{code}",
        "title": HTTPStatus(status).phrase if status in set(HTTPStatus) else "Error",
        "status": status,
        "code": code,
        "detail": detail,
    }
    if errors:
        body["errors"] = errors
    return Response(body, status=status, content_type="application/problem+json")
