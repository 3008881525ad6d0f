"""Django's entry to the app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "desk"
