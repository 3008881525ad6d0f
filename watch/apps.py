"""Django's entry to the app."""

from django.apps import AppConfig


class WatchConfig(AppConfig):
    name = "watch"
