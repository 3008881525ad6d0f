"""Django's entry to the app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "desk"

    def ready(self) -> None:
        """Say below which tasks go with their case, and who can do them."""
        from deadlines.kinds import tell_tasks  # noqa: PLC0415  # models come first
        from desk.kinds import RULES  # noqa: PLC0415  # models come first

        tell_tasks(RULES)
