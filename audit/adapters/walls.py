"""Whether the walls round the trail stand: triggers, grants, what the application's role is, and
that nothing was built beside them.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from psycopg2.extensions import cursor as Cursor  # noqa: N812 - a class, named as one

from audit.adapters import built
from audit.kinds import FOLLOWED, Break, Fault

APP: Final = "tildeling_app"
TRAIL: Final = ("audit_entry", "audit_read", "audit_denial", "audit_change")
SEALS: Final = ("audit_block", "audit_link", "audit_anchored", "audit_check")
# What 0002_trail.py made; read without its spaces.
GUARD: Final = """
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END
"""

# Every table and partition, and whether a trigger that is on stops its rows from being changed
# and (where one can) the whole from being emptied. tgtype: 1 row, 2 before, 8 DELETE, 16 UPDATE,
# 32 TRUNCATE.
TRIGGERS: Final = """
WITH RECURSIVE walls AS (
    SELECT to_regclass(name) AS oid, true AS parent FROM unnest(%(tables)s) name
    UNION ALL SELECT inhrelid::regclass, false FROM pg_inherits JOIN walls ON inhparent = walls.oid
), guards AS (
    SELECT tgrelid, tgtype FROM pg_trigger JOIN pg_proc p ON p.oid = tgfoid
     WHERE proname = 'audit_is_append_only' AND tgenabled IN ('O', 'A') AND tgqual IS NULL
)
SELECT walls.oid::text FROM walls
 WHERE NOT EXISTS (SELECT FROM guards WHERE tgrelid = walls.oid AND tgtype & 27 = 27)
    OR parent AND NOT EXISTS (SELECT FROM guards WHERE tgrelid = walls.oid AND tgtype & 34 = 34)
 ORDER BY 1
"""
GRANTS: Final = """
WITH RECURSIVE walls AS (
    SELECT to_regclass(name) AS oid, name AS parent FROM unnest(%(tables)s) name
    UNION ALL
    SELECT inhrelid::regclass, parent FROM pg_inherits JOIN walls ON inhparent = walls.oid
)
SELECT walls.oid::text FROM walls
 WHERE has_any_column_privilege(%(app)s, walls.oid, 'UPDATE')
    OR has_table_privilege(%(app)s, walls.oid, 'DELETE, TRUNCATE, TRIGGER')
    OR parent IN ('audit_block', 'audit_link', 'audit_change')
       AND has_any_column_privilege(%(app)s, walls.oid, 'INSERT')
    OR parent = ANY (%(trail)s) AND has_column_privilege(%(app)s, walls.oid, 'xact', 'INSERT')
 ORDER BY 1
"""
# A followed table without a trigger that writes each row's change. tgtype as above, and 4 INSERT.
NOT_FOLLOWED: Final = """
SELECT name FROM unnest(%(followed)s) name
 WHERE NOT EXISTS (
    SELECT FROM pg_trigger JOIN pg_proc p ON p.oid = tgfoid
     WHERE tgrelid = to_regclass('public.' || name) AND proname = 'audit_remember'
       AND tgenabled IN ('O', 'A') AND tgqual IS NULL AND tgattr::text = '' AND tgtype & 31 = 29)
 ORDER BY 1
"""
# SHA-256 of what 0004_history.py made, read without its spaces, and how it runs.
REMEMBER: Final = "579b6c855c314766b7faa1aaf68d6a757794d97ec57fc0366b76a51ace65d3f7"
SOURCE: Final = """
SELECT prosrc, prosecdef AND 'search_path=pg_catalog, public, pg_temp' = ANY (proconfig)
       AND NOT EXISTS (SELECT FROM pg_roles WHERE oid = proowner AND rolname = %(app)s)
  FROM pg_proc WHERE proname = 'audit_remember'
"""
ROLE: Final = """
SELECT rolsuper, rolbypassrls, pg_has_role(rolname, relowner, 'MEMBER')
  FROM pg_roles, pg_class WHERE rolname = %(app)s AND pg_class.oid = 'audit_entry'::regclass
"""


def breaches(cursor: Cursor) -> Iterator[Break]:
    """What is not as the migrations left it."""
    values = {"app": APP, "trail": list(TRAIL), "tables": [*TRAIL, *SEALS]}
    cursor.execute(TRIGGERS, values)
    yield from (Break(Fault.TRIGGER, what=name) for (name,) in cursor.fetchall())
    cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'audit_is_append_only'")
    if [source.split() for (source,) in cursor.fetchall()] != [GUARD.split()]:
        yield Break(Fault.GUARD, what="audit_is_append_only")
    cursor.execute(NOT_FOLLOWED, {"followed": list(FOLLOWED)})
    yield from (Break(Fault.HISTORY, what=name) for (name,) in cursor.fetchall())
    cursor.execute(SOURCE, values)
    if [(_digest(source), safe) for source, safe in cursor.fetchall()] != [(REMEMBER, True)]:
        yield Break(Fault.HISTORY, what="audit_remember")
    cursor.execute(ROLE, values)
    for role in cursor.fetchall():
        if any(role):
            yield Break(Fault.ROLE, what=APP)
            return  # it may do everything: each table need not be named
        cursor.execute(GRANTS, values)
        yield from (Break(Fault.GRANT, what=name) for (name,) in cursor.fetchall())
    yield from (Break(Fault.BUILT, what=name) for name in built.moved(cursor))


def _digest(source: str) -> str:
    return sha256(" ".join(source.split()).encode()).hexdigest()
