"""The seal: rows chained and closed in blocks by one function of the owner's (ADR 0013)."""

from django.db import migrations, models

# What is sealed, in the order it is written out (docs/audit.md). `xact` is not among it: it says
# which transaction wrote the row, and the application may not set it.
ROWS = {
    "entry": (
        "municipality_id", "event", "data", "staff_id", "role", "unit_id", "case_id", "person_id",
    ),
    "read": (
        "municipality_id", "staff_id", "role", "unit_id", "page", "ground", "case_id", "person_ids",
    ),
    "denial": ("municipality_id", "staff_id", "what"),
    "change": (
        "municipality_id", "number", "relation", "row_id", "act", "was", "became", "staff_id",
        "use_case", "login", "case_id", "person_id",
    ),
}  # fmt: skip

XACT = "".join(
    f"""
ALTER TABLE audit_{kind} ADD COLUMN xact xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX audit_{kind}_xact ON audit_{kind} (xact);
CREATE POLICY verifier_sees_all ON audit_{kind} FOR SELECT TO tildeling_reader USING (true);
CREATE POLICY sealer_sees_all ON audit_{kind} FOR SELECT TO CURRENT_USER USING (true);
"""
    for kind in ROWS
) + "".join(
    f"""
REVOKE INSERT ON audit_{kind} FROM tildeling_app;
GRANT INSERT (at, id, {", ".join(columns)}) ON audit_{kind} TO tildeling_app;
"""
    for kind, columns in ROWS.items()
    if kind != "change"  # written by audit_remember() alone
)
NO_XACT = "".join(
    f"""
DROP POLICY verifier_sees_all ON audit_{kind};
DROP POLICY sealer_sees_all ON audit_{kind};
ALTER TABLE audit_{kind} DROP COLUMN xact;
"""
    for kind in ROWS
) + "".join(
    f"GRANT INSERT ON audit_{kind} TO tildeling_app;\n" for kind in ROWS if kind != "change"
)

