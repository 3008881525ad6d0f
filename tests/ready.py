"""Makes the situations of `tests.given.ready`: each once a run, by the use cases."""

import datetime as dt
import inspect
import itertools
import pickle
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import time_machine
from psycopg2.extensions import cursor as Cursor  # noqa: N812 - a class, named as one
from psycopg2.sql import SQL, Identifier

from tests import given
from tests.given import ready, town
from tests.whole import a_whole_town

Situation = Callable[[given.Town], Any]

# What at least five tests begin with.
SITUATIONS: tuple[Situation, ...] = (
    given.an_assessed_case,
    partial(given.an_assessed_case, completed=False),
    given.a_registered_application,
    given.a_recommended_case,
    given.a_coordinated_case,
    given.a_trial,
    given.a_case_to_decide,
    partial(given.a_case_to_decide, services=("trygghetsalarm",)),
    partial(given.a_case_to_decide, refuse=True),
    given.a_drafted_case,
    given.an_issued_decision,
    *(partial(given.an_issued_decision, at=given.NOW - dt.timedelta(days=n)) for n in (8, 9, 60)),
    given.a_refusal,
)

SCHEMA = """
CREATE SCHEMA ready;
GRANT USAGE ON SCHEMA ready TO tildeling_app;
CREATE TABLE ready.situation (name text PRIMARY KEY, put regprocedure, result bytea, tables text[]);
GRANT SELECT ON ready.situation TO tildeling_app;

-- As when it had been restored here, and as when its rows were loaded into a new database: it
-- sends nothing (watch/migrations/0002_copies.py).
CREATE FUNCTION ready.become_a_copy() RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
    UPDATE public.watch_place SET server = 'elsewhere'
$$;
CREATE FUNCTION ready.be_loaded_here() RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
    INSERT INTO public.watch_place (server, at) VALUES ('elsewhere', now())
$$;

CREATE FUNCTION ready.tables() RETURNS SETOF oid LANGUAGE sql STABLE AS $$
    SELECT oid FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition
       AND relnamespace = 'public'::regnamespace
$$;

-- How many rows this transaction has written until now.
CREATE FUNCTION ready.written() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS $$
    SELECT coalesce(sum(
        pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
        + pg_stat_get_xact_tuples_deleted(oid)
    ), 0)::bigint FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
$$;

-- Their rows passed every trigger when they were made.
CREATE FUNCTION ready.put(wanted text) RETURNS bytea LANGUAGE plpgsql AS $$
DECLARE found ready.situation;
BEGIN
    SELECT * INTO STRICT found FROM ready.situation WHERE name = wanted;
    EXECUTE format('SELECT %s', found.put::regproc || '()');
    RETURN found.result;
END $$;
"""


def make(cursor: Cursor, situations: Sequence[Situation]) -> None:
    """Make the town and these situations and keep them; the database is left as empty as it was.

    `cursor` is the owner's; the use cases run as the application, with real commits.
    """
    cursor.execute(SCHEMA)
    empty, rows = _now(cursor), _rows(cursor)
    numbers, town._serial = town._serial, itertools.count(1)
    standing = given.a_town()
    _keep(cursor, ready.TOWN, standing, since=empty)
    ready.stands(standing)
    for situation in situations:
        since, of_town = _now(cursor), _keys(cursor)
        _keep(cursor, _name(situation, standing), situation(standing), since=since)
        assert of_town <= _keys(cursor), "A situation takes a row of the town away."
        _take_away(cursor, since=empty)
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(ready.PUT, [ready.TOWN])
        cursor.execute("SET session_replication_role = origin")
    _take_away(cursor, since=empty)
    if situations:
        town._serial = itertools.count(1)
        with time_machine.travel(given.NOW):
            _keep(cursor, _name(a_whole_town), a_whole_town(), since=empty)
        _take_away(cursor, since=empty)
    _make_take_away(cursor, since=empty)
    town._serial = numbers
    ready.asked_anew()
    assert _rows(cursor) == rows, "A situation changes what the migrations have written."


def _name(situation: Callable[..., Any], *standing: given.Town) -> str:
    bound = inspect.signature(situation).bind(*standing)
    bound.apply_defaults()
    make = situation.func if isinstance(situation, partial) else situation
    return ready.name_of(make.__name__, bound.arguments)


def _now(cursor: Cursor) -> int:
    cursor.execute("SELECT pg_current_xact_id()::text")
    return int(cursor.fetchone()[0])  # type: ignore[index]  # a SELECT of one value has a row


