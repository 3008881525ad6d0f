"""Writes the seals outside the database now; `--anew` begins a new anchor file."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit import actions, adapters


class Command(BaseCommand):
    """`manage.py anchor_trail`"""

    help = "Write the blocks that are not anchored yet to TRAIL_ANCHOR_FILE"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anew", action="store_true", help="begin a new file; the old one was put away"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, and say how many; CommandError says why not."""
        try:
            count = actions.anchor(at=timezone.now(), anew=options["anew"])
        except adapters.AnchorError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count} blocks written")
