"""Django's entry to the app."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "records"
