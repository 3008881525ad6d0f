"""What the database is made of that could keep a row, a look or a change out of sight.

Triggers, rules, row policies, the owner's functions, and what is set for a role: each as a line.
What the migrations made stands in built.txt; a line more, less or other is a wall that was moved.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from psycopg2.extensions import cursor as Cursor  # noqa: N812 - a class, named as one

BUILT: Final = Path(__file__).with_name("built.txt")
# Policies for others than the application, its reader and everybody keep nothing from those.
OURS: Final = ["tildeling_app", "tildeling_reader"]
# Read without spaces and brackets, which PostgreSQL may write in other ways from year to year.
AS_IT_IS: Final = r"""
WITH relations AS (
    SELECT oid, coalesce(pg_partition_root(oid), oid)::regclass::text AS name, relrowsecurity,
           relforcerowsecurity, relispartition
      FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
)
SELECT DISTINCT name, concat_ws(' ', 'trigger', tgname, proname, tgtype, tgenabled, tgattr::text,
           encode(tgargs, 'escape'),
           regexp_replace(substring(pg_get_triggerdef(t.oid) FROM 'WHEN (.*) EXECUTE'),
                          '[\s()]', '', 'g'))
  FROM pg_trigger t JOIN relations r ON r.oid = tgrelid JOIN pg_proc p ON p.oid = tgfoid
 WHERE NOT tgisinternal
UNION ALL
SELECT DISTINCT name, 'keys unchecked' FROM pg_trigger JOIN relations r ON r.oid = tgrelid
 WHERE tgisinternal AND tgenabled <> 'O'
UNION ALL
SELECT name, concat_ws(' ', 'rule', rulename, ev_enabled) FROM pg_rewrite
  JOIN relations r ON r.oid = ev_class WHERE rulename <> '_RETURN'
UNION ALL
SELECT name, concat_ws(' ', 'rows', relrowsecurity, relforcerowsecurity)
  FROM relations WHERE NOT relispartition AND (relrowsecurity OR relforcerowsecurity)
UNION ALL
SELECT name, concat_ws(' ', 'policy', polname, polcmd, polpermissive,
           regexp_replace(pg_get_expr(polqual, polrelid, true), '[\s()]', '', 'g'), 'check',
           regexp_replace(pg_get_expr(polwithcheck, polrelid, true), '[\s()]', '', 'g'))
  FROM pg_policy JOIN relations r ON r.oid = polrelid
 WHERE 0 = ANY (polroles) OR EXISTS (
    SELECT FROM pg_roles WHERE oid = ANY (polroles) AND rolname = ANY (%(ours)s))
UNION ALL
SELECT proname, concat_ws(' ', 'function', prosecdef, provolatile, array_to_string(proconfig, ' '),
           encode(sha256(convert_to(regexp_replace(
               concat(prosrc, pg_get_function_sqlbody(p.oid)), '[\s()]', '', 'g'), 'UTF8')), 'hex'))
  FROM pg_proc p
 WHERE pronamespace = 'public'::regnamespace
   AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
UNION ALL
SELECT coalesce(rolname, 'everybody'), concat('set ', split_part(one, '=', 1))
  FROM pg_db_role_setting CROSS JOIN unnest(setconfig) one
  LEFT JOIN pg_roles r ON r.oid = setrole
 WHERE (setdatabase = 0 OR setdatabase = (SELECT oid FROM pg_database
                                           WHERE datname = current_database()))
   AND (setrole = 0 OR rolname = ANY (%(ours)s))
   AND (one ~ '^(session_replication_role|row_security|search_path)=' OR one ~ '^tildeling\.')
UNION ALL
SELECT evtname, concat('on every command ', evtevent) FROM pg_event_trigger WHERE evtenabled <> 'D'
 ORDER BY 1, 2
"""


def as_it_is(cursor: Cursor) -> tuple[str, ...]:
    """One line for each thing, in order: the name of what it stands at, and what it is."""
    cursor.execute(AS_IT_IS, {"ours": OURS})
    return tuple(f"{name} {line}" for name, line in cursor.fetchall())


def moved(cursor: Cursor) -> Iterator[str]:
    """The names at which something is more, less or other than the migrations made it."""
    built = set(BUILT.read_text(encoding="utf-8").splitlines())
    other = built.symmetric_difference(as_it_is(cursor))
    yield from sorted({line.partition(" ")[0] for line in other})
