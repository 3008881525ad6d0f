"""The API of decisions: write, submit, approve, return, issue. The same actions as the pages."""

from typing import Any

from django.utils.timezone import localdate
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.adapters import CaseDoor
from cases.queries import case_head, find
from cases.service_types import Basis, Per
from decisions import actions, queries
from decisions.policy import OUTCOMES, Gate, Part, ReturnCode, Returned
from decisions.rules import LANGUAGES
from people.access import reading
from people.adapters import Day, Strict, expected_version, versioned
from people.roles import Permission

TAGS = ["decisions"]
PAGE = "API – vedtak"
IF_MATCH = "If-Match carries the decision's version."


def _text() -> serializers.CharField:
    """A text; how long it may be, and with which characters, is the action's to say (422)."""
    return serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)


class Line(Strict):
    """One service. What is left out is kept; without `id` it is a new line."""

    id = serializers.UUIDField(required=False)
    service_key = serializers.CharField(required=False, max_length=60)
    outcome = serializers.ChoiceField(
        choices=[key.value for key in OUTCOMES], required=False, allow_blank=True
    )
    quantity = serializers.CharField(
        required=False, allow_blank=True, help_text="As typed, in the service's unit: 3,5 or 3:30"
    )
    per = serializers.ChoiceField(choices=list(Per), required=False, allow_blank=True)
    helpers = serializers.IntegerField(required=False)
    night = serializers.BooleanField(required=False)
    from_on = Day(required=False, allow_null=True)
    to_on = Day(required=False, allow_null=True, help_text="The first day it is no longer given")
    legal_basis = serializers.ChoiceField(choices=list(Basis), required=False, allow_blank=True)
    reason = _text()
    applied = _text()
    unit_performing = serializers.CharField(
        required=False, allow_blank=True, max_length=60, help_text="The unit's key"
    )
    important = _text()


class Typed(Strict):
    """A decision as typed. What is left out is kept; `lines` replaces all lines."""

    lines = Line(many=True, required=False)
    facts = _text()
    considerations = _text()
    persons_view = _text()
    no_view_reason = _text()
    childs_interest = _text()
    conditions = _text()
    goal = _text()
    evaluate_on = Day(required=False, allow_null=True)
    language = serializers.ChoiceField(choices=LANGUAGES, required=False)
    alone_reason = _text()


class Answer(serializers.Serializer[dict[str, Any]]):
    """The decision after the step."""

    reference = serializers.CharField()
    n = serializers.IntegerField()
    version = serializers.IntegerField()
    stage = serializers.CharField()
    submitted = serializers.BooleanField()
    approved = serializers.BooleanField()
    issued = serializers.BooleanField()
    approval_required = serializers.BooleanField()
    orders = serializers.ListField(child=serializers.UUIDField(), required=False)


class LineShown(serializers.Serializer[dict[str, Any]]):
    """One service of a stored decision."""

    id = serializers.UUIDField()
    service_key = serializers.CharField()
    service = serializers.CharField()
    outcome = serializers.CharField()
    quantity = serializers.CharField()
    unit = serializers.CharField()
    per = serializers.CharField()
    helpers = serializers.IntegerField()
    night = serializers.BooleanField()
    extent = serializers.CharField()
    before = serializers.CharField(help_text="What the person had until now; empty: it is new.")
    change = serializers.CharField(help_text="«3,5 → 5,0 timer/uke»; empty: new, or as before.")
    from_on = Day(allow_null=True)
    to_on = Day(allow_null=True)
    legal_basis = serializers.CharField()
    fee = serializers.CharField()
    reason = serializers.CharField()
    applied = serializers.CharField()
    unit_performing = serializers.CharField()
    important = serializers.CharField()
    given_orally = serializers.BooleanField(help_text="It is given already, and is not changed.")


class DecisionShown(serializers.Serializer[dict[str, Any]]):
    """A stored decision."""

    id = serializers.UUIDField()
    n = serializers.IntegerField()
    version = serializers.IntegerField()
    stage = serializers.CharField()
    language = serializers.CharField()
    rules = serializers.CharField()
    facts = serializers.CharField()
    considerations = serializers.CharField()
    persons_view = serializers.CharField()
    no_view_reason = serializers.CharField()
    childs_interest = serializers.CharField()
    conditions = serializers.CharField()
    goal = serializers.CharField()
    alone_reason = serializers.CharField()
    evaluate_on = Day(allow_null=True)
    written_by = serializers.CharField()
    recommended_by = serializers.CharField()
    decided_by = serializers.CharField()
    approved_by = serializers.CharField()
    approval_required = serializers.BooleanField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)
    issued_at = serializers.DateTimeField(allow_null=True)
    imported_from = serializers.CharField()
    lines = LineShown(many=True)


class Step(CaseDoor):
    """A step on the case's decision."""

    page = PAGE


class Decision(Step):
    """`GET` and `PUT cases/{reference}/decision/`."""

    if_match = None  # not for the first: then there is nothing to have read

    @extend_schema(operation_id="decision_read", responses={200: DecisionShown}, tags=TAGS)
    def get(self, request: Request, reference: str) -> Response:
        """The case's latest decision, with its version as ETag."""
        actor, at = self.who(request)
        with reading(actor, Permission.OPEN_CASE, page=PAGE, at=at) as look:
            case_id = find(reference, actor=actor)
            row = queries.decision_row(case_id, on=localdate(at))
            person_id = case_head(case_id, on=localdate(at)).person_id
            look.saw(persons=[person_id], case=case_id)
        return versioned(queries.as_body(row), row.version)

    @extend_schema(operation_id="decision_save", request=Typed, responses={200: Answer}, tags=TAGS)
    def put(self, request: Request, reference: str) -> Response:
        """Keep what is typed. Without a draft, one is made from the recommendation first.

        If-Match carries the decision's version; it is not needed for the first.
        """
        typed = _typed(self.body(request, Typed))
        version = expected_version(request) if request.headers.get("If-Match") else None
        step = self.unread_step(request, reference)
        return _done(actions.save_decision(**step, typed=typed, version=version))


