"""The API's lists and reads over several stages."""

import datetime as dt
from typing import Any

from django.utils.timezone import localdate
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases import queries as cases
from cases.stages import Stage
from deadlines import queries as deadlines
from desk import queries
from desk.rules import CaseNarrow
from people.access import reading
from people.adapters import Door, versioned
from people.roles import Permission

LARGEST_PAGE = 200


class Page(serializers.Serializer[Any]):
    """Which page of a list."""

    page = serializers.IntegerField(min_value=1, max_value=100_000, default=1)
    size = serializers.IntegerField(min_value=1, max_value=LARGEST_PAGE, default=50)


class CaseParameters(Page):
    """The filters of the list of cases; an unknown one is refused."""

    stage = serializers.ChoiceField(choices=[s.value for s in Stage], required=False)
    responsible = serializers.CharField(max_length=36, required=False)
    service = serializers.CharField(max_length=60, required=False)
    overdue = serializers.BooleanField(default=False)
    ended = serializers.BooleanField(default=False)

    def validate_responsible(self, value: str) -> str:
        """A member of staff's public id, or `me`."""
        if value != "me":
            serializers.UUIDField().run_validation(value)
        return value


class Cases(Door):
    """Cases one may open."""

    @extend_schema(
        operation_id="cases_list",
        parameters=[CaseParameters],
        responses={200: dict[str, Any]},
        description="Open cases, longest-waiting first. `ended=true` takes the ended ones too.",
    )
    def get(self, request: Request) -> Response:
        """A page of the list."""
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
    """One case."""

    @extend_schema(operation_id="cases_read", responses={200: dict[str, Any]})
    def get(self, request: Request, reference: str) -> Response:
        """The case with its version (also as ETag), deadlines and what may be done next."""
        actor, at = self.who(request)
        with reading(actor, Permission.OPEN_CASE, page="API – case", at=at) as look:
            case_id = cases.find(reference, actor=actor)
            (row,) = queries.case_rows([case_id], on=localdate(at))
            found = deadlines.deadlines_of_case(case_id, on=localdate(at))
            steps = queries.steps_from(row.stage)
            look.saw(persons=[row.person_id], case=case_id)
        body = case_body(row) | {"deadlines": [deadline_body(d) for d in found], "steps": steps}
        return versioned(body, row.version)


class TimelineParameters(serializers.Serializer[Any]):
    """From when and to when (exclusive)."""

    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False)


class Timeline(Door):
    """What happened to a case."""

    @extend_schema(
        operation_id="cases_timeline",
        parameters=[TimelineParameters],
        responses={200: list[dict[str, Any]]},
    )
    def get(self, request: Request, reference: str) -> Response:
        """Events, newest first, each a Norwegian sentence with who did it."""
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


class DeadlineParameters(Page):
    """Only those that have passed, or all."""

    overdue = serializers.BooleanField(default=False)


class Deadlines(Door):
    """Deadlines of the cases one may open."""

    @extend_schema(
        operation_id="deadlines_list",
        parameters=[DeadlineParameters, OpenApiParameter("overdue", bool)],
        responses={200: dict[str, Any]},
    )
    def get(self, request: Request) -> Response:
        """A page of them, nearest first."""
        asked = self.query(request, DeadlineParameters)
        actor, at = self.who(request)
        with reading(actor, Permission.SEE_DEADLINES, page="API – deadlines", at=at) as look:
            rows, total = deadlines.due_page(
                actor,
                on=localdate(at),
                overdue=asked["overdue"],
                page=asked["page"],
                size=asked["size"],
            )
            look.saw(
                persons=[row.person_id for row in rows if row.person_id],
                ground="list of deadlines",
            )
        return Response({"count": total, "results": [deadline_body(row) for row in rows]})


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
