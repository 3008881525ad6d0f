"""The API of looking anew at what runs: a reassessment, and the performing unit's message."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from delivery import actions
from delivery.policy import LONGEST_TEXT
from delivery.rules import CHOOSABLE_REASONS
from people.adapters import Day, Door, Strict

TAGS = ["reassessments"]


class Begun(serializers.Serializer[Any]):
    """The case that was opened."""

    reference = serializers.CharField()
    stage = serializers.CharField()
    unit = serializers.CharField()
    begun = serializers.BooleanField(help_text="The kartlegging has begun too.")


class Reported(serializers.Serializer[Any]):
    """The case a message became; the unit does not get to open it."""

    order = serializers.UUIDField()
    reference = serializers.CharField()
    unit = serializers.CharField()


class Reassessments(Door):
    """`POST people/{id}/reassessments/`."""

    if_match = None

    class Input(Strict):
        """Which orders' services are looked at, why, and the first contact where asked for."""

        services = serializers.ListField(child=serializers.UUIDField(), min_length=1)
        reason = serializers.ChoiceField(choices=[reason.value for reason in CHOOSABLE_REASONS])
        words = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True)
        received_on = Day(required=False, allow_null=True)
        urgent = serializers.BooleanField(required=False)

    @extend_schema(
        operation_id="reassessments_begin", request=Input, responses={201: Begun}, tags=TAGS
    )
    def post(self, request: Request, person: UUID) -> Response:
        """Look anew at some of what the person has, in one case."""
        given = self.body(request, self.Input)
        services = [str(order) for order in given.pop("services")]
        actor, at = self.who(request)
        made = actions.begin_reassessment(
            str(person), services=services, **given, actor=actor, at=at
        )
        return Response(made, status=201)


class ReportChange(Door):
    """`POST orders/{id}/change/`."""

    if_match = None

    class Input(Strict):
        """What has changed, from when it is needed, and whether it is urgent."""

        words = serializers.CharField(max_length=LONGEST_TEXT)
        wanted_from = Day(required=False, allow_null=True)
        urgent = serializers.BooleanField(required=False)

    @extend_schema(
        operation_id="orders_report_change", request=Input, responses={201: Reported}, tags=TAGS
    )
    def post(self, request: Request, order: UUID) -> Response:
        """Tell that what is given no longer fits. The service goes on as it is meanwhile."""
        given = self.body(request, self.Input)
        actor, at = self.who(request)
        made = actions.report_change(str(order), **given, actor=actor, at=at)
        return Response(made, status=201)
