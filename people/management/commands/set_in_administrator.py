"""Gives somebody the role that gives roles, where nobody in the municipality has it any longer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from people import actions
from people.models import Municipality, StaffMember


class Command(BaseCommand):
    """`manage.py set_in_administrator 3301 1020`"""

    help = "Make a member of staff system administrator for a year (municipality, ansattnummer)"

    def add_arguments(self, parser: CommandParser) -> None:
        """The municipality's number and the employer's number."""
        parser.add_argument("municipality")
        parser.add_argument("employee_number")

    def handle(self, *args: Any, **options: Any) -> None:
        """It is put on record, and the role is asked of in the next review as others are."""
        try:
            actions.set_in_administrator(
                options["municipality"],
                employee_number=options["employee_number"],
                at=timezone.now(),
            )
        except (Municipality.DoesNotExist, StaffMember.DoesNotExist):
            raise CommandError("nobody is employed there with this number") from None
        self.stdout.write("done")
