"""Whether the application can serve, and what limps: database, migrations, broker, clock, post."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Final

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

PATIENCE: Final = 1.0  # seconds for the broker


@dataclass(frozen=True, slots=True)
class Health:
    """What was found; `ready` asks only for what no request can do without."""

    database: str
    migrations: str
    degradable: dict[str, str] = field(default_factory=dict)  # broker, clock, post: ok or degraded

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
    except DatabaseError:
        return Health("unavailable", "unknown", degradable)
    return Health("ok", migrations, degradable)


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
