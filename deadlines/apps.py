"""Django's entry to the app."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "deadlines"

    def ready(self) -> None:
        """Let nobody hold what they may not work on any longer, and no case wait past the law."""
        from cases.actions import tell_giving_back, tell_waiting  # noqa: PLC0415  # models come first
        from deadlines.actions import (  # noqa: PLC0415  # models come first
            case_waits_before_the_law,
            give_tasks_back,
            let_go_of_work,
        )
        from people.actions import tell_letting_go  # noqa: PLC0415  # models come first

        tell_letting_go(let_go_of_work)
        tell_giving_back(give_tasks_back)
        tell_waiting(case_waits_before_the_law)
