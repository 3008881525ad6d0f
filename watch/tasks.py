"""What beat nudges, and how every nudge is counted: begun before it is, and done after."""

import logging
import threading
import time
from datetime import timedelta
from typing import Any, Final

from celery import Task, current_app, shared_task
from celery.beat import PersistentScheduler, SchedulingError
from django.conf import settings
from django.db import Error, close_old_connections, connection, connections
from django.utils import timezone

from watch import actions
from watch.adapters import refuse
from watch.kinds import Part

log = logging.getLogger(__name__)

EVERY = min(15, settings.WATCH_PATIENCE_SECONDS / 4)  # seconds between two signs of life
CLOCKS_DIFFER: Final = timedelta(seconds=5)
BROKER_RESTS: Final = 15.0  # seconds after it took nothing, in which it is not asked again
ASKED_ONCE: Final = {"max_retries": 0, "interval_start": 0, "interval_step": 0, "interval_max": 0}


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


class StandIn:
    """Does what the broker cannot be asked to carry, each sort of nudge in a thread of its own.

    So one that hangs keeps no other waiting. What is done here counts as done by nobody: the
    worker's silence is still noticed and told of.
    """

    def __init__(self) -> None:
        self._asked: dict[str, threading.Event] = {}

    def do(self, name: str) -> None:
        """See to a nudge soon; once, however often it is asked for until then."""
        asked = self._asked.get(name)
        if asked is None:
            asked = self._asked[name] = threading.Event()
            threading.Thread(
                target=self._work, args=(name, asked), name=f"stand-in {name}", daemon=True
            ).start()
        asked.set()

    def _work(self, name: str, asked: threading.Event) -> None:
        while True:
            asked.wait()
            asked.clear()
            try:
                current_app.tasks[name].run()
            except Exception:
                log.exception("%s could not be done by the clock itself", name)
            finally:
                connections.close_all()


class Clock(PersistentScheduler):
    """Beat's own scheduler, which also says that it is alive, so that somebody notices when not.

    A broker that is away, frozen or full keeps no deadline waiting: then the clock has the nudges
    done itself, and asks the broker again after a while.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        refuse()
        self._stand_in = StandIn()
        self._broker_rests_until = 0.0
        super().__init__(*args, **kwargs)
        self._begun_at = self._said_at = timezone.now()
        self._say()

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        """Nudge what is due; and say so in the database, which may be away for a while."""
        self._mind_a_clock_set_back()
        wait = super().tick(*args, **kwargs)
        if abs((timezone.now() - self._said_at).total_seconds()) >= EVERY:
            self._say()
        return min(wait, EVERY)

    def _mind_a_clock_set_back(self) -> None:
        """What was done at a moment that is still to come would not be done again until then."""
        now = timezone.now()
        latest = now + CLOCKS_DIFFER
        ahead = [one for one in self.schedule.values() if (one.last_run_at or now) > latest]
        if ahead:
            log.warning("the machine's clock was set back: what is done at intervals begins anew")
            for one in ahead:
                one.last_run_at = now
            self._heap = None

    def apply_async(self, entry: Any, *args: Any, **kwargs: Any) -> Any:
        """Nudge the worker; where the broker takes nothing, have it done here."""
        if time.monotonic() < self._broker_rests_until:
            self._stand_in.do(entry.task)
            return None
        try:
            return super().apply_async(entry, *args, **kwargs)
        except SchedulingError:
            self._broker_rests_until = time.monotonic() + BROKER_RESTS
            self._stand_in.do(entry.task)
            log.warning("the broker takes nothing: the clock does what is due itself")
            return None

    def _ensure_connected(self) -> Any:
        """The connection, whether anybody answers or not: beat's own waits until somebody does."""
        self.connection.transport_options = (self.connection.transport_options or {}) | ASKED_ONCE
        return self.connection

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
