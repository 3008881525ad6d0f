"""Django's entry to the app."""

from django.apps import AppConfig


class InspectionConfig(AppConfig):
    name = "inspection"

    def ready(self) -> None:
        """Say which case a draft of the control of it is of."""
        from cases.queries import tell_case_of  # noqa: PLC0415  # models come first
        from inspection.kinds import DRAFT  # noqa: PLC0415  # as above
        from inspection.queries import case_of_draft  # noqa: PLC0415  # as above

        tell_case_of(DRAFT, case_of_draft)
