"""The API's lists and reads over several stages."""

import datetime as dt
from typing import Any, ClassVar

from django.utils.timezone import localdate
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases import queries as cases
from cases.stages import Stage, Step, Track
from deadlines import queries as deadlines
from deadlines.kinds import Kind
from desk import queries
from desk.rules import CaseNarrow
from people.access import reading
from people.adapters import Day, Door, versioned
from people.roles import Permission

LARGEST_PAGE = 200
TAGS = ["cases"]


class Page(serializers.Serializer[Any]):
    """Which page of a list."""

    page = serializers.IntegerField(min_value=1, max_value=100_000, default=1)
    size = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE, default=50)


class CaseParameters(Page):
    """The filters of the list of cases; an unknown one is refused."""

    stage = serializers.ChoiceField(choices=[s.value for s in Stage], required=False)
    responsible = serializers.CharField(
        max_length=36, required=False, help_text="A member of staff's id, or `me`."
    )
    service = serializers.CharField(
        max_length=60, required=False, help_text="Key of the service catalogue."
    )
    overdue = serializers.BooleanField(default=False)
    ended = serializers.BooleanField(default=False, help_text="Take the ended ones too.")

    def validate_responsible(self, value: str) -> str:
        """A member of staff's public id, or `me`."""
        if value != "me":
            serializers.UUIDField().run_validation(value)
        return value


class DeadlineParameters(Page):
    """Only those that have passed, or all."""

    overdue = serializers.BooleanField(default=False)


class TimelineParameters(serializers.Serializer[Any]):
    """From when (included) and to when (not included)."""

    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False)


class Somebody(serializers.Serializer[Any]):
    """A person or a member of staff, by public id; never by number."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class NextDeadline(serializers.Serializer[Any]):
    """The first day something must be done by."""

    label = serializers.CharField()  # type: ignore[assignment]  # a field, as the others
    due_on = Day()


class OneCase(serializers.Serializer[Any]):
    """A case as it stands."""

    reference = serializers.CharField()
    version = serializers.IntegerField(help_text="For If-Match.")
    person = Somebody()
    track = serializers.ChoiceField(choices=list(Track))
    stage = serializers.ChoiceField(choices=list(Stage))
    stage_label = serializers.CharField()
    services = serializers.ListField(child=serializers.CharField())
    received_on = Day()
    urgent = serializers.BooleanField()
    unit = serializers.CharField()
    responsible = Somebody(allow_null=True)
    on_hold_until = Day(allow_null=True)
    next_deadline = NextDeadline(allow_null=True)


class OneDeadline(serializers.Serializer[Any]):
    """A deadline with how its day was computed."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=list(Kind))
    label = serializers.CharField()  # type: ignore[assignment]  # a field, as the others
    case = serializers.CharField()
    starts_on = Day(allow_null=True)
    due_on = Day(allow_null=True)
    provisional = serializers.BooleanField(help_text="It does not run yet.")
    status = serializers.CharField()
    legal_basis = serializers.CharField()
    explanation = serializers.ListField(child=serializers.CharField())
    responsible = serializers.CharField()
    unit = serializers.CharField()


class WholeCase(OneCase):
    """A case with its deadlines, and the steps that start where it stands."""

    deadlines = OneDeadline(many=True)
    steps = serializers.ListField(child=serializers.ChoiceField(choices=list(Step)))


class CasePage(serializers.Serializer[Any]):
    """One page of cases."""

    count = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    results = OneCase(many=True)


class DeadlinePage(serializers.Serializer[Any]):
    """One page of deadlines."""

    count = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    results = OneDeadline(many=True)


class OneEvent(serializers.Serializer[Any]):
    """Something that happened to a case."""

    at = serializers.DateTimeField()
    event = serializers.CharField()
    sentence = serializers.CharField()
    by = serializers.CharField()
    unit = serializers.CharField(allow_blank=True)


class Cases(Door):
    """`GET cases/`."""

    scopes: ClassVar[dict[str, str]] = {"GET": "cases:read"}

    @extend_schema(
        operation_id="cases_list", parameters=[CaseParameters], responses=CasePage, tags=TAGS
    )
    def get(self, request: Request) -> Response:
        """Cases one may open, longest-waiting first."""
        asked = self.query(request, CaseParameters)
        actor, at = self.who(request)
        narrow = CaseNarrow(
            stages=(asked["stage"],) if "stage" in asked else (),
            responsible=asked.get("responsible", ""),
            service=asked.get("service", ""),
            overdue=asked["overdue"],
            ended=asked["ended"],
        )
        with reading(actor, Permission.OPEN_CASE, page="API – cases", at=at) as look:
            found = queries.case_list(
                actor=actor,
                narrow=narrow,
                on=localdate(at),
                page=asked["page"],
                size=asked["size"],
            )
            look.saw(persons=[row.person_id for row in found.rows], ground="list of cases")
        return Response(
            {
                "count": found.total,
                "page": found.page,
                "pages": found.pages,
                "results": [case_body(row) for row in found.rows],
            }
        )


