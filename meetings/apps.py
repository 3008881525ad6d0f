"""Django's entry to the app."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        """Let no case on an agenda go up in another."""
        from cases.queries import tell_in_the_way  # noqa: PLC0415  # models come first
        from meetings.queries import agenda_in_the_way  # noqa: PLC0415  # models come first

        tell_in_the_way(agenda_in_the_way)
