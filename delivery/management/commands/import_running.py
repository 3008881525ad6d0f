"""Takes over running decisions from an earlier system, from files (docs/import.md)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from delivery.actions import Outcome, import_running
from delivery.adapters import read_folder
from people.models import Account
from people.refusals import AccessDenied, Refused
from people.signed_in import actor_for

WIDE = 30  # of the bar


class Command(BaseCommand):
    """`manage.py import_running <folder> --source <name> --as <username>`"""

    help = "Take over running decisions from the files in a folder (docs/import.md)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder, where it comes from, who answers for it, and how it goes on with faults."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--source", required=True, help="what the earlier system is called")
        parser.add_argument("--as", required=True, dest="username", help="an administrator")
        parser.add_argument("--dry-run", action="store_true", help="look, and write nothing")
        parser.add_argument(
            "--accept-errors",
            action="store_true",
            help="write every person without a fault, and list the rest",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say what was done; with faults each on a line, and the exit code is 1."""
        at = timezone.now()
        account = Account.objects.filter(username=options["username"]).first()
        if account is None:
            raise CommandError("Brukeren finnes ikke.")
        sheets = read_folder(options["folder"])
        try:
            outcome = import_running(
                sheets.rows,
                sheets.faults,
                source=options["source"],
                only_look=options["dry_run"],
                accept_faults=options["accept_errors"],
                actor=actor_for(account, at=at),
                at=at,
                tell=self._tell,
            )
        except (AccessDenied, Refused) as refused:
            raise CommandError(str(refused)) from None
        self._say(outcome)
        if outcome.faults:
            raise CommandError(f"{len(outcome.faults)} feil")

    def _tell(self, done: int, whole: int) -> None:
        """The bar: on a terminal it grows on one line."""
        full = WIDE * done // whole if whole else WIDE
        bar = "█" * full + "░" * (WIDE - full)
        ends = "\n" if done == whole or not self.stderr.isatty() else ""
        self.stderr.write(f"\r{bar} {done} av {whole} personer", ending=ends)
        self.stderr.flush()

    def _say(self, outcome: Outcome) -> None:
        for fault in outcome.faults:
            where = ", ".join(
                part
                for part in (
                    fault.file,
                    f"linje {fault.line}" if fault.line else "",
                    fault.column,
                )
                if part
            )
            self.stdout.write(f"{where}: {fault.sentence}")
        for file, number in outcome.before.items():
            self.stdout.write(f"{file}: {number} rader er her fra før")
        done = "Lest inn" if outcome.written else "Ville lest inn"
        self.stdout.write(
            f"{done}: {outcome.people} nye personer, {outcome.decisions} vedtak,"
            f" {outcome.orders} bestillinger, {outcome.units} enheter"
        )
        if outcome.unread:
            self.stdout.write(
                "Noe kunne ikke leses, og ingen vet hvem det gjelder. Rett det først."
            )
        if not outcome.written:
            self.stdout.write("Ingenting er skrevet.")
