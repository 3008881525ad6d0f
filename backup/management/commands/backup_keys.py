"""Makes the pair of keys that backups are made to and opened with."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backup import adapters


class Command(BaseCommand):
    """`manage.py backup_keys <file>`: the secret key to a new file, the public one is said."""

    help = "Make a pair of keys: the secret one is written to a file, the public one is shown"
    requires_system_checks = ()

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path, help="a new file, on what you lock away")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them. An old key is never written over: older backups are made to it."""
        public, secret = adapters.new_keys()
        try:
            handle = os.open(options["file"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from None
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"# public key: {public}\n{secret}\n")
        self.stdout.write(f"BACKUP_PUBLIC_KEY={public}")
