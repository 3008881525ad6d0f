"""Django's entry to the app."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"

    def ready(self) -> None:
        """Tell of help: it counts with a trial, and no merger loses it."""
        from cases.queries import (  # noqa: PLC0415  # models come first
            tell_in_the_way,
            tell_undecided,
        )
        from referrals.queries import (  # noqa: PLC0415  # models come first
            given_days,
            help_in_the_way,
        )

        tell_undecided(given_days)
        tell_in_the_way(help_in_the_way)
