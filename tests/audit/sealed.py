"""A sealed trail of its own in a database of its own, and the means of an insider to bend it."""

# ruff: noqa: S608 - the names are ours

import datetime as dt
import json
import random
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812 - classes, named as such
from psycopg2.extensions import cursor as Cursor  # noqa: N812 - a class
from psycopg2.extras import execute_values

from audit import rules
from audit.adapters import questions
from audit.adapters.verifier import Report, connect, verify
from audit.kinds import Break
from tests import databases

BEGUN = dt.datetime(2026, 3, 2, 7, 0, tzinfo=dt.UTC)
DAYS = 55  # into the next month
WORDS = ['Ærlig «ord»\n\tog "mer"', "\\ \b\f\r \x01 \x7f", "å, ø – 💊", "", "a" * 40]
COLUMNS = {kind: names.split(", ") for kind, names in questions.COLUMNS.items()}


@dataclass(frozen=True, slots=True)
class World:
    """A sealed trail: its database and a copy of it, its anchor, and how many blocks it has."""

    database: str
    copy: str
    anchor: Path
    blocks: int
    rows: int


def a_row(kind: str, at: dt.datetime, dice: random.Random) -> dict[str, Any]:
    """A row of the trail with whatever a column may hold."""
    ids = [dice.randrange(1, 10**12), None]
    columns: dict[str, Any] = {
        "at": at,
        "id": str(uuid.UUID(int=dice.getrandbits(128), version=4)),
        "municipality_id": dice.choice(ids),
        "event": dice.choice(["CaseHeld", "TaskGiven"]),
        "data": {
            "ørn": dice.choice(WORDS),
            "b": [1, None, True, {"zz": -1, "å": 0, "y": dice.choice(WORDS)}],
            "aa": dice.randrange(10**9),
        },
        "staff_id": dice.choice(ids),
        "role": dice.choice(["CASEWORKER", ""]),
        "unit_id": dice.choice(ids),
        "case_id": dice.choice(ids),
        "person_id": dice.choice(ids),
        "page": dice.choice(WORDS).replace("\x00", ""),
        "ground": dice.choice(WORDS),
        "person_ids": dice.sample(range(1000), dice.randrange(1, 4)),
        "what": dice.choice(WORDS),
        "number": dice.randrange(1, 10**12),
        "relation": dice.choice(["people_resident", "cases_case"]),
        "row_id": dice.randrange(1, 10**12),
        "act": dice.choice(["UPDATE", "DELETE"]),
        "was": {"phone": dice.choice(WORDS), "n": dice.randrange(10**9)},
        "became": {"phone": None},
        "use_case": dice.choice(["change_phone", ""]),
        "login": "tildeling_app",
    }
    return {name: columns[name] for name in ("at", "id", *COLUMNS[kind])}


def insert(cursor: Cursor, kind: str, row: dict[str, Any], **more: Any) -> None:
    """Add a row by hand."""
    row = {**row, **more}
    values = [json.dumps(v) if isinstance(v, dict | list) else v for v in row.values()]
    places = ", ".join(["%s"] * len(row))
    cursor.execute(f"INSERT INTO audit_{kind} ({', '.join(row)}) VALUES ({places})", values)


def build(name: str, anchor: Path, *, blocks: int, dice: random.Random) -> World:
    """Make the database from the template, and fill and seal it block by block."""
    with databases.owner() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {databases.TEMPLATE} STRATEGY FILE_COPY")
    rows = 0
    with databases.owner(name) as cursor:
        cursor.execute("SELECT audit_prepare_partitions(%s, 3)", [BEGUN.date()])
        for n in range(blocks):
            day = BEGUN + dt.timedelta(days=DAYS * n / blocks)
            count = dice.randrange(3, 16)
            cursor.execute("BEGIN")
            for _ in range(count):
                at = day + dt.timedelta(microseconds=dice.randrange(3_600_000_000))
                kind = dice.choice(["entry", "read", "read", "denial", "change"])
                insert(cursor, kind, a_row(kind, at, dice))
            cursor.execute("COMMIT")
            cursor.execute("SELECT audit_seal(10000)")
            assert cursor.fetchall() == [(count,)]
            rows += count
        write_anchor(cursor, anchor)
        cursor.execute("INSERT INTO audit_anchored VALUES (%s, now())", [blocks])
    with databases.owner() as cursor:
        cursor.execute(f"CREATE DATABASE {name}_copy TEMPLATE {name} STRATEGY FILE_COPY")
    return World(name, f"{name}_copy", anchor, blocks, rows)


def seals(cursor: Cursor, since: int = 1) -> list[rules.Seal]:
    cursor.execute(questions.SEALS, [since])
    return [rules.Seal(*row[:-1]) for row in cursor.fetchall()]