TABLES = """
CREATE TABLE audit_block (
    number bigint PRIMARY KEY CHECK (number > 0),
    previous bytea NOT NULL,
    root bytea NOT NULL,
    link bytea NOT NULL,
    count integer NOT NULL CHECK (count > 0),
    total bigint NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    sealed_at timestamptz NOT NULL,
    horizon xid8 NOT NULL,
    place text NOT NULL,
    hash bytea NOT NULL UNIQUE
);
CREATE TABLE audit_link (
    block bigint NOT NULL,
    position integer NOT NULL,
    kind varchar(6) NOT NULL,
    at timestamptz NOT NULL,
    id uuid NOT NULL,
    digest bytea NOT NULL,
    link bytea NOT NULL,
    PRIMARY KEY (block, position),
    UNIQUE (at, id, kind)
);
CREATE TABLE audit_anchored (
    block bigint PRIMARY KEY REFERENCES audit_block,
    at timestamptz NOT NULL
);
CREATE TABLE audit_check (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    started_at timestamptz NOT NULL,
    finished_at timestamptz NOT NULL,
    whole boolean NOT NULL,
    blocks bigint NOT NULL,
    rows bigint NOT NULL,
    breaks jsonb NOT NULL,
    CHECK (finished_at >= started_at)
);
CREATE INDEX audit_check_latest ON audit_check (whole, started_at DESC);

REVOKE ALL ON audit_block, audit_link, audit_anchored, audit_check FROM tildeling_app;
GRANT SELECT ON audit_block TO tildeling_app;
GRANT SELECT, INSERT ON audit_anchored TO tildeling_app;
GRANT SELECT, INSERT (started_at, finished_at, whole, blocks, rows, breaks)
    ON audit_check TO tildeling_app;
""" + "".join(
    f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
"""
    for table in ("audit_block", "audit_link", "audit_anchored", "audit_check")
)
NO_TABLES = "DROP TABLE audit_anchored, audit_link, audit_block, audit_check;"


def written_out(kind: str) -> str:
    """A row as text: a JSON array of the table's name and the columns."""
    columns = ", ".join(f"t.{name}" for name in ("id", *ROWS[kind]))
    return f"jsonb_build_array('{kind}', audit_moment(t.at), {columns})::text"


def unsealed(kind: str) -> str:
    """The rows of a table that the round looks at: see ADR 0013."""
    return f"""
        SELECT '{kind}' AS kind, at, id FROM audit_{kind} t
         WHERE t.xact >= low AND t.xact < ceiling AND NOT EXISTS (
             SELECT FROM audit_link l WHERE l.at = t.at AND l.id = t.id AND l.kind = '{kind}')"""  # noqa: S608 - names from ROWS


def digests(kind: str) -> str:
    """The digest of each row of a table that was chosen, each fetched by its key."""
    return f"""
        SELECT chosen.*, digest FROM chosen CROSS JOIN LATERAL (
            SELECT sha256('\\x00'::bytea || convert_to({written_out(kind)}, 'UTF8')) AS digest
              FROM audit_{kind} t WHERE t.at = chosen.at AND t.id = chosen.id OFFSET 0) one
         WHERE kind = '{kind}'"""  # noqa: S608 - as above


SEALER = f"""
CREATE FUNCTION audit_moment(at timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');

-- Which database this is: a copy, or one that was restored elsewhere, is another.
CREATE FUNCTION audit_place() RETURNS text LANGUAGE sql STABLE
RETURN (SELECT format('%s/%s', system_identifier, oid)
          FROM pg_control_system(), pg_database WHERE datname = current_database());

-- The root of a Merkle tree over the leaves, as in RFC 6962.
CREATE FUNCTION audit_root(leaves bytea[]) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    WHILE cardinality(leaves) > 1 LOOP
        SELECT array_agg(node ORDER BY n) INTO leaves FROM (
            SELECT (o - 1) / 2 AS n, CASE WHEN count(*) = 2
                   THEN sha256('\\x01'::bytea || string_agg(leaf, ''::bytea ORDER BY o))
                   ELSE string_agg(leaf, ''::bytea ORDER BY o) END AS node
              FROM unnest(leaves) WITH ORDINALITY u(leaf, o) GROUP BY 1) pairs;
    END LOOP;
    RETURN leaves[1];
END $$;

CREATE FUNCTION audit_seal(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$  -- the window is small, and a plan that knows is too
DECLARE
    head audit_block;
    next audit_block;
    row record;
    low xid8 := '0';
    ceiling xid8 := '18446744073709551615';
    finished xid8;
    digests bytea[]; links bytea[]; kinds text[]; ats timestamptz[]; ids uuid[];
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('audit_seal')) THEN
        RETURN 0;  -- somebody seals already
    END IF;
    SELECT * INTO head FROM audit_block ORDER BY number DESC LIMIT 1;
    next.number := coalesce(head.number, 0) + 1;
    next.previous := coalesce(head.hash, decode(repeat('00', 32), 'hex'));
    next.link := coalesce(head.link, decode(repeat('00', 32), 'hex'));
    next.place := audit_place();
    -- Read before the rows are: every transaction below it has ended, and its rows are seen.
    finished := pg_snapshot_xmin(pg_current_snapshot());
    -- The numbers of transactions say nothing across databases: there all rows are looked at.
    IF head.place = next.place AND head.horizon > '0'::xid8 THEN
        low := head.horizon;
        ceiling := pg_snapshot_xmax(pg_current_snapshot());
    END IF;

    FOR row IN
        WITH chosen AS MATERIALIZED (
            SELECT * FROM ({" UNION ALL ".join(unsealed(kind) for kind in ROWS)}
            ) unsealed ORDER BY at, kind, id LIMIT most
        ), known (kind, at, id, digest) AS ({" UNION ALL ".join(digests(kind) for kind in ROWS)}
        ) SELECT * FROM known ORDER BY at, kind, id
    LOOP
        next.link := sha256(next.link || row.digest);
        digests := digests || row.digest;
        links := links || next.link;
        kinds := kinds || row.kind;
        ats := ats || row.at;
        ids := ids || row.id;
    END LOOP;
    next.count := coalesce(cardinality(links), 0);
    IF next.count = 0 THEN
        RETURN 0;
    END IF;
    next.horizon := CASE WHEN next.count < most THEN finished ELSE low END;
    next.total := coalesce(head.total, 0) + next.count;
    next.root := audit_root(digests);
    SELECT min(t), max(t) INTO next.first_at, next.last_at FROM unnest(ats) t;
    next.sealed_at := clock_timestamp();
    next.hash := sha256('\\x02'::bytea || convert_to(jsonb_build_array(
        'block', next.number, encode(next.previous, 'hex'), encode(next.root, 'hex'),
        encode(next.link, 'hex'), next.count, next.total, audit_moment(next.first_at),
        audit_moment(next.last_at), audit_moment(next.sealed_at), next.horizon::text, next.place
    )::text, 'UTF8'));
    INSERT INTO audit_link
        SELECT next.number, n, kind, at, id, digest, link
          FROM unnest(kinds, ats, ids, digests, links) WITH ORDINALITY
            AS u(kind, at, id, digest, link, n);
    INSERT INTO audit_block SELECT next.*;
    RETURN next.count;
END $$;

-- The oldest row that waits; the application sees no other municipality's rows.
CREATE FUNCTION audit_unsealed_since() RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    head audit_block;
    low xid8;
    ceiling xid8 := '18446744073709551615';
BEGIN
    SELECT * INTO head FROM audit_block ORDER BY number DESC LIMIT 1;
    IF head IS NULL THEN
        RETURN least((SELECT min(at) FROM audit_entry), (SELECT min(at) FROM audit_read),
                     (SELECT min(at) FROM audit_denial), (SELECT min(at) FROM audit_change));
    ELSIF head.place <> audit_place() THEN
        RETURN head.sealed_at;  -- to look through all of it takes too long for who asks here
    END IF;
    low := head.horizon;
    RETURN (SELECT min(at) FROM ({" UNION ALL ".join(unsealed(kind) for kind in ROWS)}) waiting);
END $$;

REVOKE ALL ON FUNCTION audit_seal(integer), audit_unsealed_since() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_seal(integer), audit_unsealed_since() TO tildeling_app;
"""  # noqa: S608 - as above
NO_SEALER = """
DROP FUNCTION audit_seal(integer);
DROP FUNCTION audit_unsealed_since();
DROP FUNCTION audit_root(bytea[]);
DROP FUNCTION audit_place();
DROP FUNCTION audit_moment(timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_trail")]
    operations = [
        migrations.RunSQL(XACT, NO_XACT),
        migrations.RunSQL(TABLES, NO_TABLES),
        migrations.RunSQL(SEALER, NO_SEALER),
        migrations.CreateModel(
            "Block",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("previous", models.BinaryField()),
                ("root", models.BinaryField()),
                ("link", models.BinaryField()),
                ("count", models.IntegerField()),
                ("total", models.BigIntegerField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("sealed_at", models.DateTimeField()),
                ("horizon", models.TextField()),
                ("place", models.TextField()),
                ("hash", models.BinaryField()),
            ],
            options={"db_table": "audit_block", "managed": False},
        ),
        migrations.CreateModel(
            "Anchored",
            fields=[
                ("block", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "audit_anchored", "managed": False},
        ),
        migrations.CreateModel(
            "Check",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField()),
                ("whole", models.BooleanField()),
                ("blocks", models.BigIntegerField()),
                ("rows", models.BigIntegerField()),
                ("breaks", models.JSONField()),
            ],
            options={"db_table": "audit_check", "managed": False},
        ),
    ]
