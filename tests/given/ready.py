"""Situations that stand ready: made once a run by the use cases, put back where a test asks.

Most tests begin in the same town, and many with the same decision, which takes a dozen use cases.
When the run's database is made, each of `tests.ready.SITUATIONS` is made too, its rows are kept,
and it is taken away again. A test that asks for it first of all gets these very rows; one that
does not ask finds nothing of it. Asked for in other words, or after anything else was written,
it is made by the use cases as always.

The rows are put back, and taken away after the test, by a session of their own that fires no
trigger: to turn the triggers off and on throws away every plan that a session keeps, and the
product's would then be planned anew in every test.
"""

import datetime as dt
import inspect
import os
import pickle
from collections.abc import Callable
from enum import Enum
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar, cast

import psycopg2.extensions
from django.db import connection

from tests import wall

P = ParamSpec("P")
R = TypeVar("R")

TOWN = "a_town('3301', 'Drammen kommune')"
PUT = "SELECT ready.put(%s)"
TAKE_AWAY = "SELECT ready.take_away()"
IS_EMPTY = "SELECT NOT EXISTS (SELECT FROM people_municipality)"
# What has been written in this transaction until now; forgotten when it ends.
WRITTEN = "SELECT set_config('ready.written', ready.written()::text, true)"
TOLD = "SELECT current_setting('ready.written', true)"
IS_AS_PUT = "SELECT current_setting('ready.written', true) = ready.written()::text"
_latest: list[Any] = [None]  # the town that was put back last: others are not these rows
_session: list[psycopg2.extensions.connection] = []  # one, when anything was put back
_stands: set[str] = set()  # what was put back since anything was last taken away


def ready(make: Callable[P, R]) -> Callable[P, R]:
    """What `make` makes, put back where it stands ready and nothing else was written."""
    signature = inspect.signature(make)

    @wraps(make)
    def made(*args: P.args, **kwargs: P.kwargs) -> R:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        name = name_of(make.__name__, bound.arguments)
        if standing := bound.arguments.get("town"):
            wall.at_home(standing.municipality.pk)
        begins = "town" not in bound.arguments
        if name not in _names() or not _nothing_was_written(begins=begins):
            return make(*args, **kwargs)
        result = _put(name)
        if begins:
            with connection.cursor() as cursor:
                cursor.execute(WRITTEN)
            _latest[0] = getattr(result, "town", result)
            wall.at_home(_latest[0].municipality.pk)
        return cast("R", result)

    return made


def _nothing_was_written(*, begins: bool) -> bool:
    """That the test has written nothing, nor been given anything: at all, or since its town."""
    if begins and _stands and _is_another_try():
        take_away()
    if _stands != (set() if begins else {TOWN}):
        return False
    with connection.cursor() as cursor:
        cursor.execute(IS_EMPTY if begins else IS_AS_PUT)
        (nothing,) = cursor.fetchone()
    return bool(nothing)


def _is_another_try() -> bool:
    """That the transaction in which something was put back is over: each example has its own."""
    if not connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute(TOLD)
        (told,) = cursor.fetchone()
    return not told


def _put(name: str) -> Any:
    if not _session:
        session = psycopg2.connect(os.environ["MIGRATION_DATABASE_URL"])
        session.autocommit = True
        _session.append(session)
        with session.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica; SET lock_timeout = '20s'")
    _stands.add(name)
    with _session[0].cursor() as cursor:
        cursor.execute(PUT, [name])
        [(kept,)] = cursor.fetchall()
    return pickle.loads(kept)  # noqa: S301 - this run wrote it


def take_away() -> None:
    """After a test: whatever was put back for it."""
    if _stands:
        with _session[0].cursor() as cursor:
            cursor.execute(TAKE_AWAY)
        _stands.clear()


def stays() -> None:
    """For the tests of a whole module, which makes the database anew when it ends."""
    _stands.clear()


def let_go() -> None:
    """Of the database, which is about to be thrown away with what stands in it."""
    while _session:
        _session.pop().close()
    _stands.clear()


def name_of(what: str, arguments: dict[str, Any]) -> str:
    """The situation in words; empty where it hangs on something only this test has."""
    told = [value for value in arguments.values() if value is not _latest[0] or value is None]
    if any(not _is_plain(value) for value in told):
        return ""
    return f"{what}({', '.join(map(repr, told))})"


def _is_plain(value: object) -> bool:
    if isinstance(value, tuple):
        return all(map(_is_plain, value))
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    return value is None or isinstance(value, str | bool | int | Enum | dt.datetime)


@cache
def _names() -> frozenset[str]:
    """What stands ready in this run's database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM ready.situation")
        return frozenset(name for (name,) in cursor.fetchall())


def asked_anew() -> None:
    """After a situation was added."""
    _names.cache_clear()


def stands(town: object) -> None:
    """Say that this town is the one that stands ready."""
    _latest[0] = town
