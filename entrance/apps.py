"""Django's entry to the app."""

from django.apps import AppConfig


class EntranceConfig(AppConfig):
    name = "entrance"
