"""Addresses of the API's keys."""

from django.urls import path

from people import api

api_patterns = [
    path("tokens/", api.Tokens.as_view(), name="api-tokens"),
    path("tokens/revoke/", api.RevokedToken.as_view(), name="api-revoke-token"),
]
