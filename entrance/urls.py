"""Addresses of the ways in."""

from django.urls import path

from entrance import api
from entrance.views import factor, first, provider, setup

_ACCOUNT = "oppsett/brukere/<uuid:public_id>/konto/<int:account_id>/"

urlpatterns = [
    path("logg-inn/kommune/", provider.start, name="provider"),
    path("logg-inn/kommune/svar/", provider.answer, name="provider-answer"),
    path("logg-inn/kommune/utlogging/", provider.signed_out, name="provider-signed-out"),
    path("logg-inn/kode/", factor.second, name="second-factor"),
    path("logg-inn/oppsett/", factor.first_time, name="second-factor-new"),
    path("logg-inn/ny/", first.first, name="first-password"),
    path("logg-inn/igjen/", factor.again, name="sign-in-again"),
    path("profil/innlogging/", factor.own, name="own-factors"),
    path("profil/innlogging/ny/", factor.another, name="own-factor-new"),
    path("profil/innlogging/koder/", factor.new_codes, name="own-codes"),
    path("profil/innlogging/<uuid:factor_id>/fjern/", factor.remove, name="own-factor-remove"),
    path("oppsett/innlogging/", setup.mappings, name="mappings"),
    path("oppsett/innlogging/ny/", setup.mapping_new, name="mapping-new"),
    path("oppsett/innlogging/<uuid:mapping_id>/avslutt/", setup.mapping_end, name="mapping-end"),
    path("oppsett/integrasjoner/", setup.clients, name="clients"),
    path("oppsett/integrasjoner/ny/", setup.client_new, name="client-new"),
    path(
        "oppsett/integrasjoner/<uuid:client_id>/trekk/", setup.client_revoke, name="client-revoke"
    ),
    path(f"{_ACCOUNT}innlogging/", setup.account, name="account-ways"),
    path(f"{_ACCOUNT}nullstill/", setup.factors_reset, name="factors-reset"),
    path(f"{_ACCOUNT}koble-fra/", setup.identity_release, name="identity-release"),
]
api_patterns = [
    path("tokens/", api.Tokens.as_view(), name="api-tokens"),
    path("oauth/token/", api.ClientTokens.as_view(), name="api-client-tokens"),
]
