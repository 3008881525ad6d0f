"""The API's ways in: a key for a person's password, and one for a system's secret."""

import base64
import binascii
from typing import Final

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import parsers, permissions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from entrance import actions
from people.adapters import Json, Strict
from people.refusals import Slowed, WrongCredentials
from people.signed_in import address_of

OAUTH_REFUSALS: Final = (
    "invalid_client",
    "invalid_request",
    "invalid_scope",
    "slow_down",
    "unsupported_grant_type",
)


class Tokens(APIView):
    """`POST tokens/`: user name and password, and a code where one is asked for, against a key."""

    authentication_classes = ()  # a stranger asks
    permission_classes = (permissions.AllowAny,)
    parser_classes = (Json,)

    class Input(Strict):
        """Who asks."""

        username = serializers.CharField(max_length=60)
        password = serializers.CharField(max_length=200, trim_whitespace=False)
        # What the authenticator app shows now, for those who sign in in two steps.
        code = serializers.CharField(max_length=40, required=False, default="")

    class Output(serializers.Serializer[dict[str, str]]):
        """The key, shown this once, and when it ends."""

        token = serializers.CharField()
        expires_at = serializers.DateTimeField()

    @extend_schema(
        operation_id="tokens_create", request=Input, responses={201: Output}, tags=["tokens"]
    )
    def post(self, request: Request) -> Response:
        """Get a key to the API. Five wrong passwords in a quarter of an hour: wait (429)."""
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        made = actions.open_api(
            given.validated_data["username"],
            password=given.validated_data["password"],
            code=given.validated_data["code"],
            at=timezone.now(),
            address=address_of(request),
        )
        return Response(made, status=201, headers={"Cache-Control": "no-store"})


class ClientTokens(APIView):
    """`POST oauth/token/`: a system's id and secret against a key (client credentials)."""

    authentication_classes = ()  # a stranger asks
    permission_classes = (permissions.AllowAny,)
    parser_classes = (parsers.FormParser,)

    class Input(serializers.Serializer[dict[str, str]]):
        """RFC 6749, 4.4.2; the id and the secret may also come as HTTP Basic."""

        grant_type = serializers.ChoiceField(choices=["client_credentials"])
        scope = serializers.CharField(max_length=200, required=False, default="")
        client_id = serializers.CharField(max_length=60, required=False, default="")
        client_secret = serializers.CharField(max_length=200, required=False, default="")

    class Output(serializers.Serializer[dict[str, str]]):
        """RFC 6749, 5.1."""

        access_token = serializers.CharField()
        token_type = serializers.CharField()
        expires_in = serializers.IntegerField()
        scope = serializers.CharField()

    class Refusal(serializers.Serializer[dict[str, str]]):
        """RFC 6749, 5.2."""

        error = serializers.ChoiceField(choices=[*OAUTH_REFUSALS])

    @extend_schema(
        operation_id="oauth_token_create",
        request=Input,
        responses={200: Output, 400: Refusal, 401: Refusal, 429: Refusal},
        tags=["tokens"],
    )
    def post(self, request: Request) -> Response:
        """Get a key for a system. It lasts an hour, and opens what its scopes name."""
        given = self.Input(data=request.data)
        if not given.is_valid():
            sent = request.data if isinstance(request.data, dict) else {}
            other = "grant_type" in given.errors and bool(sent.get("grant_type"))
            return _refused("unsupported_grant_type" if other else "invalid_request", 400)
        name, secret = _basic(request.headers.get("Authorization", ""))
        try:
            made = actions.open_for_client(
                name or given.validated_data["client_id"],
                secret=secret or given.validated_data["client_secret"],
                scopes=given.validated_data["scope"].split(),
                address=address_of(request),
                at=timezone.now(),
            )
        except WrongCredentials:
            return _refused("invalid_client", 401)
        except Slowed:
            return _refused("slow_down", 429)
        except actions.ScopeNotGiven:
            return _refused("invalid_scope", 400)
        return Response(made, headers={"Cache-Control": "no-store"})


def _basic(header: str) -> tuple[str, str]:
    """The id and the secret of an Authorization header; empty where there is none."""
    kind, _, words = header.partition(" ")
    if kind.lower() != "basic":
        return "", ""
    try:
        name, _, secret = base64.b64decode(words, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, secret


def _refused(code: str, status: int) -> Response:
    """A refusal in OAuth's words (RFC 6749, 5.2), which libraries understand."""
    headers = {"Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = 'Basic realm="tildeling"'
    return Response({"error": code}, status=status, headers=headers)
