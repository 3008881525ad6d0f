"""Django's entry to the app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        """Let nobody change whom they may not open, and say whose work is whose."""
        from cases.queries import must_open_person, own_work  # noqa: PLC0415  # models come first
        from people.access import tell_own_work  # noqa: PLC0415  # models come first
        from people.queries import tell_who_opens  # noqa: PLC0415  # models come first

        tell_who_opens(must_open_person)
        tell_own_work(own_work)
