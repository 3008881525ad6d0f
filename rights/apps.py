"""Django's entry to the app."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "rights"
