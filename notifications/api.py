"""The API's door to letters."""

import json
import uuid
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request

from notifications import queries
from people.access import reading
from people.adapters import Door
from people.roles import Permission


class PdfRenderer(BaseRenderer):
    """Lets a client ask for application/pdf; a refusal is still a problem document."""

    media_type = "application/pdf"
    format = "pdf"
    charset = None

    def render(self, data: Any, *_args: object, **_kwargs: object) -> bytes:
        """The problem document as JSON."""
        return json.dumps(data, ensure_ascii=False).encode()


class LetterPdf(Door):
    """The letter as it was decided: PDF/A-2a and PDF/UA-1."""

    renderer_classes = [JSONRenderer, PdfRenderer]

    @extend_schema(
        operation_id="letters_pdf",
        responses={(200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY)},
    )
    def get(self, request: Request, letter_id: uuid.UUID) -> HttpResponse:
        """The file, byte for byte; its SHA-256 is the ETag."""
        actor, at = self.who(request)
        with reading(actor, Permission.OPEN_CASE, page="API – brev", at=at) as look:
            file = queries.letter_pdf(str(letter_id), actor=actor)
            look.saw(persons=[file.person_id], case=file.case_id, paper=f"brev {letter_id}")
        return HttpResponse(
            file.body,
            content_type="application/pdf",
            headers={
                "ETag": f'"{file.sha256}"',
                "Cache-Control": "private, no-store",
                "Content-Disposition": 'inline; filename="brev.pdf"',
                "X-Content-Type-Options": "nosniff",
            },
        )
