"""Django's entry to the app."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "deadlines"
