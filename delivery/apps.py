"""Django's entry to the app."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "delivery"

    def ready(self) -> None:
        """Say which case the drafts on an order are of: the page of a unit cannot name it."""
        from cases.queries import tell_case_of  # noqa: PLC0415  # models come first
        from delivery.queries.drafts import case_of_draft  # noqa: PLC0415  # models first
        from delivery.rules import DRAFTS  # noqa: PLC0415  # beside them

        tell_case_of(DRAFTS, case_of_draft)
