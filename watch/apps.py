"""Django's entry to the app: which settings nothing may run with."""

from collections.abc import Sequence
from typing import Any

import redis
from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 - Django's
from django.db import Error as DatabaseError

from watch.adapters import Danger, dangers, dangers_of_broker, dangers_of_database


class WatchConfig(AppConfig):
    name = "watch"

    def ready(self) -> None:
        """Have the settings checked with all others; the servers' where a database is named."""
        register(own_settings)
        register(servers, Tags.database)


def own_settings(**_asked: Any) -> list[CheckMessage]:
    """Those of this process."""
    return _messages(dangers())


def servers(databases: Sequence[str] | None = None, **_asked: Any) -> list[CheckMessage]:
    """Those of database and broker: `manage.py check --database default`."""
    if not databases or "default" not in databases:
        return []
    found: list[CheckMessage] = []
    for ask in (dangers_of_database, dangers_of_broker):
        try:
            found += _messages(ask())
        except (DatabaseError, redis.RedisError, OSError):
            hint = "Ask again when it answers."
            found.append(Warning("A server does not answer.", hint, id="watch.W001"))
    return found


def _messages(found: Sequence[Danger]) -> list[CheckMessage]:
    return [Error(one.what, one.hint, id=one.id) for one in found]
