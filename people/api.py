"""Giving a key to the API back; how one is got stands in entrance/api.py."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from people import actions
from people.adapters import Door


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
