"""The API of the kartlegging."""

from dataclasses import fields
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import actions, queries
from assessments.api.shared import CaseDoor
from assessments.queries import AssessmentRow
from assessments.rules import Content
from people.adapters import Day, Strict, expected_version, versioned

TAGS = ["assessments"]
PAGE = "Kartlegging"


class Answer(serializers.Serializer[dict[str, Any]]):
    """The version of the kartlegging after the act."""

    reference = serializers.CharField()
    n = serializers.IntegerField(help_text="The number among the application's versions.")
    version = serializers.IntegerField(help_text="For If-Match.")
    completed = serializers.BooleanField()


class ScoreInput(Strict):
    """A variable with its score (1-5 or 9; null takes it away) and its note."""

    variable = serializers.CharField(max_length=60)
    value = serializers.IntegerField(required=False, allow_null=True)
    note = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)


def _text() -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)


class ContentInput(Strict):
    """What is filled in; a field that is left out stays as it is."""

    visit_on = Day(required=False, allow_null=True)
    participants = _text()
    consent = _text()
    consent_note = _text()
    capacity = _text()
    capacity_note = _text()
    what_matters = _text()
    no_answer_reason = _text()
    home_and_network = _text()
    health_and_medication = _text()
    risk = _text()
    summary = _text()
    scores = ScoreInput(many=True, required=False)


def filled_in(given: dict[str, Any]) -> dict[str, Any]:
    """What was sent of a kartlegging, as the actions take it: content, scores and notes."""
    rows = given.pop("scores", [])
    return {
        "content": given,
        "scores": {row["variable"]: row["value"] for row in rows if "value" in row},
        "notes": {row["variable"]: row["note"] for row in rows if "note" in row},
    }


class MissingThing(serializers.Serializer[dict[str, Any]]):
    """One thing that must be there before the kartlegging can be completed."""

    field = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class StoredScore(serializers.Serializer[dict[str, Any]]):
    """A variable as scored."""

    variable = serializers.CharField()
    value = serializers.IntegerField(allow_null=True)
    note = serializers.CharField(allow_blank=True)


class Stored(Answer):
    """A version of the kartlegging, with the last round's scores beside its own."""

    visit_on = Day(allow_null=True)
    participants = serializers.CharField(allow_blank=True)
    consent = serializers.CharField(allow_blank=True)
    consent_note = serializers.CharField(allow_blank=True)
    capacity = serializers.CharField(allow_blank=True)
    capacity_note = serializers.CharField(allow_blank=True)
    what_matters = serializers.CharField(allow_blank=True)
    no_answer_reason = serializers.CharField(allow_blank=True)
    home_and_network = serializers.CharField(allow_blank=True)
    health_and_medication = serializers.CharField(allow_blank=True)
    risk = serializers.CharField(allow_blank=True)
    summary = serializers.CharField(allow_blank=True)
    scores = StoredScore(many=True)
    previous_scores = StoredScore(many=True)
    missing = MissingThing(many=True)


class Assessments(CaseDoor):
    """`POST cases/{reference}/assessments/`."""

    if_match = False

    @extend_schema(
        operation_id="assessment_start", request=None, responses={201: Answer}, tags=TAGS
    )
    def post(self, request: Request, reference: str) -> Response:
        """Begin the kartlegging of a received case; its application's, shared by all its cases."""
        caller = self.caller(request, reference, page=PAGE)
        made = actions.start_assessment(caller.case_id, actor=caller.actor, at=caller.at)
        return versioned(made, made["version"], status=201)


class Assessment(CaseDoor):
    """`GET` and `PUT cases/{reference}/assessments/{n}/`."""

    @extend_schema(operation_id="assessment_read", responses={200: Stored}, tags=TAGS)
    def get(self, request: Request, reference: str, n: int) -> Response:
        """Version `n`, with what is missing before it can be completed."""
        with self.calling(request, reference, page=PAGE) as caller:
            row = queries.assessment(caller.case_id, n, on=caller.on)
        return versioned(_stored(reference, row), row.version)

    @extend_schema(
        operation_id="assessment_save", request=ContentInput, responses={200: Answer}, tags=TAGS
    )
    def put(self, request: Request, reference: str, n: int) -> Response:
        """Keep what is filled in, complete or not. If-Match carries the version that was read."""
        version = expected_version(request)
        given = self.body(request, ContentInput)
        caller = self.caller(request, reference, page=PAGE)
        kept = actions.save_assessment(
            caller.case_id,
            n=n,
            version=version,
            **filled_in(given),
            actor=caller.actor,
            at=caller.at,
        )
        return versioned(kept, kept["version"])


class CompleteAssessment(CaseDoor):
    """`POST cases/{reference}/assessments/{n}/complete/`."""

    @extend_schema(
        operation_id="assessment_complete", request=None, responses={200: Answer}, tags=TAGS
    )
    def post(self, request: Request, reference: str, n: int) -> Response:
        """Complete and lock version `n`; everything that is missing is said at once."""
        version = expected_version(request)
        caller = self.caller(request, reference, page=PAGE)
        done = actions.complete_assessment(
            caller.case_id, n=n, version=version, actor=caller.actor, at=caller.at
        )
        return versioned(done, done["version"])


class EditAssessment(CaseDoor):
    """`POST cases/{reference}/assessments/{n}/edit/`."""

    if_match = False

    @extend_schema(operation_id="assessment_edit", request=None, responses={201: Answer}, tags=TAGS)
    def post(self, request: Request, reference: str, n: int) -> Response:
        """Begin version n + 1 as a copy of the locked one."""
        caller = self.caller(request, reference, page=PAGE)
        made = actions.edit_completed(caller.case_id, n=n, actor=caller.actor, at=caller.at)
        return versioned(made, made["version"], status=201)


def _stored(reference: str, row: AssessmentRow) -> dict[str, Any]:
    said = {field.name: getattr(row.content, field.name) for field in fields(Content)}
    return {
        "reference": reference,
        "n": row.n,
        "version": row.version,
        "completed": row.completed_at is not None,
        **said,
        "scores": _scores(row.scores),
        "previous_scores": _scores(row.previous.scores) if row.previous else [],
        "missing": [{"field": o.field, "code": o.code, "detail": o.sentence} for o in row.missing],
    }


def _scores(scores: Any) -> list[dict[str, Any]]:
    return [
        {"variable": variable, "value": found.value, "note": found.note}
        for variable, found in scores.items()
    ]
