"""Django's entry to the app."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"

    def ready(self) -> None:
        """Let a trial count what was given before it, and no merger lose what goes on."""
        from cases.queries import tell_in_the_way, tell_undecided  # noqa: PLC0415  # models come first
        from referrals.queries import given_days, help_in_the_way  # noqa: PLC0415  # models come first

        tell_undecided(given_days)
        tell_in_the_way(help_in_the_way)
