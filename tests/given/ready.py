"""Situations that stand ready: made once a run by the use cases, put back where a test asks.

Most tests begin in the same town, and many with the same decision, which takes a dozen use cases.
When the run's database is made, each of `tests.ready.SITUATIONS` is made too, its rows are kept,
and it is taken away again. A test that asks for it first of all gets these very rows; one that
does not ask finds nothing of it. Asked for in other words, or after anything else was written,
it is made by the use cases as always.
"""

import datetime as dt
import inspect
import pickle
from collections.abc import Callable
from enum import Enum
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.db import connection

from tests import wall

P = ParamSpec("P")
R = TypeVar("R")

TOWN = "a_town('3301', 'Drammen kommune')"
PUT = "SELECT ready.put(%s)"
# What has been written in this transaction until now; forgotten when it ends.
WRITTEN = "SELECT set_config('ready.written', ready.written()::text, true)"
_latest: list[Any] = [None]  # the town that was put back last: others are not these rows


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
        if name not in _names():
            return make(*args, **kwargs)
        with connection.cursor() as cursor:
            cursor.execute(PUT, [name])
            (kept,) = cursor.fetchone()
            if kept is None:
                return make(*args, **kwargs)
            result = pickle.loads(kept)  # noqa: S301 - this run wrote it
            if name == TOWN:
                cursor.execute(WRITTEN)
                wall.at_home(cast("Any", result).municipality.pk)
                _latest[0] = result
        return cast("R", result)

    return made


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
