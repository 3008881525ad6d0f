"""Django's `migrate`, which never stands in a queue that keeps readers waiting.

A change of a table waits for everybody who uses it, and all who come later wait behind it. So it
waits a second, gives way, and tries again; and two of it at once take turns.
"""

import time
from typing import Any, Final

from django.core.management.commands import migrate
from django.db import OperationalError, connections

LOCK_TIMEOUT: Final = "1s"
BETWEEN: Final = 4.0  # seconds in which those who waited behind us are served
GIVES_UP: Final = 600.0  # seconds: then somebody must see who holds the table
LOCK_NOT_AVAILABLE: Final = "55P03"
_TURN: Final = 7_316  # the advisory lock


class Command(migrate.Command):
    """`manage.py migrate`: what was applied stays applied, and the rest is tried again."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Apply what is not. Raises OperationalError when a lock is not had for too long."""
        end = time.monotonic() + GIVES_UP
        while True:
            try:
                with connections[options["database"]].cursor() as cursor:
                    cursor.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
                    cursor.execute("SELECT pg_advisory_lock(%s)", [_TURN])
                super().handle(*args, **options)
            except OperationalError as error:
                if _code(error) != LOCK_NOT_AVAILABLE or time.monotonic() > end:
                    raise
                self.stderr.write("A table is in use; trying again.")
                connections[options["database"]].close()
                time.sleep(BETWEEN)
            else:
                with connections[options["database"]].cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [_TURN])
                    cursor.execute("RESET lock_timeout")
                return


def _code(error: OperationalError) -> str:
    return str(getattr(error.__cause__, "pgcode", "") or "")
