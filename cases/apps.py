"""Django's entry to the app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        """Let nobody change what is known of a person they may not open."""
        from cases.queries import must_open_person  # noqa: PLC0415  # models come first
        from people.queries import tell_who_opens  # noqa: PLC0415  # models come first

        tell_who_opens(must_open_person)
