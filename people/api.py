"""The API's way in: a key for a password, and giving it back."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from people import actions
from people.adapters import Door, Strict
from people.signed_in import address_of


class Tokens(APIView):
    """`POST tokens/`: user name and password against a key that expires."""

    authentication_classes = ()  # a stranger asks
    permission_classes = (permissions.AllowAny,)

    class Input(Strict):
        """Who asks."""

        username = serializers.CharField(max_length=60)
        password = serializers.CharField(max_length=200, trim_whitespace=False)

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
        made = actions.create_token(
            given.validated_data["username"],
            password=given.validated_data["password"],
            at=timezone.now(),
            address=address_of(request),
        )
        return Response(made, status=201, headers={"Cache-Control": "no-store"})


class RevokedToken(Door):
    """`POST tokens/revoke/`: the key the request comes with."""

    if_match = False

    @extend_schema(
        operation_id="tokens_revoke", request=None, responses={204: None}, tags=["tokens"]
    )
    def post(self, request: Request) -> Response:
        """Give back the key this request comes with; it is of no more use."""
        actor, at = self.who(request)
        actions.revoke_token(request.auth.pk, actor=actor, at=at)
        return Response(status=204)
