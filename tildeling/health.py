"""Whether the application can serve, and what limps: broker, clock, worker, post, seal, …"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Final

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from audit.queries import integrity, seal_state
from notifications.queries import oldest_overdue
from people.access import everywhere, reading
from people.roles import Permission
from watch import queries as watch
from watch.kinds import Part

PATIENCE: Final = 1.0  # seconds for the broker
LATE: Final = dt.timedelta(minutes=5)  # several rounds of the clock and the post
POST: Final = "notifications.tasks.send_due"
UNSEEN: Final = dt.timedelta(minutes=15)  # several rounds of the trail's verifier


@dataclass(frozen=True, slots=True)
class Health:
    """What was found; `ready` asks only for what no request can do without."""

    database: str
    migrations: str
    degradable: dict[str, str] = field(default_factory=dict)  # by part: ok or degraded

    @property
    def ready(self) -> bool:
        """Whether requests can be served."""
        return self.database == "ok" and self.migrations == "ok"

    def body(self) -> dict[str, Any]:
        """As `/readyz` tells it."""
        return {
            "status": "ready" if self.ready else "unavailable",
            "database": self.database,
            "migrations": self.migrations,
            **self.degradable,
        }


def look(at: dt.datetime) -> Health:
    """Ask everything once, with short patience."""
    degradable = {"broker": _broker()}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        migrations = _migrations()
        if migrations == "ok":
            degradable |= _watched(at)
            degradable |= _trail(at)
    except DatabaseError:
        return Health("unavailable", "unknown", degradable)
    return Health("ok", migrations, degradable)


def _state(since: dt.datetime | None, *, at: dt.datetime, missing: str) -> str:
    """`ok` when `since` is recent, `degraded` when it is long ago."""
    if since is None:
        return missing
    return "ok" if at - since <= LATE else "degraded"


def _watched(at: dt.datetime) -> dict[str, str]:
    """Whether the clock, the worker, the post, the nudges and the watchdog do what they are for.

    And whether anything is that must never be, or was put aside and waits for somebody.
    """
    late = watch.late(at=at)
    post = _state(_oldest_unsent(at), at=at, missing="ok")
    nudges = {name for name in late if "." in name} - {POST}
    return {
        "clock": _well(Part.CLOCK not in late),
        "worker": _well(Part.WORKER not in late),
        "post": _well(post == "ok" and POST not in late),
        "nudges": _well(not nudges),
        "watchdog": _well(Part.WATCHDOG not in late),
        "invariants": _well(not watch.any_breach()),
        "parked": _well(not watch.any_parked()),
        "copy": _well(watch.may_send()),
    }


def _well(well: bool) -> str:  # noqa: FBT001 - said of each part in turn
    return "ok" if well else "degraded"


def _trail(at: dt.datetime) -> dict[str, str]:
    """Whether the trail is sealed, the seal written outside the database, and both verified."""
    waiting, found = seal_state(), integrity(at=at)
    seen = found.latest_at is not None and at - found.latest_at <= UNSEEN
    return {
        "seal": _state(waiting.unsealed_since, at=at, missing="ok"),
        "anchor": _state(waiting.unanchored_since, at=at, missing="ok"),
        "trail": "ok" if seen and not found.silent and not found.breaks else "degraded",
    }


def _oldest_unsent(at: dt.datetime) -> dt.datetime | None:
    """The oldest row past its send-after time, over all municipalities."""
    waiting: list[dt.datetime] = []
    for actor in everywhere():
        with reading(actor, Permission.SYSTEM, page="readyz", at=at):
            since = oldest_overdue(at=at)
        waiting += [since] if since else []
    return min(waiting, default=None)


def _migrations() -> str:
    """`ok` when every migration in the code is applied."""
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "pending" if pending else "ok"


def _broker() -> str:
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
        ) as broker:
            broker.ping()
    except (redis.RedisError, ValueError, OSError):
        return "degraded"
    return "ok"
