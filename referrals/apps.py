"""Django's entry to the app."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"

    def ready(self) -> None:
        """Let a trial (utprøving) count what was given without a decision before it."""
        from cases.queries import tell_undecided  # noqa: PLC0415  # models come first
        from referrals.queries import given_days  # noqa: PLC0415  # models come first

        tell_undecided(given_days)
