"""The API's doors of intake: a first contact, the catalogue, and an end without a decision."""

from typing import Any, ClassVar

from django.utils.timezone import localdate
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases.queries import find
from intake import actions, queries
from intake.kinds import CONTACT, ENDS_BY_HAND, Channel, Form, FromWhom
from intake.rules import Told
from people.access import reading
from people.adapters import Day, Door, Strict, expected_version
from people.roles import Permission
from people.rules import PersonGiven


class Person(Strict):
    """Who it is about: `number` for somebody with one; else a name, and what else is known."""

    number = serializers.CharField(max_length=20, required=False)
    public_id = serializers.UUIDField(required=False)
    given_name = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    family_name = serializers.CharField(max_length=1000, required=False)
    born_on = Day(required=False)
    sex = serializers.ChoiceField(choices=["K", "M", "U"], required=False)
    address = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    postal = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=1000, required=False, allow_blank=True)
    email = serializers.EmailField(required=False)
    language = serializers.ChoiceField(choices=["nb", "nn", "en"], required=False)
    interpreter_language = serializers.CharField(max_length=1000, required=False, allow_blank=True)


class FollowUp(Strict):
    """What was promised, by whom and when; for an enquiry."""

    what = serializers.CharField(max_length=1000)
    by = serializers.UUIDField(help_text="A member of staff's public id.")
    on = Day(required=False)


class ApplicationInput(Strict):
    """A first contact. `received_on` is that contact: not later than today."""

    person = Person()
    form = serializers.ChoiceField(
        choices=[Form.APPLICATION, Form.MESSAGE, Form.ENQUIRY],
        required=False,
        help_text="Without it: the person's own, or known to them, is APPLICATION; else MESSAGE.",
    )
    channel = serializers.ChoiceField(choices=list(CONTACT))
    from_whom = serializers.ChoiceField(choices=list(FromWhom))
    received_on = Day()
    received_time = serializers.TimeField(required=False)
    services = serializers.ListField(
        child=serializers.CharField(max_length=60), required=False, max_length=40
    )
    own_words = serializers.CharField(
        required=False, allow_blank=True, max_length=1_000_000, trim_whitespace=False
    )
    urgent = serializers.BooleanField(required=False)
    contact_name = serializers.CharField(required=False, allow_blank=True, max_length=1000)
    contact_phone = serializers.CharField(required=False, allow_blank=True, max_length=1000)
    person_knows = serializers.BooleanField(required=False, allow_null=True)
    follow_up = FollowUp(required=False)


class CaseOutput(serializers.Serializer[Any]):
    """One case the contact became."""

    reference = serializers.CharField()
    track = serializers.CharField()
    stage = serializers.CharField()
    services = serializers.ListField(child=serializers.CharField())
    unit = serializers.CharField()
    responsible = serializers.CharField()
    reply_by = serializers.CharField(help_text="The last day of the preliminary reply (ISO date).")
    version = serializers.IntegerField()


class ApplicationOutput(serializers.Serializer[Any]):
    """What was registered, and the cases it became: one for each track, none for an enquiry."""

    application = serializers.UUIDField()
    form = serializers.CharField()
    person = serializers.UUIDField()
    received_on = Day()
    cases = CaseOutput(many=True)


class ServiceOutput(serializers.Serializer[Any]):
    """A service of the catalogue as it is in force today, and the track it takes here."""

    key = serializers.CharField()
    name = serializers.CharField()
    kpr_code = serializers.CharField(allow_blank=True)
    choosable = serializers.BooleanField(help_text="Whether it may be applied for.")
    track = serializers.CharField()
    unit = serializers.CharField()
    per = serializers.CharField()
    simplified = serializers.BooleanField()


class Applications(Door):
    """`POST applications/`."""

    if_match = False
    scopes: ClassVar[dict[str, str]] = {"POST": "intake:write"}

    @extend_schema(
        operation_id="applications_create",
        request=ApplicationInput,
        responses={201: ApplicationOutput},
        tags=["applications"],
    )
    def post(self, request: Request) -> Response:
        """Register a søknad, melding or henvendelse; answers with the list of cases."""
        actor, at = self.who(request)
        told, given = _shaped(self.body(request, ApplicationInput))
        if told.form is Form.ENQUIRY or (told.follow_up and not told.services):
            made = actions.register_enquiry(told=told, given=given, actor=actor, at=at)
        else:
            made = actions.register_application(told=told, given=given, actor=actor, at=at)
        return Response(made, status=201)


class Services(Door):
    """`GET services/`."""

    scopes: ClassVar[dict[str, str]] = {"GET": "intake:write"}

    @extend_schema(
        operation_id="services_list",
        responses={200: ServiceOutput(many=True)},
        tags=["services"],
    )
    def get(self, request: Request) -> Response:
        """The whole catalogue in force today."""
        actor, at = self.who(request)
        with reading(actor, Permission.USE_API, page="API: services", at=at):
            rows = queries.services(actor=actor, on=localdate(at))
        return Response(ServiceOutput(rows, many=True).data)


class EndedOutput(serializers.Serializer[Any]):
    """The case after it ended."""

    reference = serializers.CharField()
    reason = serializers.CharField()


class EndCase(Door):
    """`POST cases/{reference}/end/`."""

    class Input(Strict):
        """Why it ends without a decision, and who was told; a withdrawal says who asked."""

        reason = serializers.ChoiceField(choices=list(ENDS_BY_HAND))
        told = serializers.CharField(max_length=1000)
        asked_by = serializers.CharField(required=False, allow_blank=True, max_length=1000)
        asked_on = Day(required=False)
        confirmed = serializers.CharField(required=False, allow_blank=True, max_length=1000)
        referred_to = serializers.CharField(required=False, allow_blank=True, max_length=1000)
        explanation = serializers.CharField(required=False, allow_blank=True, max_length=1_000_000)
        note = serializers.CharField(required=False, allow_blank=True, max_length=1_000_000)

    @extend_schema(
        operation_id="cases_end", request=Input, responses={200: EndedOutput}, tags=["cases"]
    )
    def post(self, request: Request, reference: str) -> Response:
        """End a case without a decision. If-Match carries the case's version."""
        version = expected_version(request)
        given = self.body(request, self.Input)
        actor, at = self.who(request)
        with reading(actor, Permission.OPEN_CASE, page="API – avslutt sak", at=at):
            case_id = find(reference, actor=actor)
        return Response(actions.end_case(case_id, **given, version=version, actor=actor, at=at))


def _shaped(body: dict[str, Any]) -> tuple[Told, PersonGiven]:
    """The body in the action's own words."""
    person = dict(body.pop("person"))
    if "public_id" in person:
        person["public_id"] = str(person["public_id"])
    promised = body.pop("follow_up", None)
    if promised:
        body |= {
            "follow_up": promised["what"],
            "follow_up_by": str(promised["by"]),
            "follow_up_on": promised.get("on"),
        }
    for name, kind in (("form", Form), ("channel", Channel), ("from_whom", FromWhom)):
        if name in body:
            body[name] = kind(body[name])
    body["services"] = tuple(body.get("services", ()))
    return Told(**body), PersonGiven(**person)
