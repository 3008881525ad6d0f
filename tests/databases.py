"""The tests' databases: one migrated by the owner, with what stands ready; a copy for each worker.

What the product does in a test, it does as tildeling_app, so that grants, row policies and
append-only triggers are tried by every test and not only by the tests about them (tests/wall.py).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg2
from django.core.management import call_command
from django.db import connections
from psycopg2.extensions import cursor as Cursor  # noqa: N812 - a class, named as one

from tests import ready, servers, wall
from tests.given import ready as put_back
from tildeling import embedded

TEMPLATE = servers.template()
READY = servers.ready()
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
MINE = f"test_{WORKER}_{os.environ.get('TEST_RUN', '')}"
FEW = 40  # tests
BUILDING = 7_301  # the advisory lock: one worker builds, the others wait


def url_of(url: str, database: str) -> str:
    """The same server and role, another database."""
    return urlsplit(url)._replace(path=f"/{database}").geturl()


def owner_url(database: str) -> str:
    return url_of(os.environ["MIGRATION_DATABASE_URL"], database)


@contextmanager
def owner(database: str = "postgres") -> Iterator[Cursor]:
    """A cursor of the owner, outside Django and outside any transaction."""
    connection = psycopg2.connect(owner_url(database))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def make(*, tests: int) -> None:
    """Make this worker's database and point Django, and child processes, at it.

    For a few tests only the town is made ready: the rest would take longer than it saves.
    """
    with owner() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [BUILDING])
        wall.make_role(cursor, urlsplit(os.environ["DATABASE_URL"]).password)
        if not _exists(cursor, TEMPLATE):
            _build_template(cursor)
        if not _exists(cursor, READY):
            whole = tests > FEW or os.environ.get("TEST_READY") == "whole"
            _build_ready(cursor, whole=whole)
    copy()
    _point_at(MINE)
    for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL"):
        os.environ[name] = url_of(os.environ[name], MINE)


def copy() -> None:
    """Make this worker's database anew: whatever was committed to it is gone."""
    put_back.let_go()
    connections.close_all()
    with owner() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {MINE} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {MINE} TEMPLATE {READY} STRATEGY FILE_COPY")
    with owner(MINE) as inside:
        _born_here(inside)


def drop() -> None:
    put_back.let_go()
    connections.close_all()
    with owner() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {MINE} WITH (FORCE)")


def _build_template(cursor: Cursor) -> None:
    half = f"{TEMPLATE}_half"
    cursor.execute(f"DROP DATABASE IF EXISTS {half}")
    cursor.execute(f"CREATE DATABASE {half}")
    embedded.apply_roles(owner_url(half))
    _point_at(half)
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    connections.close_all()
    with owner(half) as inside:
        _drop_months(inside)
    cursor.execute(f"ALTER DATABASE {half} RENAME TO {TEMPLATE}")


def _drop_months(cursor: Cursor) -> None:
    """The trail's months from now on, in which no test writes: each question is planned with all.

    To plan with them takes several times as long as to read the few rows of a test.
    """
    cursor.execute(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent::regclass::text"
        " LIKE 'audit_%' AND inhrelid::regclass::text ~ '_20[0-9]{4}$'"
    )
    for (month,) in cursor.fetchall():
        cursor.execute(f"DROP TABLE {month}")


def _build_ready(cursor: Cursor, *, whole: bool) -> None:
    half = f"{READY}_half"
    cursor.execute(f"CREATE DATABASE {half} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
    _point_at(half)
    with owner(half) as inside:
        _born_here(inside)
        ready.make(inside, ready.SITUATIONS if whole else ())
    connections.close_all()
    cursor.execute(f"ALTER DATABASE {half} RENAME TO {READY}")


def _born_here(cursor: Cursor) -> None:
    """A copy that is no copy: it may send (watch/migrations/0002_copies.py)."""
    cursor.execute("UPDATE watch_place SET server = this_server()")


def _exists(cursor: Cursor, database: str) -> bool:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
    return cursor.fetchone() is not None


def _point_at(database: str) -> None:
    connections.close_all()
    for alias in ("default", "owner"):
        connections[alias].settings_dict["NAME"] = database
    connections["default"].settings_dict["USER"] = wall.ROLE