class Case(Door):
    """`GET cases/{reference}/`."""

    scopes: ClassVar[dict[str, str]] = {"GET": "cases:read"}

    @extend_schema(operation_id="cases_read", responses=WholeCase, tags=TAGS)
    def get(self, request: Request, reference: str) -> Response:
        """The case with its version (also as ETag), deadlines and what may be done next."""
        actor, at = self.who(request)
        with reading(actor, Permission.OPEN_CASE, page="API – case", at=at) as look:
            case_id = cases.find(reference, actor=actor)
            (row,) = queries.case_rows([case_id], on=localdate(at))
            found = deadlines.deadlines_of_case(case_id, on=localdate(at))
            look.saw(persons=[row.person_id], case=case_id)
        body = case_body(row) | {
            "deadlines": [deadline_body(deadline) for deadline in found],
            "steps": queries.steps_from(row.stage),
        }
        return versioned(body, row.version)


class Timeline(Door):
    """`GET cases/{reference}/timeline/`."""

    scopes: ClassVar[dict[str, str]] = {"GET": "cases:read"}

    @extend_schema(
        operation_id="cases_timeline",
        parameters=[TimelineParameters],
        responses=OneEvent(many=True),
        tags=TAGS,
    )
    def get(self, request: Request, reference: str) -> Response:
        """Events, newest first, each a sentence with who did it."""
        asked = self.query(request, TimelineParameters)
        actor, at = self.who(request)
        with reading(actor, Permission.OPEN_CASE, page="API – timeline", at=at) as look:
            case_id = cases.find(reference, actor=actor)
            head = cases.case_head(case_id, on=localdate(at))
            events = cases.timeline(case_id, **asked)
            look.saw(persons=[head.person_id], case=case_id)
        return Response(
            [
                {
                    "at": event.at,
                    "event": event.event,
                    "sentence": event.sentence,
                    "by": event.staff,
                    "unit": event.unit,
                }
                for event in events
            ]
        )


class Deadlines(Door):
    """`GET deadlines/`."""

    @extend_schema(
        operation_id="deadlines_list",
        parameters=[DeadlineParameters],
        responses=DeadlinePage,
        tags=["deadlines"],
    )
    def get(self, request: Request) -> Response:
        """What somebody must do by when in the cases one may open, nearest first."""
        asked = self.query(request, DeadlineParameters)
        actor, at = self.who(request)
        size = asked["size"]
        with reading(actor, Permission.SEE_DEADLINES, page="API – deadlines", at=at) as look:
            rows, total = deadlines.due_page(
                actor, on=localdate(at), overdue=asked["overdue"], page=asked["page"], size=size
            )
            look.saw(
                persons=[row.person_id for row in rows if row.person_id],
                ground="list of deadlines",
            )
        return Response(
            {
                "count": total,
                "page": asked["page"],
                "pages": max(1, -(-total // size)),
                "results": [deadline_body(row) for row in rows],
            }
        )


def case_body(row: queries.CaseRow) -> dict[str, Any]:
    """A case as the API tells it; the person by public id, never by number."""
    return {
        "reference": row.reference,
        "version": row.version,
        "person": {"id": row.person_public_id, "name": row.person},
        "track": row.track,
        "stage": row.stage,
        "stage_label": row.stage_label,
        "services": list(row.service_keys),
        "received_on": row.received_on,
        "urgent": row.urgent,
        "unit": row.unit,
        "responsible": (
            {"id": row.responsible_public_id, "name": row.responsible}
            if row.responsible_public_id
            else None
        ),
        "on_hold_until": row.hold_until,
        "next_deadline": ({"label": row.due_label, "due_on": row.due_on} if row.due_on else None),
    }


def deadline_body(row: deadlines.DeadlineRow) -> dict[str, Any]:
    """A deadline with how it was computed."""
    due: dt.date | None = row.due_on
    return {
        "id": row.public_id,
        "kind": row.kind,
        "label": row.label,
        "case": row.reference,
        "starts_on": row.starts_on,
        "due_on": due,
        "provisional": due is None,
        "status": row.status,
        "legal_basis": row.legal_basis,
        "explanation": list(row.explanation),
        "responsible": row.responsible,
        "unit": row.unit,
    }
