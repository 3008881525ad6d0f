"""Django's entry to the app."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "decisions"

    def ready(self) -> None:
        """Let no help that is asked for now be lost with its case."""
        from cases.actions import tell_closing  # noqa: PLC0415  # models come first
        from cases.queries import tell_in_the_way  # noqa: PLC0415  # models come first
        from decisions.actions import close_unanswered  # noqa: PLC0415  # models come first
        from decisions.queries import help_asked_in_the_way  # noqa: PLC0415  # models come first

        tell_closing(close_unanswered)
        tell_in_the_way(help_asked_in_the_way)
