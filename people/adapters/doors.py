"""What doors share: strict input, versions in headers, refusals at the right field."""

import datetime as dt
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Final, TypeVar

from django.forms import BaseForm
from django.utils import timezone
from django.utils.translation import gettext
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.json import strict_constant
from rest_framework.views import APIView

from audit.words import mark, said
from people.access import Actor, deny
from people.adapters.problems import BearerToken, MissingPrecondition
from people.refusals import AccessDenied, InFlight, KeyReused, Refused, Stale
from people.rules import DAYS
from people.signed_in import actor_of

R = TypeVar("R")
OUT_OF_SCOPE: Final = mark(
    "Denne nøkkelen gjelder ikke dette. Be systemansvarlig gi integrasjonen det den trenger."
)
WAITS: Final = (0.1, 0.2, 0.4, 0.8, 1.6)  # seconds


class Day(serializers.DateField):
    """A date that can be a day of somebody's life or help: `people.rules.DAYS`."""

    def to_internal_value(self, value: Any) -> dt.date:
        """The day; raises ValidationError outside them, as for no date at all."""
        found = super().to_internal_value(value)
        if not DAYS[0] <= found <= DAYS[1]:
            self.fail("invalid", format="YYYY-MM-DD")
        return found


class Strict(serializers.Serializer[Any]):
    """Input of an API door: an unknown field is refused (400), nothing is ignored in silence."""

    def to_internal_value(self, data: Any) -> Any:
        """The parsed fields. Raises ValidationError naming every unknown field."""
        if isinstance(data, dict):
            unknown = sorted(set(data) - set(self.fields))
            if unknown:
                raise serializers.ValidationError(
                    {name: [gettext("Ukjent felt.")] for name in unknown}, code="unknown_field"
                )
        return super().to_internal_value(data)


class Json(JSONParser):
    """JSON that has one reading: a name said twice, a number that is none, half a character and
    what is too deep for any reader are no JSON of ours (400), and no error either.
    """

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """The body. Raises ParseError (400)."""
        try:
            text = stream.read().decode()
            told = json.loads(text, parse_constant=strict_constant, object_pairs_hook=_said_once)
            if "\\ud" in text.casefold():
                json.dumps(told, ensure_ascii=False).encode()  # fails at half a character
        except (ValueError, RecursionError) as error:
            raise ParseError from error
        return told


def _said_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object; raises ValueError where two readers could read two things."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("the same name twice")
    return found


class Door(APIView):
    """A door of the API: who asks, at what moment, with what body."""

    # Said here and not in the settings: they are read while rest_framework.views is loading.
    authentication_classes = (BearerToken,)
    parser_classes: Sequence[type[BaseParser]] = (Json,)
    # Whether a write needs If-Match: yes; None: once there is something; False: it makes the thing.
    if_match: ClassVar[bool | None] = True
    # Which scope opens the door to a system, by method (`people.roles.SCOPES`); none: it is shut.
    scopes: ClassVar[Mapping[str, str]] = {}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Before the door opens: a system's key must be for it. Raises AccessDenied, on record."""
        super().initial(request, *args, **kwargs)
        given: list[str] | None = getattr(request.auth, "scopes", None)
        needed = self.scopes.get(request.method or "", "")
        if given is not None and needed not in given:
            actor, at = self.who(request)
            deny(actor, f"scope {needed or 'none'} of {type(self).__name__}", at=at)
            raise AccessDenied(OUT_OF_SCOPE, what="scope")

    def who(self, request: Request) -> tuple[Actor, dt.datetime]:
        """The actor and the moment of the request. Raises AccessDenied."""
        at = timezone.now()
        return actor_of(request, at=at), at

    def body(self, request: Request, shape: type[serializers.BaseSerializer[Any]]) -> Any:
        """The body parsed by `shape`. Raises ValidationError (400)."""
        parsed = shape(data=request.data)
        parsed.is_valid(raise_exception=True)
        return parsed.validated_data

    def query(self, request: Request, shape: type[serializers.Serializer[Any]]) -> Any:
        """The parameters of the URL parsed by `shape`; one unknown or said twice is refused (400).

        An empty one is a value like others: `?page=` is no page.
        """
        parsed = shape(data=request.query_params.dict())
        twice = sorted(name for name, said in request.query_params.lists() if len(said) > 1)
        if twice:
            raise serializers.ValidationError(
                {name: [gettext("Oppgitt to ganger.")] for name in twice}
            )
        unknown = sorted(set(request.query_params) - set(parsed.fields))
        if unknown:
            raise serializers.ValidationError(
                {name: [gettext("Ukjent parameter.")] for name in unknown}
            )
        parsed.is_valid(raise_exception=True)
        return parsed.validated_data


def expected_version(request: Request) -> int:
    """The version in If-Match (`"3"` or `3`). Raises MissingPrecondition (428), Stale (412)."""
    header = request.headers.get("If-Match", "").strip()
    if not header:
        raise MissingPrecondition
    match = re.fullmatch(r'(?:W/)?"?(\d{1,9})"?', header)
    if match is None:
        raise Stale
    return int(match[1])


def versioned(body: Any, version: int, *, status: int = 200) -> Response:
    """An answer with the version of the thing as ETag."""
    return Response(body, status=status, headers={"ETag": f'"{version}"'})


def attempt(form: BaseForm, act: Callable[[], R]) -> R | None:
    """Call `act`; a refusal becomes errors at the form's fields, and None is returned.

    The typed text stays in the form. `status_of(form)` gives the answer's status.
    """
    try:
        return _patiently(act)
    except KeyReused:
        # Sent before, gone back to and changed: what was sent first stands.
        form.add_error(
            None,
            gettext("Dette skjemaet er sendt før. Åpne et nytt skjema for å registrere noe annet."),
        )
        return None
    except Refused as refusal:
        # A form may ask for something in another way than the action does: last day, first without.
        asked_as: dict[str, str] = getattr(form, "asked_as", {})
        for objection in refusal.objections:
            name = asked_as.get(objection.field, objection.field)
            field = name if name in form.fields else None
            form.add_error(field, said(objection.sentence, gettext))
        if isinstance(refusal, Stale):
            form.stale = True  # type: ignore[attr-defined]  # read by status_of and the template
        return None


def _patiently(act: Callable[[], R]) -> R:
    """Call `act`; where the same form is being carried out at this moment, wait for its answer.

    A double press without JavaScript leaves only the second answer on the screen.
    """
    for seconds in WAITS:
        try:
            return act()
        except InFlight:
            time.sleep(seconds)
    return act()


def status_of(form: BaseForm) -> int:
    """409 after Stale, 422 with errors, else 200."""
    if getattr(form, "stale", False):
        return 409
    return 422 if form.is_bound and form.errors else 200
