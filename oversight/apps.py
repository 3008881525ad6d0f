"""Django's entry to the app."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "oversight"

    def ready(self) -> None:
        """Let no shut door offer a reason to whom none is taken of."""
        from cases.queries import tell_who_gives_no_reason  # noqa: PLC0415  # models come first
        from oversight.queries import ask_instead  # noqa: PLC0415  # models come first

        tell_who_gives_no_reason(ask_instead)
