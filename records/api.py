"""The API's doors to notes and documents."""

import json
import uuid
from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils.timezone import localdate
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from cases.queries import find
from people.access import reading
from people.adapters import Day, Door, Strict
from people.roles import Permission
from records import actions, queries
from records.adapters import file_answer, or_not_now, saw_document, with_file
from records.kinds import Direction, DocumentKind, NoteKind, PutBefore, Source
from records.rules import Described, Written


class AnyRenderer(BaseRenderer):
    """Lets a client ask for the file's own type; a refusal is still a problem document."""

    media_type = "*/*"
    format = "file"
    charset = None

    def render(self, data: Any, *_args: object, **_kwargs: object) -> bytes:
        """The problem document as JSON."""
        return json.dumps(data, ensure_ascii=False).encode()


class DocumentOutput(serializers.Serializer[Any]):
    """One document with its journal data."""

    document = serializers.UUIDField(source="public_id")
    journal = serializers.CharField(help_text="Number and year in the municipality's journal.")
    kind = serializers.CharField()
    direction = serializers.CharField()
    party = serializers.CharField(help_text="From whom, or to whom.")
    dated_on = Day()
    title = serializers.CharField()
    file_name = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    pages = serializers.IntegerField()
    sha256 = serializers.CharField()
    added_by = serializers.CharField()
    added_at = serializers.DateTimeField()


class KeptOutput(serializers.Serializer[Any]):
    """What was laid in."""

    document = serializers.UUIDField()
    journal = serializers.CharField()


class CorrectionOutput(serializers.Serializer[Any]):
    """A correction that stands beside a note."""

    note = serializers.UUIDField(source="public_id")
    text = serializers.CharField()
    signed_by = serializers.CharField()
    written_at = serializers.DateTimeField()


class NoteOutput(serializers.Serializer[Any]):
    """A signed note with its corrections, oldest first."""

    note = serializers.UUIDField(source="public_id")
    kind = serializers.CharField()
    occurred_on = Day()
    occurred_time = serializers.TimeField(allow_null=True)
    text = serializers.CharField()
    informant = serializers.CharField()
    signed_by = serializers.CharField()
    written_at = serializers.DateTimeField()
    put_before = serializers.CharField(help_text="Empty unless kind is INFORMATION.")
    put_before_on = Day(allow_null=True)
    put_before_note = serializers.CharField()
    corrections = CorrectionOutput(many=True)


class WrittenOutput(serializers.Serializer[Any]):
    """What was signed."""

    note = serializers.UUIDField()


class AnsweredOutput(serializers.Serializer[Any]):
    """What is now said of the note."""

    note = serializers.UUIDField()
    put_before = serializers.CharField()