def _rows(cursor: Cursor) -> dict[str, int]:
    """How many rows there are, by table."""
    counted = {}
    for table in _tables(cursor):
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - the catalogue's names
        (counted[table],) = cursor.fetchone()  # type: ignore[misc]  # a count has a row
    return counted


def _keys(cursor: Cursor) -> set[tuple[str, str]]:
    """Which rows there are, whatever they say: their tables and ids."""
    found = set()
    for table in _tables(cursor):
        key = ", ".join(name for name, is_key in _columns(cursor, table) if is_key)
        cursor.execute(f"SELECT ({key})::text FROM {table}")  # noqa: S608 - the catalogue's names
        found |= {(table, row) for (row,) in cursor.fetchall()}
    return found


def _columns(cursor: Cursor, table: str) -> list[tuple[str, bool]]:
    """The columns that are stored, and whether each is of the key."""
    cursor.execute(
        "SELECT quote_ident(attname), coalesce(attnum = ANY (indkey), false) FROM pg_attribute"
        " LEFT JOIN pg_index ON indrelid = attrelid AND indisprimary"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attgenerated = '' ORDER BY attnum",
        [table],
    )
    return cursor.fetchall()


def _tables(cursor: Cursor) -> list[str]:
    cursor.execute("SELECT oid::regclass::text FROM ready.tables() oid ORDER BY 1")
    return [name for (name,) in cursor.fetchall()]


def _keep(cursor: Cursor, name: str, made: object, *, since: int) -> None:
    """Keep the rows written after `since` as one function that inserts them."""
    inserts = {table: text for table in _tables(cursor) if (text := _insert(cursor, table, since))}
    cursor.execute("SELECT count(*) FROM ready.situation")
    put = Identifier("ready", f"put_{cursor.fetchone()[0]}")  # type: ignore[index]  # as above
    _make_function(cursor, put, [*inserts.values()])
    cursor.execute(
        "INSERT INTO ready.situation VALUES (%s, %s, %s, %s)",
        [name, f"{put.as_string(cursor)}()", pickle.dumps(made), [*inserts]],
    )


def _make_take_away(cursor: Cursor, *, since: int) -> None:
    """The function that takes away all that any situation puts back."""
    cursor.execute("SELECT DISTINCT unnest(tables) FROM ready.situation ORDER BY 1")
    deletes = [
        f"DELETE FROM {table} WHERE xmin::text::bigint > {since}"  # noqa: S608 - the catalogue's names
        for (table,) in cursor.fetchall()
    ]
    _make_function(cursor, Identifier("ready", "take_away"), deletes)


def _make_function(cursor: Cursor, name: Identifier, statements: list[str]) -> None:
    body = SQL("BEGIN\n{}\nEND").format(SQL(";\n".join([*statements, ""])))
    cursor.execute(
        SQL("CREATE FUNCTION {}() RETURNS void LANGUAGE plpgsql AS {}").format(
            name, SQL("$ready${}$ready$").format(body)
        )
    )


def _insert(cursor: Cursor, table: str, since: int) -> str:
    """The statement that makes these rows of a table once more, with their ids; empty without.

    A row of the town that was changed is changed in the same way.
    """
    found = _columns(cursor, table)
    columns = [name for name, _ in found]
    values = ", ".join(f"quote_nullable({column}::text)" for column in columns)
    cursor.execute(
        f"SELECT concat_ws(', ', {values}) FROM {table}"  # noqa: S608 - the catalogue's names
        " WHERE xmin::text::bigint > %s",
        [since],
    )
    rows = ",\n".join(f"({row})" for (row,) in cursor.fetchall())
    if not rows:
        return ""
    key = ", ".join(name for name, is_key in found if is_key)
    changed = ", ".join(f"{name} = excluded.{name}" for name, is_key in found if not is_key)
    told = ", ".join(columns)
    return (
        f"INSERT INTO {table} ({told}) OVERRIDING SYSTEM VALUE VALUES {rows}"  # noqa: S608 - as above
        f" ON CONFLICT ({key}) DO UPDATE SET {changed}"
    )


def _take_away(cursor: Cursor, *, since: int) -> None:
    cursor.execute("SET session_replication_role = replica")
    for table in _tables(cursor):
        cursor.execute(
            f"DELETE FROM {table} WHERE xmin::text::bigint > %s",  # noqa: S608 - as above
            [since],
        )
    cursor.execute("SET session_replication_role = origin")
