"""Asks now whether what must never be, is, and says what was found."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from watch import actions, queries
from watch.kinds import INVARIANTS


class Command(BaseCommand):
    """`manage.py check_invariants`: 0 when everything holds, 1 when anything does not."""

    help = "Ask all invariants of every municipality, keep the result, and name what is broken"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask once and exit. Only counts and row numbers are said, nobody's name."""
        broken = 0
        everywhere = actions.check_now(at=timezone.now())
        for municipality_id, found in everywhere:
            for row in found:
                broken += 1
                ids = ", ".join(str(pk) for pk in row.ids)
                more = " …" if row.count > queries.SHOWN else ""
                self.stdout.write(
                    f"{row.invariant.key}: {row.count} i kommune {municipality_id}."
                    f" {row.invariant.sentence}. {row.invariant.remedy} Rader: {ids}{more}"
                )
        self.stdout.write(f"{len(INVARIANTS)} regler, {len(everywhere)} kommuner, {broken} brudd.")
        sys.exit(1 if broken else 0)
