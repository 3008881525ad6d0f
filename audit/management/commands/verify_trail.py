"""Verifies the trail: rows, seals, walls and anchor, by a connection that only reads."""

import datetime as dt
import json
import sys
import time
from argparse import ArgumentParser
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit import actions, adapters

BLIND = "READER_DATABASE_URL er ikke satt; kobler til som programmet selv."
NO_ANCHOR = "Uten kvitteringsfil oppdages ikke en kuttet slutt eller en kjede som er laget på nytt."


class Command(BaseCommand):
    """`manage.py verify_trail`: 0 when the chain is whole, 1 when not, 2 when it cannot tell."""

    help = "Verify the trail with read-only credentials, and name the first break"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--database", help="the reader's URL (else READER_DATABASE_URL)")
        parser.add_argument("--anchor", help="the anchor's file (else TRAIL_ANCHOR_FILE)")
        parser.add_argument(
            "--no-anchor", action="store_true", help="verify what the database alone can show"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object instead of text")
        parser.add_argument(
            "--receipt",
            action="append",
            default=[],
            metavar="BLOCK:HASH",
            help="a printed receipt to hold the chain against; may be given several times",
        )
        parser.add_argument(
            "--record", action="store_true", help="record the result for the pages (as the app)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify once and exit."""
        url = options["database"] or settings.READER_DATABASE_URL
        if not url:
            self.stderr.write(BLIND)
            url = settings.DATABASE_URL
        path = (
            None if options["no_anchor"] else Path(options["anchor"] or settings.TRAIL_ANCHOR_FILE)
        )
        receipts = dict(_receipt(text) for text in options["receipt"])
        at, started = timezone.now(), time.monotonic()
        try:
            with closing(adapters.connect(url)) as reader:
                report = adapters.verify(reader, path=path, receipts=receipts)
        except adapters.VerifierError as error:
            raise CommandError(str(error), returncode=2) from error
        took = time.monotonic() - started
        if options["record"]:
            actions.record_check(
                report=report, started_at=at, finished_at=at + dt.timedelta(seconds=took)
            )
        (self._json if options["json"] else self._text)(report, took)
        if report.breaks:
            sys.exit(1)

    def _json(self, report: adapters.Report, took: float) -> None:
        found = [{**one.stored(), "sentence": str(one.sentence)} for one in report.breaks]
        told = {**asdict(report), "breaks": found, "seconds": round(took, 3)}
        self.stdout.write(json.dumps(told, ensure_ascii=False))

    def _text(self, report: adapters.Report, took: float) -> None:
        pace = report.rows / took if took else 0
        self.stdout.write(
            f"{report.rows} rader i {report.blocks} blokker er gått gjennom på {took:.1f} s"
            f" ({pace:,.0f} rader i sekundet)."
        )
        if report.waiting:
            self.stdout.write(f"{report.waiting} rader er ikke forseglet ennå.")
        if report.late:
            self.stdout.write(
                f"{report.late} rader er forseglet mer enn et døgn etter tiden de selv oppgir."
            )
        if not report.anchored:
            self.stdout.write(NO_ANCHOR)
        for found in report.breaks:
            self.stdout.write(f"BRUDD: {found.sentence}")
        if not report.breaks:
            self.stdout.write("Ingen brudd.")


def _receipt(text: str) -> tuple[int, str]:
    block, _, beginning = text.partition(":")
    beginning = "".join(beginning.split()).lower()
    if not block.isdecimal() or len(beginning) < 16 or set(beginning) - set("0123456789abcdef"):
        raise CommandError(f"not BLOCK:HASH with 16 figures or more: {text}", returncode=2)
    return int(block), beginning
