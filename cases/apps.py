"""Django's entry to the app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"

    def ready(self) -> None:
        """Let nobody change whom they may not open, and say whose work is whose."""
        from cases.queries import (  # noqa: PLC0415  # models come first
            lies_with,
            must_open_person,
            own_work,
            works_with,
        )
        from people.access import (  # noqa: PLC0415  # models come first
            tell_own_work,
            tell_where_it_lies,
        )
        from people.queries import (  # noqa: PLC0415  # models come first
            tell_who_opens,
            tell_who_works_with,
        )

        tell_who_opens(must_open_person)
        tell_who_works_with(works_with)
        tell_own_work(own_work)
        tell_where_it_lies(lies_with)
