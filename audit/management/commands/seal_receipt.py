"""Prints a receipt of the chain as it stands: to be kept on paper, away from the machine."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.timezone import localtime

from audit import queries
from audit.rules import Seal

RECEIPT = """\
KVITTERING FOR LOGGKJEDEN

Blokk        {block}
Forseglet    {sealed} UTC
Rader        {count} i blokken, {total} i alt
Rot          {root}
Hash         {hash}
Database     {place}

Skrevet ut   {printed}

Hashen står for alle rader til og med denne blokken. Oppbevar arket utenfor maskinen.
Kontroller det slik:
  manage.py verify_trail --receipt {block}:{beginning}

Sted og dato ______________________________   Underskrift ______________________________
"""


class Command(BaseCommand):
    """`manage.py seal_receipt`"""

    help = "Print a receipt of the last block, or of another"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--block", type=int, help="another block than the last")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it; CommandError when there is no such block."""
        number = options["block"]
        seal = queries.seal_of(number) if number else queries.last_seal()
        if seal is None:
            raise CommandError("there is no such block yet")
        self.stdout.write(receipt(seal, printed=f"{localtime(timezone.now()):%d.%m.%Y kl. %H.%M}"))


def receipt(seal: Seal, *, printed: str) -> str:
    """The receipt's text; digests in groups, so that two sheets can be compared by eye."""
    return RECEIPT.format(
        block=seal.block,
        sealed=seal.sealed_at[:19].replace("T", " kl. "),
        count=seal.count,
        total=seal.total,
        root=_grouped(seal.root),
        hash=_grouped(seal.hash),
        place=seal.place,
        printed=printed,
        beginning=seal.hash[:16],
    )


def _grouped(digest: str) -> str:
    return " ".join(digest[n : n + 8] for n in range(0, len(digest), 8))
