"""Django's entry to the app."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"
