"""The API of orders: what waits for a unit, and its answers. The same actions as the pages."""

from typing import Any
from uuid import UUID

from django.utils.timezone import localdate
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.queries import find
from delivery import actions, queries
from delivery.policy import CHOOSABLE, COORDINATOR, LONGEST_NOTE, LONGEST_TEXT, WHO_ORDERED
from delivery.queries import OrderRow, View
from delivery.rules import State
from people.access import reading
from people.adapters import Day, Door, Strict, expected_version, versioned
from people.roles import Permission

TAGS = ["orders"]
# The tabs, as the API names them.
VIEWS = {
    "new": View.NEW,
    "confirmed": View.CONFIRMED,
    "running": View.RUNNING,
    "changes": View.CHANGES,
    "ending": View.ENDING,
    "ended": View.ENDED,
}


class Order(serializers.Serializer[Any]):
    """An order as it stands now. Days in `to_on` and `ends_on` are the first without."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    origin = serializers.ChoiceField(choices=["decision", "trial"])
    reference = serializers.CharField()
    person = serializers.CharField(help_text="Empty once the unit has refused or ended the order.")
    service = serializers.CharField(help_text="Key of the service catalogue.")
    service_name = serializers.CharField()
    extent = serializers.CharField()
    from_on = Day()
    to_on = Day(allow_null=True)
    unit = serializers.CharField()
    state = serializers.ChoiceField(choices=list(State))
    status = serializers.CharField()
    answer_due_at = serializers.DateTimeField(allow_null=True)
    planned_start_on = Day(allow_null=True)
    starts_on = Day(allow_null=True)
    ends_on = Day(allow_null=True)
    without_decision_since = Day(allow_null=True)
    early_reason = serializers.CharField(help_text="Why it started before `from_on`.")
    urgent = serializers.BooleanField(help_text="A hastevedtak: to be started at once.")
    version = serializers.IntegerField(help_text="0: nobody has answered.")


class OrderQuestion(serializers.Serializer[Any]):
    """A question about an order, and its answer."""

    id = serializers.UUIDField()
    question = serializers.CharField()
    asked_of = serializers.CharField()
    asked_at = serializers.DateTimeField()
    answer = serializers.CharField(help_text="Empty: not answered.")
    answered_at = serializers.DateTimeField(allow_null=True)


class OneOrderBody(Order):
    """An order with what the job needs of its case."""

    goal = serializers.CharField()
    evaluate_on = Day(allow_null=True)
    important = serializers.CharField()
    ordered_by = serializers.CharField()
    ordered_by_phone = serializers.CharField()
    address = serializers.CharField(help_text="Empty for a protected address.")
    phone = serializers.CharField()
    change = serializers.CharField(help_text="What is new against what runs now.")
    questions = OrderQuestion(many=True)


class OrderPageBody(serializers.Serializer[Any]):
    """One page of orders."""

    count = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    results = Order(many=True)


class Answer(serializers.Serializer[Any]):
    """The order after the act."""

    order = serializers.UUIDField()
    reference = serializers.CharField()
    state = serializers.ChoiceField(choices=list(State))
    version = serializers.IntegerField()
    stage = serializers.CharField(required=False)


class Asked(serializers.Serializer[Any]):
    """The question that was asked."""

    order = serializers.UUIDField()
    question = serializers.UUIDField()


class CaseAnswer(serializers.Serializer[Any]):
    """The case after it ended."""

    reference = serializers.CharField()
    stage = serializers.CharField()
    version = serializers.IntegerField()


def body_of(row: OrderRow) -> dict[str, Any]:
    """An order as JSON."""
    return {
        "id": row.public_id,
        "number": row.number,
        "origin": "trial" if row.trial else "decision",
        "reference": row.reference,
        "person": row.person,
        "service": row.service_key,
        "service_name": row.service,
        "extent": row.extent,
        "from_on": row.from_on,
        "to_on": row.to_on,
        "unit": row.unit,
        "state": row.state,
        "status": row.status,
        "answer_due_at": row.answer_due_at,
        "planned_start_on": row.planned_start_on,
        "starts_on": row.started_on,
        "ends_on": row.ends_on,
        "without_decision_since": row.without_decision_since,
        "early_reason": row.early_reason,
        "urgent": row.urgent,
        "version": row.version,
    }


def _read_version(request: Request) -> int | None:
    """The version in If-Match; none is said of an order nobody has answered."""
    return expected_version(request) if request.headers.get("If-Match") else None


def _text(**more: Any) -> serializers.CharField:
    return serializers.CharField(max_length=LONGEST_TEXT, **more)


class Orders(Door):
    """`GET orders/`."""

    class Query(serializers.Serializer[Any]):
        """Which tab, and which page of it."""

        view = serializers.ChoiceField(choices=list(VIEWS), default="new")
        page = serializers.IntegerField(min_value=1, default=1)

    @extend_schema(
        operation_id="orders_list",
        parameters=[
            OpenApiParameter("view", str, enum=list(VIEWS)),
            OpenApiParameter("page", int),
        ],
        responses={200: OrderPageBody},
        tags=TAGS,
    )
    def get(self, request: Request) -> Response:
        """The orders of one's units under one tab."""
        asked = self.query(request, self.Query)
        view = VIEWS[asked["view"]]
        actor, at = self.who(request)
        with reading(actor, Permission.DELIVER, page="API – bestillinger", at=at) as look:
            found = queries.orders(actor=actor, view=view, on=localdate(at), page=asked["page"])
            look.saw(persons=[row.person_id for row in found.rows])
        return Response(
            {
                "count": found.counts[view],
                "page": found.page,
                "pages": found.pages,
                "results": [body_of(row) for row in found.rows],
            }
        )


