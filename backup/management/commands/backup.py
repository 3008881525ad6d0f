"""Makes a backup that only the secret key opens."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backup import adapters
from backup.refusals import BackupRefused, missing


class Command(BaseCommand):
    """`manage.py backup <directory>`: the database and the documents, enciphered, in one file."""

    help = "Back the database and the documents up to one file, enciphered to BACKUP_PUBLIC_KEY"
    requires_system_checks = ()

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("directory", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, and say its name and its sum; ends with 1 where documents are missing."""
        try:
            made = adapters.make(options["directory"], at=timezone.now())
        except BackupRefused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(
            f"{made.path}: {made.rows} rader i {made.tables} tabeller, {made.documents} dokumenter,"
            f" {made.bytes} byte. SHA-256: {made.sha256}"
        )
        if made.missing:
            raise CommandError(missing(made.missing))