def write_anchor(cursor: Cursor, path: Path) -> None:
    """The anchor as the database is now."""
    path.write_text("".join(f"{seal.line()}\n" for seal in seals(cursor)), encoding="utf-8")


@contextmanager
def as_insider(database: str) -> Iterator[Connection]:
    """A connection to which everything is allowed; see `bent`."""
    with closing(psycopg2.connect(databases.owner_url(database))) as connection:
        yield connection


@contextmanager
def bent(connection: Connection) -> Iterator[Cursor]:
    """No trigger fires, and in the end it never happened."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor
    connection.rollback()


def looked_at(cursor: Cursor, path: Path | None, **asked: Any) -> Report:
    """What the verifier says of the database as this transaction has made it, as the reader."""
    cursor.execute("SAVEPOINT before; SET LOCAL ROLE tildeling_reader")
    try:
        return verify(cursor.connection, path=path, **asked)
    finally:
        cursor.execute("ROLLBACK TO SAVEPOINT before")


def breaks(cursor: Cursor, path: Path | None) -> list[Break]:
    return list(looked_at(cursor, path).breaks)


def link_of(cursor: Cursor, block: int, position: int) -> tuple[str, dt.datetime, str]:
    """The table, moment and id of a sealed row."""
    cursor.execute(
        "SELECT kind, at, id FROM audit_link WHERE block = %s AND position = %s", [block, position]
    )
    kind, at, row_id = cursor.fetchall()[0]
    return kind, at, row_id


def remake(cursor: Cursor, first: int, **changed: Any) -> None:
    """Make the whole chain anew from block `first`, as the one who knows how it is made.

    `changed`: columns of the first block that are to be otherwise.
    """
    before = seals(cursor, first - 1)[0] if first > 1 else None
    previous = before.hash if before else rules.START.hex()
    link = bytes.fromhex(before.link) if before else rules.START
    total = before.total if before else 0
    all_leaves = _leaves_since(cursor, first)
    for seal in seals(cursor, first):
        leaves = sorted(all_leaves[seal.block])
        links = []
        for position, leaf in leaves:
            link = rules.linked(link, leaf)
            links.append((seal.block, position, leaf, link))
        execute_values(
            cursor,
            "UPDATE audit_link l SET digest = v.d, link = v.k FROM (VALUES %s) v (b, p, d, k)"
            " WHERE block = b AND position = p",
            links,
        )
        cursor.execute(
            "UPDATE audit_block SET previous = decode(%s, 'hex'), root = %s, link = %s,"
            " count = %s, total = %s WHERE number = %s",
            [
                previous,
                rules.root([leaf for _, leaf in leaves]),
                link,
                len(leaves),
                total + len(leaves),
                seal.block,
            ],
        )
        for name, value in (changed if seal.block == first else {}).items():
            cursor.execute(
                f"UPDATE audit_block SET {name} = %s WHERE number = %s", [value, seal.block]
            )
        made = seals(cursor, seal.block)[0]
        previous, total = made.computed(), made.total
        cursor.execute(
            "UPDATE audit_block SET hash = decode(%s, 'hex') WHERE number = %s",
            [previous, seal.block],
        )


def _leaves(cursor: Cursor, block: int) -> Sequence[tuple[int, bytes]]:
    """The digests of a block's rows as they are now, by the sums of audit/rules.py."""
    return sorted(_leaves_since(cursor, block, block)[block])


def _leaves_since(
    cursor: Cursor, first: int, last: int | None = None
) -> dict[int, list[tuple[int, bytes]]]:
    """The same by block, in no order."""
    found = defaultdict[int, list[tuple[int, bytes]]](list)
    for kind, columns in COLUMNS.items():
        cursor.execute(
            f"SELECT block, position, {questions.MOMENT.format('t.at')}, t.id::text,"
            f" {', '.join(columns)} FROM audit_link JOIN audit_{kind} t USING (at, id)"
            " WHERE block >= %s AND block <= coalesce(%s, block) AND kind = %s",
            [first, last, kind],
        )
        for block, position, at, row_id, *values in cursor.fetchall():
            found[block].append((position, rules.digest([kind, at, row_id, *values])))
    return found


def url_of(database: str, role: str = "tildeling_reader") -> str:
    """The address of the database for another role than the owner."""
    whole = urlsplit(databases.owner_url(database))
    return whole._replace(netloc=f"{role}@{whole.netloc.rpartition('@')[2]}").geturl()


def verified(database: str, path: Path | None = None, **asked: Any) -> Report:
    """What the verifier says, by a connection of the reader's own."""
    with closing(connect(url_of(database))) as reader:
        return verify(reader, path=path, **asked)
