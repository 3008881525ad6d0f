"""The roof's start: every app's events are known before the first is read."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig
from django.conf import settings


class TildelingConfig(AppConfig):
    name = "tildeling"

    def ready(self) -> None:
        """Import every app's events, so that the timeline can read all their sentences."""
        for app in settings.HOUSE:
            if find_spec(f"{app}.events"):
                import_module(f"{app}.events")
