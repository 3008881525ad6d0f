"""Sets how a municipality's letters go from a day on: on paper, or by digital post."""

import datetime as dt
import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from notifications import actions
from notifications.letters import Channel
from people.models import Municipality
from people.refusals import Refused


class Command(BaseCommand):
    """`manage.py set_post_channel 3301 DIGITAL 2026-05-01 "Rådmannen, sak 12/26" --account …`"""

    help = "Decide how letters go (municipality, PRINT or DIGITAL, first day, who decided it)"

    def add_arguments(self, parser: CommandParser) -> None:
        """The municipality's number, the channel, from when, who decided, and the account."""
        parser.add_argument("municipality")
        parser.add_argument("channel", choices=[Channel.PRINT, Channel.DIGITAL], type=Channel)
        parser.add_argument("valid_from", type=dt.date.fromisoformat)
        parser.add_argument("decided_by")
        parser.add_argument("--account", type=uuid.UUID, help="SvarUt's kontoId")

    def handle(self, *args: Any, **options: Any) -> None:
        """It is a dated row, and put on record; what is queued keeps the channel it has."""
        try:
            actions.set_post_channel(
                options["municipality"],
                channel=options["channel"],
                account=options["account"],
                decided_by=options["decided_by"],
                valid_from=options["valid_from"],
                at=timezone.now(),
            )
        except Municipality.DoesNotExist:
            raise CommandError("no municipality has this number") from None
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write("done")