class OneOrder(Door):
    """`GET orders/{id}/`."""

    @extend_schema(operation_id="orders_read", responses={200: OneOrderBody}, tags=TAGS)
    def get(self, request: Request, order: UUID) -> Response:
        """One order with what the job needs, for its unit and for whoever ordered.

        Its version is the ETag.
        """
        actor, at = self.who(request)
        performs = actor.may(Permission.DELIVER)
        needed = Permission.DELIVER if performs else Permission.OPEN_CASE
        one = queries.order_page if performs else queries.sent_order
        with reading(actor, needed, page="API – bestilling", at=at) as look:
            found = one(str(order), actor=actor, on=localdate(at))
            look.saw(persons=[found.row.person_id], case=found.row.case_id, ground="Bestilling")
        body = body_of(found.row) | {
            "goal": found.goal,
            "evaluate_on": found.evaluate_on,
            "important": found.important,
            "ordered_by": found.ordered_by,
            "ordered_by_phone": found.ordered_by_phone,
            "address": found.address,
            "phone": found.phone,
            "change": found.row.change,
            "questions": [
                {
                    "id": asked.public_id,
                    "question": asked.question,
                    "asked_of": asked.asked_of,
                    "asked_at": asked.asked_at,
                    "answer": asked.answer,
                    "answered_at": asked.answered_at,
                }
                for asked in found.questions
            ],
        }
        return versioned(body, found.row.version)


class ConfirmOrder(Door):
    """`POST orders/{id}/confirm/`."""

    if_match = None

    class Input(Strict):
        """The day the unit plans to start; left out, the order's first or today."""

        planned_start_on = Day(required=False, allow_null=True, default=None)

    @extend_schema(operation_id="orders_confirm", request=Input, responses={200: Answer}, tags=TAGS)
    def post(self, request: Request, order: UUID) -> Response:
        """Confirm an order. If-Match only when a unit has answered it before."""
        given = self.body(request, self.Input)
        version = _read_version(request)
        actor, at = self.who(request)
        made = actions.confirm_order(str(order), **given, version=version, actor=actor, at=at)
        return versioned(made, made["version"])


class RefuseOrder(Door):
    """`POST orders/{id}/refuse/`."""

    if_match = None

    class Input(Strict):
        """Why not."""

        reason = _text()

    @extend_schema(operation_id="orders_refuse", request=Input, responses={200: Answer}, tags=TAGS)
    def post(self, request: Request, order: UUID) -> Response:
        """Refuse an order; it goes back to whoever ordered."""
        given = self.body(request, self.Input)
        version = _read_version(request)
        actor, at = self.who(request)
        made = actions.refuse_order(str(order), **given, version=version, actor=actor, at=at)
        return versioned(made, made["version"])


