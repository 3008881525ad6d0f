"""The API of referrals: the queue, how urgent one is, and help given without a decision."""

from typing import Any
from uuid import UUID

from django.utils.timezone import localdate
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.adapters import CaseDoor
from cases.service_types import Basis
from people.access import reading
from people.adapters import Day, Door, Strict, versioned
from people.roles import Permission
from referrals import actions, queries
from referrals.kinds import Answer, Consent, Ground, Meanwhile
from referrals.policy import GRADES

TAGS = ["referrals"]
LARGEST_PAGE = 200


class QueueParameters(serializers.Serializer[Any]):
    """The filters of the queue; an unknown one is refused."""

    service = serializers.CharField(max_length=60, required=False)
    grade = serializers.IntegerField(
        min_value=0, max_value=max(GRADES), required=False, help_text="0: not graded yet."
    )
    over = serializers.BooleanField(default=False, help_text="Only longer than the key says.")
    responsible = serializers.ChoiceField(choices=["me", "nobody"], required=False)
    page = serializers.IntegerField(min_value=1, max_value=100_000, default=1)
    size = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE, default=50)


class OneReferral(serializers.Serializer[Any]):
    """One who waits; `start_by` is the last day within the key."""

    reference = serializers.CharField()
    version = serializers.IntegerField(help_text="For If-Match.")
    services = serializers.ListField(child=serializers.CharField())
    grade = serializers.IntegerField(allow_null=True)
    received_on = Day()
    waited_days = serializers.IntegerField()
    longest_days = serializers.IntegerField(allow_null=True)
    start_by = Day(allow_null=True)
    unit = serializers.CharField()
    responsible = serializers.CharField(allow_blank=True)


class ReferralPage(serializers.Serializer[Any]):
    """One page of the queue."""

    count = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    results = OneReferral(many=True)


class Graded(serializers.Serializer[Any]):
    """How urgent the case now is."""

    reference = serializers.CharField()
    grade = serializers.IntegerField()
    start_by = Day()
    version = serializers.IntegerField(help_text="For If-Match.")


class HelpAnswer(serializers.Serializer[Any]):
    """The help after the act."""

    reference = serializers.CharField()
    help = serializers.UUIDField()
    ground = serializers.ChoiceField(choices=list(Ground))
    version = serializers.IntegerField(help_text="For If-Match.")
    ended = serializers.BooleanField()
    case_ended = serializers.BooleanField()


class Referrals(Door):
    """`GET referrals/`."""

    @extend_schema(
        operation_id="referrals_list",
        parameters=[QueueParameters],
        responses=ReferralPage,
        tags=TAGS,
    )
    def get(self, request: Request) -> Response:
        """Who waits by urgency, of the cases one may open: not graded first, then most urgent."""
        asked = self.query(request, QueueParameters)
        actor, at = self.who(request)
        narrow = queries.Narrow(
            service=asked.get("service", ""),
            grade=asked.get("grade"),
            over=asked["over"],
            responsible=asked.get("responsible", ""),
        )
        with reading(actor, Permission.WORK_CASE, page="API – referrals", at=at) as look:
            found = queries.queue(
                actor=actor,
                narrow=narrow,
                on=localdate(at),
                page=asked["page"],
                size=asked["size"],
            )
            look.saw(persons=[row.person_id for row in found.rows], ground="queue of referrals")
        return Response(
            {
                "count": found.total,
                "page": found.page,
                "pages": found.pages,
                "results": [_referral(row) for row in found.rows],
            }
        )


class ReferralGrade(CaseDoor):
    """`POST cases/{reference}/referral-grade/`."""

    page = "API – Hastegrad"

    class Input(Strict):
        """A grade of the municipality's key, and why."""

        grade = serializers.IntegerField(min_value=min(GRADES), max_value=max(GRADES))
        reason = serializers.CharField(allow_blank=True)

    @extend_schema(operation_id="referral_grade", request=Input, responses={200: Graded}, tags=TAGS)
    def post(self, request: Request, reference: str) -> Response:
        """Set how urgent a referral is, or set it anew. If-Match carries the case's version."""
        given = self.body(request, self.Input)
        done = actions.grade_referral(**self.step(request, reference), **given)
        return versioned(done, done["version"])


