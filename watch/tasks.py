"""What beat nudges, and how every nudge is counted: begun before it is, and done after."""

import logging
from typing import Any

from celery import Task, shared_task
from celery.beat import PersistentScheduler
from django.conf import settings
from django.db import Error, close_old_connections, connection
from django.utils import timezone

from watch import actions
from watch.adapters import refuse
from watch.kinds import Part

log = logging.getLogger(__name__)

EVERY = min(15, settings.WATCH_PATIENCE_SECONDS / 4)  # seconds between two signs of life


class Nudge(Task):  # type: ignore[type-arg]  # its signature is whatever the task's is
    """Every task of ours: that it was begun and that it is done is on record, for the watchdog.

    One that has killed five workers in a row rests for a while, so that the others are done.
    """

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Do it, counted; called as a function, it is that function."""
        if self.request.called_directly:
            return self.run(*args, **kwargs)
        if not actions.begin(self.name, run=self.request.id or "", at=timezone.now()):
            log.error("%s rests: it has taken its workers with it", self.name)
            return None
        try:
            result = self.run(*args, **kwargs)
        except Exception:
            actions.fail(self.name)
            raise
        actions.finish(self.name, at=timezone.now())
        return result


class Clock(PersistentScheduler):
    """Beat's own scheduler, which also says that it is alive, so that somebody notices when not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        refuse()
        super().__init__(*args, **kwargs)
        self._begun_at = self._said_at = timezone.now()
        self._say()

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        """Nudge what is due; and say so in the database, which may be away for a while."""
        wait = super().tick(*args, **kwargs)
        if (timezone.now() - self._said_at).total_seconds() >= EVERY:
            self._say()
        return min(wait, EVERY)

    def _say(self) -> None:
        self._said_at = timezone.now()
        try:
            close_old_connections()
            actions.beat(Part.CLOCK, at=self._said_at, begun_at=self._begun_at)
        except Error:
            log.warning("the clock cannot say that it is alive: the database does not answer")
            connection.close()


@shared_task(time_limit=280, soft_time_limit=270)  # the broker gives it to another after 600 s
def check(**_later: object) -> dict[str, int]:
    """Ask whether what must never be, is, if it is an hour since. A lost nudge changes nothing."""
    return actions.check(at=timezone.now())