class StartOrder(Door):
    """`POST orders/{id}/start/`."""

    class Input(Strict):
        """The first day, up to today; `replace` ends the same service that runs already.

        Before the order's first day it takes `early_reason`, which whoever ordered gets as a task.
        """

        starts_on = Day()
        replace = serializers.BooleanField(default=False)
        early_reason = _text(required=False, allow_blank=True, default="")

    @extend_schema(operation_id="orders_start", request=Input, responses={200: Answer}, tags=TAGS)
    def post(self, request: Request, order: UUID) -> Response:
        """Register that a confirmed order has started."""
        given = self.body(request, self.Input)
        version = expected_version(request)
        actor, at = self.who(request)
        made = actions.start_order(str(order), **given, version=version, actor=actor, at=at)
        return versioned(made, made["version"])


class EndOrder(Door):
    """`POST orders/{id}/end/`."""

    class Input(Strict):
        """The first day without the service (none where it never began), and why."""

        ends_on = Day(required=False, allow_null=True, default=None)
        code = serializers.ChoiceField(choices=list(CHOOSABLE))
        reason = _text(required=False, allow_blank=True, default="")

    @extend_schema(operation_id="orders_end", request=Input, responses={200: Answer}, tags=TAGS)
    def post(self, request: Request, order: UUID) -> Response:
        """End a service with a reason."""
        given = self.body(request, self.Input)
        version = expected_version(request)
        actor, at = self.who(request)
        made = actions.end_order(str(order), **given, version=version, actor=actor, at=at)
        return versioned(made, made["version"])


class RedirectOrder(Door):
    """`POST orders/{id}/redirect/`."""

    if_match = None

    class Input(Strict):
        """The performing unit's key, and how the person learns of it (not for a trial)."""

        to_unit = serializers.SlugField(max_length=60)
        told = serializers.CharField(
            max_length=LONGEST_NOTE, required=False, allow_blank=True, default=""
        )

    @extend_schema(
        operation_id="orders_redirect", request=Input, responses={200: Answer}, tags=TAGS
    )
    def post(self, request: Request, order: UUID) -> Response:
        """Send an order that is refused, or not answered, to another unit."""
        given = self.body(request, self.Input)
        version = _read_version(request)
        actor, at = self.who(request)
        made = actions.redirect_order(str(order), **given, version=version, actor=actor, at=at)
        return versioned(made, made["version"])


class AskAboutOrder(Door):
    """`POST orders/{id}/questions/`."""

    if_match = False

    class Input(Strict):
        """Whom to ask: whoever ordered, or the coordinator of the case; and what."""

        ask = serializers.ChoiceField(choices=[WHO_ORDERED, COORDINATOR])
        question = _text()

    @extend_schema(operation_id="orders_ask", request=Input, responses={201: Asked}, tags=TAGS)
    def post(self, request: Request, order: UUID) -> Response:
        """Ask about an order one's unit has; the one asked gets a task."""
        given = self.body(request, self.Input)
        actor, at = self.who(request)
        return Response(actions.ask_about_order(str(order), **given, actor=actor, at=at), 201)


class CompleteCase(Door):
    """`POST cases/{reference}/complete/`."""

    class Input(Strict):
        """Who was told."""

        told = serializers.CharField(max_length=300)
        note = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")

    @extend_schema(
        operation_id="cases_complete", request=Input, responses={200: CaseAnswer}, tags=["cases"]
    )
    def post(self, request: Request, reference: str) -> Response:
        """End a case that is done."""
        given = self.body(request, self.Input)
        version = expected_version(request)
        actor, at = self.who(request)
        with reading(actor, Permission.OPEN_CASE, page="API – avslutt sak", at=at):
            case_id = find(reference, actor=actor)
        made = actions.complete_case(case_id, **given, version=version, actor=actor, at=at)
        return versioned(made, made["version"])
