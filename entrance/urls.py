"""Addresses of the ways in."""

from django.urls import path

from entrance.views import provider

urlpatterns = [
    path("logg-inn/kommune/", provider.start, name="provider"),
    path("logg-inn/kommune/svar/", provider.answer, name="provider-answer"),
    path("logg-inn/kommune/utlogging/", provider.signed_out, name="provider-signed-out"),
]
