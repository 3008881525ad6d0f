"""Seals the trail now, for as long as it takes, and writes the seals outside the database."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit import actions, adapters


class Command(BaseCommand):
    """`manage.py seal_trail`: what the worker does, without its time limit."""

    help = "Seal what waits, and write the blocks that are not there yet to TRAIL_ANCHOR_FILE"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anew", action="store_true", help="begin a new file; the old one was put away"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal and write, and say how much; CommandError says why it was not written."""
        at, sealed = timezone.now(), 0
        while count := actions.seal_rows():
            sealed += count
        try:
            blocks = actions.anchor(at=at, anew=options["anew"])
        except adapters.AnchorError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{sealed} rows sealed, {blocks} blocks written")
