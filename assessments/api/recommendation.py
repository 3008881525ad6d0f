"""The API of the recommendation (innstilling)."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import actions, queries
from assessments.api.shared import CaseDoor
from assessments.queries import RecommendationRow
from assessments.rules import TEXTS, TypedLine, TypedProposal, as_json
from people.adapters import Day, MissingPrecondition, Strict, expected_version, versioned
from people.refusals import NotFound, Stale

TAGS = ["recommendations"]
PAGE = "Innstilling"


class Answer(serializers.Serializer[dict[str, Any]]):
    """The recommendation after the act."""

    reference = serializers.CharField()
    version = serializers.IntegerField(help_text="The recommendation's own, for If-Match.")
    stage = serializers.CharField()
    submitted = serializers.BooleanField()
    coordinator_passed = serializers.BooleanField()


class LineInput(Strict):
    """A service in [from_on, to_on), or not recommended granted (`refuse`).

    The quantity is text in the service's own unit: "3,5", "3:30", "2".
    """

    service_key = serializers.CharField(max_length=60)
    quantity = serializers.CharField(max_length=20, required=False, allow_blank=True)
    per = serializers.CharField(max_length=10, required=False, allow_blank=True)
    helpers = serializers.IntegerField(required=False)
    night = serializers.BooleanField(required=False)
    from_on = Day(required=False, allow_null=True)
    to_on = Day(required=False, allow_null=True)
    refuse = serializers.BooleanField(required=False)


class Stored(Answer):
    """The recommendation as it stands; hours are whole minutes here."""

    services = serializers.ListField(child=serializers.DictField())
    ladder_step = serializers.IntegerField(allow_null=True)
    why_not_lower = serializers.CharField(allow_blank=True)
    professional_assessment = serializers.CharField(allow_blank=True)
    persons_view = serializers.CharField(allow_blank=True)
    no_view_reason = serializers.CharField(allow_blank=True)
    goal = serializers.CharField(allow_blank=True)
    evaluate_on = Day(allow_null=True)
    recommended_by = serializers.CharField()
    unit = serializers.CharField()
    return_reason = serializers.CharField(allow_blank=True)


def _text() -> serializers.CharField:
    return serializers.CharField(
        required=False, allow_blank=True, default="", trim_whitespace=False
    )


class ProposalInput(Strict):
    """The whole recommendation; what is left out is empty."""

    services = LineInput(many=True, required=False)
    ladder_step = serializers.IntegerField(required=False, allow_null=True, default=None)
    why_not_lower = _text()
    professional_assessment = _text()
    persons_view = _text()
    no_view_reason = _text()
    goal = _text()
    evaluate_on = Day(required=False, allow_null=True, default=None)


def proposal_of(given: Mapping[str, Any]) -> TypedProposal:
    """What was sent as a recommendation, as the actions take it."""
    return TypedProposal(
        lines=tuple(TypedLine(**row) for row in given.get("services", [])),
        ladder_step=given["ladder_step"],
        evaluate_on=given["evaluate_on"],
        **{field: given[field] for field in TEXTS},
    )


class Recommendation(CaseDoor):
    """`GET` and `PUT cases/{reference}/recommendation/`."""

    if_match = None

    @extend_schema(operation_id="recommendation_read", responses={200: Stored}, tags=TAGS)
    def get(self, request: Request, reference: str) -> Response:
        """The recommendation of the case, sent or not."""
        with self.calling(request, reference, page=PAGE) as caller:
            row = queries.recommendation(caller.case_id, on=caller.on)
            head = queries.stage_of(caller.case_id)
        if row is None:
            raise NotFound
        return versioned(_stored(reference, row, head), row.version)

    @extend_schema(
        operation_id="recommendation_save",
        request=ProposalInput,
        responses={200: Answer},
        tags=TAGS,
    )
    def put(self, request: Request, reference: str) -> Response:
        """Keep the recommendation, complete or not. If-Match is needed once there is one."""
        named = "If-Match" in request.headers
        version = expected_version(request) if named else 0
        given = self.body(request, ProposalInput)
        caller = self.caller(request, reference, page=PAGE)
        try:
            kept = actions.save_recommendation(
                caller.case_id,
                version=version,
                proposal=proposal_of(given),
                actor=caller.actor,
                at=caller.at,
            )
        except Stale:
            if not named:
                raise MissingPrecondition from None
            raise
        return versioned(kept, kept["version"])


class SubmitRecommendation(CaseDoor):
    """`POST cases/{reference}/recommendation/submit/`."""

    @extend_schema(
        operation_id="recommendation_submit", request=None, responses={200: Answer}, tags=TAGS
    )
    def post(self, request: Request, reference: str) -> Response:
        """Send the recommendation; every objection is said at once."""
        version = expected_version(request)
        caller = self.caller(request, reference, page=PAGE)
        sent = actions.submit_recommendation(
            caller.case_id, version=version, actor=caller.actor, at=caller.at
        )
        return versioned(sent, sent["version"])


def _stored(reference: str, row: RecommendationRow, case: tuple[str, bool]) -> dict[str, Any]:
    return {
        "reference": reference,
        "version": row.version,
        "stage": case[0],
        "submitted": row.submitted_at is not None,
        "coordinator_passed": case[1],
        **as_json(row.proposal),
        "recommended_by": row.recommended_by,
        "unit": row.unit,
        "return_reason": row.return_reason,
    }
