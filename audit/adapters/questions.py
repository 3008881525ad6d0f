"""What the verifier asks the database: every sum is the question's own, no function is trusted."""

from typing import Final

BLOCKS: Final = 2_000  # read at once
# The sums are most of the work: where a table is large, every core shall have its part of them.
SETTINGS: Final = """
SET LOCAL jit = off; SET LOCAL work_mem = '128MB';
SET LOCAL parallel_setup_cost = 0; SET LOCAL parallel_tuple_cost = 0
"""
COLUMNS: Final[dict[str, str]] = {
    "entry": "municipality_id, event, data, staff_id, role, unit_id, case_id, person_id",
    "read": "municipality_id, staff_id, role, unit_id, page, ground, case_id, person_ids",
    "denial": "municipality_id, staff_id, what",
    "change": "municipality_id, number, relation, row_id, act, was, became, staff_id, use_case,"
    " login, case_id, person_id",
}
MOMENT: Final = """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
# Put together of names that stand in this file alone; what is asked for comes as parameters.
FOUND: Final = " UNION ALL ".join(
    f"SELECT '{kind}' AS kind, at, id, sha256('\\x00'::bytea || convert_to(json_build_array("  # noqa: S608 - own names
    f"'{kind}', {MOMENT.format('at')}, id, {columns})::text, 'UTF8')) AS found"
    f" FROM audit_{kind} WHERE at BETWEEN %(first)s AND %(last)s"
    for kind, columns in COLUMNS.items()
)
ROWS: Final = f"""
WITH links AS (
    SELECT *, lag(link, 1, %(before)s) OVER (ORDER BY block, position) AS before
      FROM audit_link WHERE block BETWEEN %(from)s AND %(to)s
), found AS ({FOUND})
SELECT block, count(*), min(position) = 1 AND max(position) = count(*),
       min(position) FILTER (WHERE found IS NULL),
       min(position) FILTER (WHERE found <> digest),
       min(position) FILTER (WHERE links.link <> sha256(before || digest)),
       string_agg(digest, ''::bytea ORDER BY position),
       string_agg(links.link, ''::bytea) FILTER (WHERE position = count),
       count(*) FILTER (WHERE links.at < sealed_at - interval '1 day')
  FROM links LEFT JOIN found USING (kind, at, id) JOIN audit_block ON number = block
 GROUP BY block ORDER BY block
"""  # noqa: S608 - own names
SEALS: Final = f"""
SELECT number, encode(previous, 'hex'), encode(root, 'hex'), encode(link, 'hex'), count, total,
       {MOMENT.format("first_at")}, {MOMENT.format("last_at")}, {MOMENT.format("sealed_at")},
       horizon::text, place, encode(hash, 'hex'), sealed_at
  FROM audit_block WHERE number >= %s ORDER BY number LIMIT {BLOCKS}
"""  # noqa: S608 - own names
# Rows without a link: those the sealer has yet to come to, and those it has passed.
UNSEALED: Final = " UNION ALL ".join(
    f"SELECT '{kind}' AS kind, at, id FROM audit_{kind} t WHERE {{}} AND NOT EXISTS (SELECT"  # noqa: S608 - own names
    f" FROM audit_link l WHERE l.at = t.at AND l.id = t.id AND l.kind = '{kind}')"
    for kind in COLUMNS
)
PLACE: Final = """
SELECT format('%%s/%%s', system_identifier, oid), pg_snapshot_xmax(pg_current_snapshot())::text,
       clock_timestamp(), row_security_active('audit_entry') AND current_user = %(app)s
  FROM pg_control_system(), pg_database WHERE datname = current_database()
"""
