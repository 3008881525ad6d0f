"""The watchdog: a process that needs neither broker nor worker, and tells when they stop."""

import datetime as dt
import logging
import signal
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg2.extensions
import psycopg2.extras
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections, connection
from django.utils import timezone

from watch import actions, queries

log = logging.getLogger(__name__)

LONGEST = 20  # seconds a round may take: a database that hangs is one that does not answer


class Command(BaseCommand):
    """`manage.py watchdog`: looks until it is stopped; `--once` looks once."""

    help = "Look every WATCH_SECONDS whether clock, worker and post do what they are for"
    requires_system_checks = ()

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--alive", type=Path, help="a file that is touched at each look")
        parser.add_argument("--memory", type=Path, help="a file that outlives it (Watchdog)")
        parser.add_argument("--once", action="store_true", help="look once and say what is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, sleep, and look again; whatever goes wrong with a look, the next is made."""
        # Waits in Python, so that the alarm clock below ends a wait for a server that hangs.
        psycopg2.extensions.set_wait_callback(psycopg2.extras.wait_select)
        signal.signal(signal.SIGALRM, _too_long)
        dog = Watchdog(None if options["once"] else timezone.now(), options["memory"])
        while True:
            wrong = dog.look()
            if options["alive"]:
                options["alive"].touch()
            if options["once"]:
                self.stdout.write("\n".join(wrong) or "ok")
                return
            time.sleep(settings.WATCH_SECONDS)


class Watchdog:
    """One look after the other, and what must be remembered when the database does not answer.

    `memory`: a file that says of one database that it has said that it may send. A watchdog whose
    database is away from the start tells of it only where that is known: it may be a copy's.
    """

    def __init__(self, up_since: dt.datetime | None, memory: Path | None = None) -> None:
        self._memory = memory
        self._addresses: list[str] = list(settings.ALARM_EMAIL)
        self._away_since: dt.datetime | None = None
        self._told = False
        self._silent = not self._may_have_sent()  # a restored copy sends nothing
        self._up_since: dt.datetime | None = up_since

    def look(self) -> list[str]:
        """What is wrong now; logged, kept and told."""
        at = timezone.now()
        signal.alarm(LONGEST)
        try:
            close_old_connections()
            wrong = actions.look(at=at, up_since=self._up_since)
            self._addresses = queries.addresses(at=at) or self._addresses
            self._silent = not queries.may_send()
            self._remember()
        except (Error, TimeoutError):
            connection.close()
            return self._database_is_away(at)
        except Exception:
            log.exception("the watchdog could not look")
            return []
        finally:
            signal.alarm(0)
        self._database_is_back()
        if wrong:
            log.error("not well: %s", ", ".join(wrong))
        return wrong

    def _may_have_sent(self) -> bool:
        try:
            return self._memory is not None and self._memory.read_text() == _database()
        except OSError:
            return False

    def _remember(self) -> None:
        """Keep what the database said, for the next watchdog here."""
        if self._memory is None or self._may_have_sent() != self._silent:
            return
        try:
            self._memory.write_text("" if self._silent else _database())
        except OSError as error:
            log.warning("the watchdog cannot remember: %s", type(error).__name__)

    def _database_is_away(self, at: dt.datetime) -> list[str]:
        log.error("the database does not answer")
        self._away_since = self._away_since or at
        patience = dt.timedelta(seconds=settings.WATCH_PATIENCE_SECONDS / 4)
        if not self._silent and not self._told and at - self._away_since >= patience:
            self._told = actions.tell_of_database(
                self._addresses, over=False, since=self._away_since
            )
        return ["database"]

    def _database_is_back(self) -> None:
        if self._away_since and self._told:
            actions.tell_of_database(self._addresses, over=True, since=self._away_since)
        self._away_since, self._told = None, False


def _database() -> str:
    """Which one it is asked of, so that what another has said does not count for it."""
    where = connection.settings_dict
    return sha256(f"{where['HOST']} {where['PORT']} {where['NAME']}".encode()).hexdigest()


def _too_long(*_: object) -> None:
    raise TimeoutError
