"""The API's doors to notes and documents."""

import uuid
from typing import Any

from django.utils.timezone import localdate
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from people.access import reading
from people.adapters import Door, Strict
from people.roles import Permission
from records import actions, queries
from records.kinds import NoteKind, PutBefore
from records.rules import Written


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
    occurred_on = serializers.DateField()
    occurred_time = serializers.TimeField(allow_null=True)
    text = serializers.CharField()
    informant = serializers.CharField()
    signed_by = serializers.CharField()
    written_at = serializers.DateTimeField()
    put_before = serializers.CharField(help_text="Empty unless kind is INFORMATION.")
    put_before_on = serializers.DateField(allow_null=True)
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
        occurred_on = serializers.DateField()
        occurred_time = serializers.TimeField(required=False)
        text = serializers.CharField(max_length=1_000_000, trim_whitespace=False)
        informant = serializers.CharField(max_length=1000, required=False, allow_blank=True)
        put_before = serializers.ChoiceField(choices=list(PutBefore), required=False)
        put_before_on = serializers.DateField(required=False)
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
            about = queries.subject_of_case(reference, actor=actor, on=localdate(at))
            if corrects := given.pop("corrects", None):
                queries.note_row(str(corrects), actor=actor, case_id=about.case_id)
        if corrects:
            made = actions.correct_note(str(corrects), text=given["text"], actor=actor, at=at)
        else:
            given["kind"] = NoteKind(given["kind"])
            if "put_before" in given:
                given["put_before"] = PutBefore(given["put_before"])
            written = Written(**given)
            made = actions.write_note(written, case_id=about.case_id, actor=actor, at=at)
        return Response({"note": made["note"]}, status=201)


class PutBeforePerson(Door):
    """`POST cases/{reference}/notes/{note}/put-before/`."""

    if_match = False

    class Input(Strict):
        """YES with the day and what the person said, or NOT_NEEDED with the reason."""

        put_before = serializers.ChoiceField(choices=[PutBefore.YES, PutBefore.NOT_NEEDED])
        put_before_on = serializers.DateField(required=False)
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
            about = queries.subject_of_case(reference, actor=actor, on=localdate(at))
            queries.note_row(str(note), actor=actor, case_id=about.case_id)
        made = actions.put_before_person(
            str(note),
            put_before=PutBefore(given["put_before"]),
            told_on=given.get("put_before_on"),
            note=given.get("put_before_note", ""),
            actor=actor,
            at=at,
        )
        return Response(made)