class Notes(Door):
    """`GET` and `POST cases/{reference}/notes/`."""

    if_match = False

    class Input(Strict):
        """A note. For INFORMATION also who told it, and whether the person has heard it.

        `corrects` makes it a correction beside that note: then only `text` counts.
        """

        kind = serializers.ChoiceField(choices=list(NoteKind))
        occurred_on = Day()
        occurred_time = serializers.TimeField(required=False)
        text = serializers.CharField(max_length=1_000_000, trim_whitespace=False)
        informant = serializers.CharField(max_length=1000, required=False, allow_blank=True)
        put_before = serializers.ChoiceField(choices=list(PutBefore), required=False)
        put_before_on = Day(required=False)
        put_before_note = serializers.CharField(
            max_length=1_000_000, required=False, allow_blank=True
        )
        corrects = serializers.UUIDField(required=False)

    @extend_schema(
        operation_id="notes_list", responses={200: NoteOutput(many=True)}, tags=["notes"]
    )
    def get(self, request: Request, reference: str) -> Response:
        """The case's notes, latest first."""
        actor, at = self.who(request)
        with reading(actor, Permission.OPEN_CASE, page="API – notater", at=at) as look:
            about = queries.subject_of_case(reference, actor=actor, on=localdate(at))
            rows = queries.notes_of(about.case_id or 0)
            look.saw(persons=[about.person.id], case=about.case_id)
        return Response(NoteOutput(rows, many=True).data)

    @extend_schema(
        operation_id="notes_write",
        request=Input,
        responses={201: WrittenOutput},
        tags=["notes"],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Sign a note, or a correction beside one. A note is never changed."""
        given = self.body(request, self.Input)
        actor, at = self.who(request)
        with reading(actor, Permission.WORK_CASE, page="API – nytt notat", at=at):
            case_id = find(reference, actor=actor)
            if corrects := given.pop("corrects", None):
                queries.note_row(str(corrects), actor=actor, case_id=case_id)
        if corrects:
            made = actions.correct_note(str(corrects), text=given["text"], actor=actor, at=at)
        else:
            given["kind"] = NoteKind(given["kind"])
            if "put_before" in given:
                given["put_before"] = PutBefore(given["put_before"])
            written = Written(**given)
            made = actions.write_note(written, case_id=case_id, actor=actor, at=at)
        return Response({"note": made["note"]}, status=201)


class PutBeforePerson(Door):
    """`POST cases/{reference}/notes/{note}/put-before/`."""

    if_match = False

    class Input(Strict):
        """YES with the day and what the person said, or NOT_NEEDED with the reason."""

        put_before = serializers.ChoiceField(choices=[PutBefore.YES, PutBefore.NOT_NEEDED])
        put_before_on = Day(required=False)
        put_before_note = serializers.CharField(
            max_length=1_000_000, required=False, allow_blank=True
        )

    @extend_schema(
        operation_id="notes_put_before",
        request=Input,
        responses={200: AnsweredOutput},
        tags=["notes"],
    )
    def post(self, request: Request, reference: str, note: uuid.UUID) -> Response:
        """Say once that information from others was put before the person (fvl. § 17), or not."""
        given = self.body(request, self.Input)
        actor, at = self.who(request)
        with reading(actor, Permission.WORK_CASE, page="API – forelagt personen", at=at):
            case_id = find(reference, actor=actor)
            queries.note_row(str(note), actor=actor, case_id=case_id)
        made = actions.put_before_person(
            str(note),
            put_before=PutBefore(given["put_before"]),
            told_on=given.get("put_before_on"),
            note=given.get("put_before_note", ""),
            actor=actor,
            at=at,
        )
        return Response(made)


class Documents(Door):
    """`GET` and `POST cases/{reference}/documents/`."""

    if_match = False
    parser_classes = [MultiPartParser]

    class Input(Strict):
        """A file (PDF, JPEG, PNG or TIFF) and what is said of it."""

        file = serializers.FileField(allow_empty_file=True)
        kind = serializers.ChoiceField(choices=list(DocumentKind))
        direction = serializers.ChoiceField(choices=list(Direction), default=Direction.IN)
        party = serializers.CharField(max_length=1000)
        dated_on = Day(help_text="Received, or sent.")
        title = serializers.CharField(max_length=1000)

    @extend_schema(
        operation_id="documents_list",
        responses={200: DocumentOutput(many=True)},
        tags=["documents"],
    )
    def get(self, request: Request, reference: str) -> Response:
        """The case's documents, latest first."""
        actor, at = self.who(request)
        with reading(actor, Permission.OPEN_CASE, page="API – dokumenter", at=at) as look:
            about = queries.subject_of_case(reference, actor=actor, on=localdate(at))
            rows = queries.documents_of(about.case_id or 0)
            look.saw(persons=[about.person.id], case=about.case_id)
        return Response(DocumentOutput(rows, many=True).data)

    @extend_schema(
        operation_id="documents_add",
        request={"multipart/form-data": Input},
        responses={201: KeptOutput},
        tags=["documents"],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Lay a document in the case. The file is made harmless; its hash is of what is kept.

        503 with Retry-After while the virus scanner or the store does not answer: send it again.
        """
        given = self.body(request, self.Input)
        actor, at = self.who(request)
        with reading(actor, Permission.WORK_CASE, page="API – nytt dokument", at=at):
            case_id = find(reference, actor=actor)
        file = given.pop("file")
        body = file.read()
        described = Described(
            kind=DocumentKind(given["kind"]),
            direction=Direction(given["direction"]),
            party=given["party"],
            dated_on=given["dated_on"],
            title=given["title"],
            file_name=file.name,
        )
        with or_not_now():
            made = actions.add_document(
                described,
                body,
                case_id=case_id,
                source=Source.API,
                actor=with_file(actor, body),
                at=at,
            )
        return Response(made, status=201)


class DocumentFile(Door):
    """`GET documents/{document}/`."""

    renderer_classes = [JSONRenderer, AnyRenderer]

    @extend_schema(
        operation_id="documents_file",
        responses={
            (200, kind): OpenApiResponse(OpenApiTypes.BINARY)
            for kind in ("application/pdf", "image/jpeg", "image/png")
        },
        tags=["documents"],
    )
    def get(self, request: Request, document_id: uuid.UUID) -> HttpResponse:
        """The file as it is kept: PDF, JPEG or PNG; its SHA-256 is the ETag."""
        actor, at = self.who(request)
        with reading(actor, Permission.OPEN_CASE, page="API – dokument", at=at) as look:
            row = queries.document_row(str(document_id), actor=actor)
            saw_document(look, row)
        with or_not_now():
            return file_answer(row)


class InboxDocuments(Door):
    """`POST inbox/documents/`."""

    if_match = False
    scopes: ClassVar[dict[str, str]] = {"POST": "documents:write"}
    parser_classes = [MultiPartParser]

    class Input(Strict):
        """A file that nobody has said whom it is about."""

        file = serializers.FileField(allow_empty_file=True)
        title = serializers.CharField(max_length=1000, required=False, allow_blank=True)

    @extend_schema(
        operation_id="inbox_documents_add",
        request={"multipart/form-data": Input},
        responses={201: KeptOutput},
        tags=["documents"],
    )
    def post(self, request: Request) -> Response:
        """Lay a document in the inbox, from a scanner or another system.

        503 with Retry-After while the virus scanner or the store does not answer: send it again.
        """
        given = self.body(request, self.Input)
        actor, at = self.who(request)
        file = given["file"]
        body = file.read()
        with or_not_now():
            made = actions.receive_document(
                body,
                name=file.name,
                title=given.get("title", ""),
                source=Source.API,
                actor=with_file(actor, body),
                at=at,
            )
        return Response(made, status=201)
