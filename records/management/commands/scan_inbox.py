"""`manage.py scan_inbox [folder]`: take in what the scanners have laid there, now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from records.actions import take_in_scans


class Command(BaseCommand):
    """Each file goes to the inbox, or aside with the reason; none is removed."""

    help = "Take in the files of a scan folder (default: SCAN_FOLDER)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        count = take_in_scans(folder=options["folder"], at=timezone.now())
        self.stdout.write(f"{count['taken']} taken in, {count['aside']} laid aside")
