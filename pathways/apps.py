"""Django's entry to the app."""

from django.apps import AppConfig


class PathwaysConfig(AppConfig):
    name = "pathways"
