"""Prints what is due to be let go by the policy of each municipality. It deletes nothing."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.timezone import localdate

from people.access import everywhere, reading
from people.roles import Permission
from privacy.queries import dry_run


class Command(BaseCommand):
    """`manage.py retention --dry-run`"""

    help = "Count what is due to be let go, kind by kind; nothing is deleted"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Nothing but the dry run is there yet, and it must be said."""
        parser.add_argument("--dry-run", action="store_true", help="count, and delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each municipality and kind; CommandError without --dry-run."""
        if not options["dry_run"]:
            raise CommandError("only --dry-run is there: nothing is deleted by this version")
        at = timezone.now()
        for clock in everywhere():
            with reading(clock, Permission.SYSTEM, page="Bevaring", at=at):
                rows = dry_run(clock, on=localdate(at))
            for row in rows:
                self.stdout.write(
                    f"{clock.municipality_id}\t{row.kind}\t{row.months} months\t{row.confidence}\t"
                    f"kept {row.kept}\tdue {row.due}\tcounted to {row.last_day}"
                )
