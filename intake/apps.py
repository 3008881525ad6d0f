"""Django's entry to the app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "intake"