class HelpWithoutDecision(CaseDoor):
    """`POST cases/{reference}/help-without-decision/`."""

    page = "API – Uten vedtak"
    if_match = False

    class Input(Strict):
        """What is given in [starts_on, planned_end_on), by which unit, and who was told."""

        service_key = serializers.CharField(max_length=60)
        basis = serializers.ChoiceField(choices=[b.value for b in Basis])
        why = serializers.CharField(allow_blank=True)
        unit = serializers.CharField(max_length=60)
        performer = serializers.UUIDField(required=False, help_text="A member of staff's id.")
        starts_on = Day()
        planned_end_on = Day()
        consent = serializers.ChoiceField(choices=[c.value for c in Consent])
        told = serializers.CharField(allow_blank=True)
        told_of_rights = serializers.BooleanField()
        meanwhile = serializers.ChoiceField(choices=[m.value for m in Meanwhile])

    @extend_schema(operation_id="help_give", request=Input, responses={201: HelpAnswer}, tags=TAGS)
    def post(self, request: Request, reference: str) -> Response:
        """Give help without a decision; refused where the law asks for one (vedtak) first."""
        given = self.body(request, self.Input)
        if "performer" in given:
            given["performer"] = str(given["performer"])
        made = actions.give_help(**self.unread_step(request, reference), **given)
        return versioned(made, made["version"], status=201)


class AnswerHelp(CaseDoor):
    """`POST cases/{reference}/help-without-decision/{help_id}/answer/`."""

    page = "API – Vedtak eller avslutning?"

    class Input(Strict):
        """Until when it goes on (exclusive), or that a decision must be made; and why."""

        answer = serializers.ChoiceField(choices=[a.value for a in Answer])
        why = serializers.CharField(allow_blank=True)
        planned_end_on = Day(required=False)

        def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
            """What goes on has a new planned end; what needs a decision has none."""
            if (attrs["answer"] == Answer.CONTINUES) != ("planned_end_on" in attrs):
                raise serializers.ValidationError({"planned_end_on": ["Velg planlagt siste dag"]})
            return attrs

    @extend_schema(
        operation_id="help_answer", request=Input, responses={200: HelpAnswer}, tags=TAGS
    )
    def post(self, request: Request, reference: str, help_id: UUID) -> Response:
        """Answer the question of day 10. If-Match carries the help's version."""
        given = self.body(request, self.Input)
        step = {**self.step(request, reference), "help_id": str(help_id), "why": given["why"]}
        if given["answer"] == Answer.CONTINUES:
            done = actions.continue_help(**step, planned_end_on=given["planned_end_on"])
        else:
            done = actions.require_decision(**step)
        return versioned(done, done["version"])


class EndHelp(CaseDoor):
    """`POST cases/{reference}/help-without-decision/{help_id}/end/`."""

    page = "API – Avslutt hjelp uten vedtak"

    class Input(Strict):
        """What it led to; it was given until, but not including, `ended_on`."""

        result = serializers.CharField(allow_blank=True)
        ended_on = Day()
        close = serializers.BooleanField(help_text="End the case as given without a decision.")
        told = serializers.CharField(allow_blank=True, default="")

    @extend_schema(operation_id="help_end", request=Input, responses={200: HelpAnswer}, tags=TAGS)
    def post(self, request: Request, reference: str, help_id: UUID) -> Response:
        """End the help with its result. If-Match carries the help's version."""
        given = self.body(request, self.Input)
        step = self.step(request, reference)
        done = actions.end_help(**step, help_id=str(help_id), **given)
        return versioned(done, done["version"])


def _referral(row: queries.QueueRow) -> dict[str, Any]:
    return {
        "reference": row.reference,
        "version": row.version,
        "services": row.services,
        "grade": row.grade,
        "received_on": row.received_on,
        "waited_days": row.wait.days,
        "longest_days": row.wait.longest,
        "start_by": row.start_by,
        "unit": row.unit,
        "responsible": row.responsible,
    }
