"""The API of the trial (utprøving)."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import actions
from assessments.api.shared import CaseDoor
from people.adapters import Day, Strict, expected_version, versioned

TAGS = ["trials"]
PAGE = "Utprøving"


class Answer(serializers.Serializer[dict[str, Any]]):
    """The trial after the act; `trial` is also the id of the team's order."""

    reference = serializers.CharField()
    trial = serializers.UUIDField()
    version = serializers.IntegerField(help_text="For If-Match.")
    ended = serializers.BooleanField()


class Trials(CaseDoor):
    """`POST cases/{reference}/trials/`."""

    if_match = False

    class Input(Strict):
        """What is tried in [starts_on, planned_end_on), and by which team (a unit's key)."""

        team = serializers.CharField(max_length=60)
        measure = serializers.CharField(allow_blank=True)
        service_key = serializers.CharField(max_length=60)
        goal = serializers.CharField(allow_blank=True)
        starts_on = Day()
        planned_end_on = Day()

    @extend_schema(operation_id="trial_start", request=Input, responses={201: Answer}, tags=TAGS)
    def post(self, request: Request, reference: str) -> Response:
        """Start a trial; refused where the law asks for a decision (vedtak) first."""
        given = self.body(request, self.Input)
        caller = self.caller(request, reference, page=PAGE)
        made = actions.start_trial(caller.case_id, **given, actor=caller.actor, at=caller.at)
        return versioned(made, made["version"], status=201)


class EndTrial(CaseDoor):
    """`POST cases/{reference}/trials/{trial}/end/`."""

    class Input(Strict):
        """What it showed; it was tried until, but not including, `ended_on`."""

        result = serializers.CharField(allow_blank=True)
        ended_on = Day()

    @extend_schema(operation_id="trial_end", request=Input, responses={200: Answer}, tags=TAGS)
    def post(self, request: Request, reference: str, trial: UUID) -> Response:
        """End the trial with its result. If-Match carries the trial's version."""
        version = expected_version(request)
        given = self.body(request, self.Input)
        caller = self.caller(request, reference, page=PAGE)
        done = actions.end_trial(
            caller.case_id,
            trial=str(trial),
            version=version,
            **given,
            actor=caller.actor,
            at=caller.at,
        )
        return versioned(done, done["version"])
