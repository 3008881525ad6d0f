"""Statements whose plan the connection keeps: for what every page asks.

PostgreSQL plans the union of all tasks ten times as long as it runs it. PREPARE lets the
connection keep the plan; what it finds, and what each row policy hides, is found anew each time.
"""

import datetime as dt
import re
import uuid
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final
from weakref import WeakKeyDictionary

from django.db import connection

PARAMETER: Final = re.compile(r"%\((\w+)\)s|%%")
MOST: Final = 24
"""Plans a connection keeps, of some megabytes each: roles differ, and so do their statements."""

# The types that a literal tells of itself and a parameter does not.
TYPES: Final[Mapping[type, str]] = {
    bool: "boolean",
    int: "bigint",
    dt.date: "date",
    dt.datetime: "timestamptz",
    dt.timedelta: "interval",
    uuid.UUID: "uuid",
}

_kept: WeakKeyDictionary[Any, OrderedDict[str, None]] = WeakKeyDictionary()


def rows_by_plan(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement with named parameters, by a plan that is kept."""
    return _by_plan(statement, values)[1]


def records_by_plan(statement: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The same, by the names of its columns."""
    names, rows = _by_plan(statement, values)
    return [dict(zip(names, row, strict=True)) for row in rows]


def _by_plan(
    statement: str, values: Mapping[str, Any]
) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    typed = {name: _type_of(value) for name, value in values.items()}
    text, names = _numbered(statement, tuple(typed.items()))
    plan = _prepared(text)
    with connection.cursor() as cursor:
        cursor.execute(
            f"EXECUTE {plan} ({', '.join(['%s'] * len(names))})" if names else f"EXECUTE {plan}",
            [values[name] for name in names],
        )
        return tuple(column[0] for column in cursor.description or ()), cursor.fetchall()


def _type_of(value: Any) -> str:
    """The type to write beside a parameter; empty where the database sees it from its place."""
    if isinstance(value, list | tuple):
        return f"{TYPES.get(type(value[0]), 'text')}[]" if value else ""
    return TYPES.get(type(value), "")


@lru_cache(maxsize=1_000)
def _numbered(statement: str, types: tuple[tuple[str, str], ...]) -> tuple[str, Sequence[str]]:
    """The statement with `$1` for its parameters, and their names in that order."""
    type_of, numbers = dict(types), dict[str, int]()

    def number(found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return "%"
        place = f"${numbers.setdefault(name, len(numbers) + 1)}"
        return f"{place}::{type_of[name]}" if type_of[name] else place

    return PARAMETER.sub(number, statement), tuple(numbers)


def _prepared(text: str) -> str:
    """The name of the plan for the text, made if the connection does not have it.

    Past Django, which would count it as a question asked: it is one for the first page only.
    """
    connection.ensure_connection()
    kept = _kept.setdefault(connection.connection, OrderedDict())
    name = f"kept_{sha256(text.encode()).hexdigest()[:32]}"
    if name in kept:
        kept.move_to_end(name)
        return name
    with connection.connection.cursor() as cursor:
        if len(kept) >= MOST:
            oldest, _ = kept.popitem(last=False)
            cursor.execute(f"DEALLOCATE {oldest}")
        cursor.execute(f"PREPARE {name} AS {text}")
    kept[name] = None
    return name
