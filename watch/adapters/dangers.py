"""Settings with which something acknowledged could be lost, or done twice: nothing starts on them.

Asked by `manage.py check` (of the settings), `check --database default` (of the servers too), at
the start of web, worker and clock, and by the watchdog as long as it runs.
"""

import logging
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

import redis
from celery import current_app
from django.conf import settings
from django.db import Error, connection, transaction

log = logging.getLogger(__name__)

PATIENCE: Final = 2.0  # seconds for the broker
MUST_BE_ON: Final = ("fsync", "full_page_writes", "synchronous_commit")
# Of a role or of a database, also another than ours: its next session would have it.
ELSEWHERE: Final = """
SELECT coalesce(r.rolname, 'every role'), coalesce(d.datname, 'every database'), said
FROM pg_db_role_setting s
LEFT JOIN pg_roles r ON r.oid = s.setrole
LEFT JOIN pg_database d ON d.oid = s.setdatabase
CROSS JOIN LATERAL unnest(s.setconfig) AS said
WHERE (s.setdatabase = 0 OR d.datname = current_database())
  AND said ~* '^(fsync|full_page_writes|synchronous_commit)=(off|false|no|0)$'
"""


@dataclass(frozen=True, slots=True)
class Danger:
    """One dangerous setting: its number among the checks, what it is, and what to set."""

    id: str
    what: str
    hint: str


class DangerousSettingsError(SystemExit):
    """Nothing starts on these settings; the text says which."""


def dangers() -> list[Danger]:
    """What is dangerous in our own settings; nothing is connected to."""
    app = current_app.conf
    shows = int(app.broker_transport_options.get("visibility_timeout", 3600))
    found = [
        Danger("watch.E001", what, hint)
        for wrong, what, hint in [
            (
                app.task_always_eager,
                "CELERY_TASK_ALWAYS_EAGER runs tasks inside the request that asks for them.",
                "Leave it out.",
            ),
            (
                not app.task_acks_late,
                "Without CELERY_TASK_ACKS_LATE a task is lost with its worker.",
                "Set it.",
            ),
            (
                not app.task_reject_on_worker_lost,
                "Without CELERY_TASK_REJECT_ON_WORKER_LOST a task is lost with its child process.",
                "Set it.",
            ),
            (
                not app.broker_transport_options.get("socket_timeout"),
                "Without a socket_timeout whoever asks a frozen broker waits for ever.",
                "Set it in CELERY_BROKER_TRANSPORT_OPTIONS.",
            ),
        ]
        if wrong
    ]
    return found + [
        Danger(
            "watch.E002",
            f"{name} may take {limit} s, and after {shows} s the broker gives it to another.",
            "A hard time limit is less than half the visibility_timeout.",
        )
        for name, limit in sorted(_limits().items())
        if limit is None or limit * 2 >= shows
    ]


def dangers_of_database() -> list[Danger]:
    """What is dangerous in the database's settings, for us and for any role in it. Raises Error."""
    if settings.THROWAWAY_DATABASE:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting FROM pg_settings WHERE name = ANY (%s)", [list(MUST_BE_ON)]
        )
        found = [f"{name} is off" for name, value in cursor.fetchall() if value == "off"]
        cursor.execute(ELSEWHERE)
        found += [f"{said} for {role} in {database}" for role, database, said in cursor.fetchall()]
    return [
        Danger("watch.E003", f"PostgreSQL: {what}: what was saved may be gone.", "Turn it on.")
        for what in sorted(found)
    ]


def dangers_of_broker() -> list[Danger]:
    """What is dangerous in the broker's settings. Raises redis.RedisError."""
    with redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
    ) as broker:
        said: dict[str, Any] = broker.info("memory")
    policy = said.get("maxmemory_policy", "")
    if policy == "noeviction":
        return []
    return [
        Danger(
            "watch.E004",
            f"The broker's maxmemory-policy is {policy}: it forgets what it has said yes to.",
            "Set it to noeviction, and give a cache a server of its own.",
        )
    ]


def dangers_of_servers() -> list[Danger]:
    """Of those servers that answer; one that does not is asked again by the watchdog."""
    found: list[Danger] = []
    try:
        found += dangers_of_database()
    except Error:
        log.warning("the database does not answer: its settings are not known")
    try:
        found += dangers_of_broker()
    except (redis.RedisError, OSError):
        log.warning("the broker does not answer: its settings are not known")
    return found


def refuse() -> None:
    """End the process on dangerous settings. A server that does not answer yet ends nothing."""
    if found := [*dangers(), *dangers_of_servers()]:
        lines = [f"{one.id} {one.what} {one.hint}" for one in found]
        raise DangerousSettingsError("\n".join(["Dangerous settings; nothing is started.", *lines]))


def _limits() -> dict[str, float | None]:
    """Each task's hard time limit in seconds."""
    for app in settings.HOUSE:  # they are known once their modules are
        if find_spec(f"{app}.tasks"):
            import_module(f"{app}.tasks")
    return {
        name: task.time_limit or current_app.conf.task_time_limit
        for name, task in current_app.tasks.items()
        if not name.startswith("celery.")
    }
