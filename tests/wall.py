"""On which side of the database's wall a test stands.

What the product does, it does as tildeling_app: row policies and grants bite in every test, and
what is asked outside `reading`, `use_case` and `standing` finds nothing, as in production. A test's
own statements, before and after, are made by tildeling_test, a role that only tests have: it has
the application's grants, and sees past the row policies, so that a test can look at what was done.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import psycopg2
from celery.app.task import Task
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from psycopg2.extensions import cursor as Cursor  # noqa: N812 - a class, named as one
from psycopg2.sql import SQL, Literal

ROLE = "tildeling_test"
MAKE = """
DO $$ BEGIN
    CREATE ROLE tildeling_test LOGIN BYPASSRLS IN ROLE tildeling_app;
EXCEPTION WHEN duplicate_object THEN NULL;
END $$
"""
# Whose rows a test's own statements make, where the model does not say.
HOME = "tests.home"
CROSS = "SELECT set_config('role', %s, false), set_config('tildeling.municipality', %s, %s)"
AT_HOME = (
    f"SELECT set_config('{HOME}', %s, false), set_config('tildeling.municipality', %s, false), %s"
)
RETURN = (
    "SELECT set_config('role', 'none', false), set_config("
    f"'tildeling.municipality', coalesce(current_setting('{HOME}', true), ''), %s)"
)


def make_role(cursor: Cursor, password: str | None) -> None:
    """The tests' role, once in a cluster; `cursor` is the owner's."""
    cursor.execute(MAKE)
    if password:
        cursor.execute(SQL("ALTER ROLE tildeling_test PASSWORD {}").format(Literal(password)))


def at_home(municipality_id: int) -> None:
    """From now on rows that a test makes itself are this municipality's."""
    _say(AT_HOME, str(municipality_id), str(municipality_id))


@contextmanager
def behind() -> Iterator[None]:
    """The product's side: as tildeling_app, which sees nothing until it has said for whom."""
    depth = getattr(connection, "behind", 0)
    if not depth:
        _say(CROSS, "tildeling_app", "")
    connection.behind = depth + 1  # type: ignore[attr-defined]  # ours
    try:
        yield
    finally:
        connection.behind = depth  # type: ignore[attr-defined]  # ours
        if not depth:
            _say(RETURN)
        elif connection.in_atomic_block:  # what a real transaction said, has ended with it
            _say(CROSS, "tildeling_app", "")


def _say(sql: str, *values: str) -> None:
    """Past Django, which counts statements; a transaction that has failed is left as it is.

    A test that may not ask the database (RuntimeError) stands on no side of the wall.
    """
    try:
        connection.ensure_connection()
        with connection.connection.cursor() as cursor:
            cursor.execute(sql, [*values, connection.in_atomic_block])
    except (psycopg2.Error, RuntimeError):
        pass


class Behind:
    """The first middleware of the tests: all that a request asks is asked behind the wall."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with behind():
            return self.get_response(request)


def build() -> None:
    """Every transaction, request, task and command of the product stands behind the wall."""
    enter, leave = transaction.Atomic.__enter__, transaction.Atomic.__exit__

    def step_in(self: Any) -> None:
        if self.durable:
            wall = behind()
            wall.__enter__()
            # With the connection, which is the thread's own: a decorator's Atomic is everybody's.
            connection.walls = [*getattr(connection, "walls", []), wall]  # type: ignore[attr-defined]  # ours
        enter(self)

    def step_out(self: Any, *error: Any) -> None:
        try:
            late = _refused_at_commit() if self.durable and error[0] is None else None
            if late is not None:
                leave(self, type(late), late, None)
                raise late
            leave(self, *error)
        finally:
            if self.durable:
                *connection.walls, wall = connection.walls  # type: ignore[attr-defined]  # ours
                wall.__exit__(None, None, None)

    transaction.Atomic.__enter__ = step_in  # type: ignore[method-assign]  # in its place
    transaction.Atomic.__exit__ = step_out  # type: ignore[method-assign]  # in its place
    Task.__call__ = _behind(Task.__call__)  # type: ignore[method-assign]  # as above
    ours = (*settings.HOUSE, "tildeling")
    execute = BaseCommand.execute

    def execute_ours(self: BaseCommand, *args: Any, **options: Any) -> Any:
        run = _behind(execute) if type(self).__module__.startswith(ours) else execute
        return run(self, *args, **options)

    BaseCommand.execute = execute_ours  # type: ignore[method-assign]  # as above


def _refused_at_commit() -> DatabaseError | None:
    """What a commit asks last, deferred constraints, is asked where the act stood."""
    if connection.needs_rollback or not connection.savepoint_ids:
        return None
    try:
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    except DatabaseError as error:
        return error
    return None


def _behind(do: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(do)
    def done(*args: Any, **kwargs: Any) -> Any:
        with behind():
            return do(*args, **kwargs)

    return done
