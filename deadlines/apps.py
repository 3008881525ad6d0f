"""Django's entry to the app."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "deadlines"

    def ready(self) -> None:
        """Let nobody hold what they may not work on any longer."""
        from deadlines.actions import let_go_of_work  # noqa: PLC0415  # models come first
        from people.actions import tell_letting_go  # noqa: PLC0415  # models come first

        tell_letting_go(let_go_of_work)