class UrgentLine(Strict):
    """One service given at once."""

    service_key = serializers.CharField(max_length=60)
    quantity = serializers.CharField(
        required=False, allow_blank=True, help_text="As typed, in the service's unit: 3,5 or 3:30"
    )
    per = serializers.ChoiceField(choices=list(Per), required=False, allow_blank=True)
    unit_performing = serializers.CharField(max_length=60, help_text="The unit's key")
    important = _text()


class Urgent(Strict):
    """A hastevedtak: what, from when, why it cannot wait, and who was told or why nobody."""

    lines = UrgentLine(many=True)
    from_on = Day()
    to_on = Day(required=False, allow_null=True, help_text="The first day it is no longer given")
    reason = _text()
    told = _text()
    told_by = _text()
    told_at = serializers.DateTimeField(required=False, allow_null=True)
    not_told_reason = _text()
    persons_view = _text()


class UrgentAnswer(serializers.Serializer[dict[str, Any]]):
    """What help was ordered, what was not met, and by when it is to be written."""

    reference = serializers.CharField()
    stage = serializers.CharField()
    version = serializers.IntegerField()
    n = serializers.IntegerField()
    orders = serializers.ListField(child=serializers.UUIDField())
    deviations = serializers.ListField(
        child=serializers.ChoiceField(choices=[gate.value for gate in Gate])
    )
    write_by = Day()


class UrgentDecision(Step):
    """`POST cases/{reference}/urgent-decision/`."""

    @extend_schema(
        operation_id="decision_urgent",
        request=Urgent,
        responses={200: UrgentAnswer},
        tags=TAGS,
        description="If-Match carries the case's version.",
    )
    def post(self, request: Request, reference: str) -> Response:
        """Give help that cannot wait (hastevedtak). It is ordered at once, and written after."""
        said = self.body(request, Urgent)
        return _done(actions.decide_urgently(**self.step(request, reference), said=said))


class Submit(Step):
    """`POST cases/{reference}/decision/submit/`."""

    @extend_schema(
        operation_id="decision_submit",
        request=None,
        responses={200: Answer},
        tags=TAGS,
        description=IF_MATCH,
    )
    def post(self, request: Request, reference: str) -> Response:
        """Decide what is stored; where policy asks, it goes to approval."""
        return _done(actions.submit_decision(**self.step(request, reference)))


class Approve(Step):
    """`POST cases/{reference}/decision/approve/`."""

    class Input(Strict):
        """Which steps the approver has looked at; all five are asked for."""

        seen = serializers.ListField(
            child=serializers.ChoiceField(choices=[part.value for part in Part]),
            required=False,
            default=list,
        )

    @extend_schema(
        operation_id="decision_approve",
        request=Input,
        responses={200: Answer},
        tags=TAGS,
        description=IF_MATCH,
    )
    def post(self, request: Request, reference: str) -> Response:
        """Approve somebody else's decision."""
        given = self.body(request, self.Input)
        step = self.step(request, reference)
        return _done(actions.approve_decision(**step, seen=given["seen"]))


class Return(Step):
    """`POST cases/{reference}/decision/return/`."""

    class Input(Strict):
        """What is sent back, and why."""

        what = serializers.ChoiceField(choices=list(Returned), default=Returned.DECISION)
        part = serializers.ChoiceField(
            choices=[part.value for part in Part], required=False, default=""
        )
        code = serializers.ChoiceField(choices=list(ReturnCode))
        reason = serializers.CharField(trim_whitespace=False)

    @extend_schema(
        operation_id="decision_return",
        request=Input,
        responses={200: Answer},
        tags=TAGS,
        description="If-Match carries the decision's version; for the recommendation, the case's.",
    )
    def post(self, request: Request, reference: str) -> Response:
        """Send the decision back from approval, or the recommendation back from the decider."""
        given = self.body(request, self.Input)
        step = self.step(request, reference)
        what, part = given.pop("what"), given.pop("part")
        if what == Returned.RECOMMENDATION:
            return _done(actions.return_recommendation(**step, **given))
        return _done(actions.return_decision(**step, **given, part=part))


class TakeBack(Step):
    """`POST cases/{reference}/decision/take-back/`."""

    @extend_schema(
        operation_id="decision_take_back",
        request=None,
        responses={200: Answer},
        tags=TAGS,
        description=IF_MATCH,
    )
    def post(self, request: Request, reference: str) -> Response:
        """Take one's own decision back before it is issued."""
        return _done(actions.take_back_decision(**self.step(request, reference)))


class Issue(Step):
    """`POST cases/{reference}/decision/issue/`."""

    @extend_schema(
        operation_id="decision_issue",
        request=None,
        responses={200: Answer},
        tags=TAGS,
        description=IF_MATCH,
    )
    def post(self, request: Request, reference: str) -> Response:
        """Send the letters; granted services are orders from now on."""
        return _done(actions.issue_decision(**self.step(request, reference)))


def _typed(given: dict[str, Any]) -> Any:
    """The parsed body as the action takes it: ids as text."""
    for line in given.get("lines", []):
        if "id" in line:
            line["id"] = str(line["id"])
    return given


def _done(result: dict[str, Any]) -> Response:
    return versioned(result, result["version"])
