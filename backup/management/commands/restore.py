"""Restores a backup into an empty database, where it sends nothing until two persons say so."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backup import adapters
from backup.refusals import BackupRefused, missing


class Command(BaseCommand):
    """`manage.py restore <file> --key <file>`; with `--check` it is read, and nothing restored."""

    help = "Check a backup, and restore it into the empty database of MIGRATION_DATABASE_URL"
    requires_system_checks = ()

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--key", type=Path, required=True, help="the file with the secret key")
        parser.add_argument("--sha256", default="", help="of the file, as `backup` said it")
        parser.add_argument("--check", action="store_true", help="restore nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check it, restore it, compare, and say what was done."""
        act = adapters.check if options["check"] else adapters.restore
        try:
            secret = _secret(options["key"].read_text(encoding="utf-8"))
            made = act(options["file"], secret, digest=options["sha256"])
        except BackupRefused as refused:
            raise CommandError(str(refused)) from None
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from None
        what = "er hel" if options["check"] else "er gjenopprettet, og kontrollert"
        self.stdout.write(
            f"Sikkerhetskopien fra {made.made_at} {what}: {made.rows} rader i {made.tables}"
            f" tabeller, {made.documents} dokumenter. SHA-256: {made.sha256}"
        )
        if not options["check"]:
            self.stdout.write(
                "Den sender ingenting før to systemansvarlige har tatt den i bruk"
                " (/oppsett/gjenopprettet/). Kjør nå migrate, verify_trail og check_invariants."
            )
        if made.missing:
            raise CommandError(missing(made.missing))


def _secret(text: str) -> str:
    """The key itself, without what else stands in its file."""
    lines = [line.strip() for line in text.splitlines()]
    return next((line for line in lines if line and not line.startswith("#")), "")
