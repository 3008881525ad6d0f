"""Django's entry to the app."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "decisions"
