"""The trail only grows: PostgreSQL refuses every other write, whoever asks."""

from django.db import migrations, models

TABLES = """
CREATE TABLE audit_entry (
    at timestamptz NOT NULL,
    id uuid NOT NULL,
    municipality_id bigint,
    event varchar(80) NOT NULL,
    data jsonb NOT NULL,
    staff_id bigint,
    role varchar(40) NOT NULL,
    unit_id bigint,
    case_id bigint,
    person_id bigint,
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
CREATE INDEX audit_entry_case ON audit_entry (case_id, at DESC) WHERE case_id IS NOT NULL;
CREATE INDEX audit_entry_person ON audit_entry (person_id, at DESC) WHERE person_id IS NOT NULL;
CREATE INDEX audit_entry_shielded ON audit_entry (at) WHERE event = 'ProtectionChanged';
CREATE TABLE audit_read (
    at timestamptz NOT NULL,
    id uuid NOT NULL,
    municipality_id bigint,
    staff_id bigint,
    role varchar(40) NOT NULL,
    unit_id bigint,
    page varchar(120) NOT NULL,
    ground varchar(200) NOT NULL,
    case_id bigint,
    person_ids jsonb NOT NULL,
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
CREATE INDEX audit_read_persons ON audit_read USING gin (person_ids);
CREATE INDEX audit_read_staff ON audit_read (staff_id, at DESC);
CREATE TABLE audit_denial (
    at timestamptz NOT NULL,
    id uuid NOT NULL,
    municipality_id bigint,
    staff_id bigint,
    what varchar(200) NOT NULL,
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
CREATE SEQUENCE audit_change_number;
CREATE TABLE audit_change (
    at timestamptz NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    municipality_id bigint,
    number bigint NOT NULL DEFAULT nextval('audit_change_number'),
    relation varchar(63) NOT NULL,
    row_id bigint NOT NULL,
    act varchar(6) NOT NULL,
    was jsonb,
    became jsonb,
    staff_id bigint,
    use_case varchar(80) NOT NULL,
    login varchar(63) NOT NULL,
    case_id bigint,
    person_id bigint,
    PRIMARY KEY (at, id)
) PARTITION BY RANGE (at);
CREATE INDEX audit_change_row ON audit_change (relation, row_id, number);
CREATE INDEX audit_change_case ON audit_change (case_id, at DESC) WHERE case_id IS NOT NULL;
CREATE INDEX audit_change_person ON audit_change (person_id, at DESC) WHERE person_id IS NOT NULL;
CREATE TABLE audit_entry_default PARTITION OF audit_entry DEFAULT;
CREATE TABLE audit_read_default PARTITION OF audit_read DEFAULT;
CREATE TABLE audit_denial_default PARTITION OF audit_denial DEFAULT;
CREATE TABLE audit_change_default PARTITION OF audit_change DEFAULT;
"""
NO_TABLES = """
DROP TABLE audit_entry, audit_read, audit_denial, audit_change;
DROP SEQUENCE audit_change_number;
"""

# The application may not create tables, so the owner's function makes the coming months.
# A month that already has rows in the default partition stays there: nothing is moved or lost.
PARTITIONS = """
CREATE FUNCTION audit_prepare_partitions(first date, months integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    parent text;
    month date;
    part text;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit_prepare_partitions'));
    FOREACH parent IN ARRAY ARRAY[
        'audit_entry', 'audit_read', 'audit_denial', 'audit_change'
    ] LOOP
        FOR i IN 0 .. least(months, 24) - 1 LOOP
            month := date_trunc('month', first)::date + make_interval(months => i);
            part := format('%s_%s', parent, to_char(month, 'YYYYMM'));
            IF to_regclass(part) IS NULL THEN
                BEGIN
                    EXECUTE format(
                        'CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', part, parent,
                        month::timestamp AT TIME ZONE 'UTC',
                        (month + interval '1 month')::timestamp AT TIME ZONE 'UTC');
                    EXECUTE format('REVOKE ALL ON %I FROM tildeling_app', part);
                    made := made + 1;
                EXCEPTION WHEN check_violation THEN
                    NULL;
                END;
            END IF;
        END LOOP;
    END LOOP;
    RETURN made;
END $$;
REVOKE ALL ON FUNCTION audit_prepare_partitions(date, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_prepare_partitions(date, integer) TO tildeling_app;
SELECT audit_prepare_partitions(current_date - 31, 15);
"""
NO_PARTITIONS = "DROP FUNCTION audit_prepare_partitions(date, integer);"

PARTS = ("audit_entry", "audit_read", "audit_denial", "audit_change")
FORBID = """
REVOKE ALL ON audit_entry, audit_read, audit_denial, audit_change, audit_entry_default,
    audit_read_default, audit_denial_default, audit_change_default FROM tildeling_app;
REVOKE ALL ON SEQUENCE audit_change_number FROM tildeling_app;
GRANT SELECT, INSERT ON audit_entry, audit_read, audit_denial TO tildeling_app;
GRANT SELECT ON audit_change TO tildeling_app;  -- written by audit_remember() alone
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
""" + "".join(
    f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {part}
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON {part}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
"""
    for part in PARTS
)
ALLOW = (
    "".join(
        f"DROP TRIGGER append_only ON {part}; DROP TRIGGER append_only_truncate ON {part};\n"
        for part in PARTS
    )
    + "DROP FUNCTION audit_is_append_only();"
)

KEY = [
    ("pk", models.CompositePrimaryKey("at", "id", primary_key=True, serialize=False)),
    ("at", models.DateTimeField()),
    ("id", models.UUIDField()),
    ("municipality_id", models.BigIntegerField(null=True)),
]


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(TABLES, NO_TABLES),
        migrations.RunSQL(PARTITIONS, NO_PARTITIONS),
        migrations.RunSQL(FORBID, ALLOW),
        migrations.CreateModel(
            "Entry",
            fields=[
                *KEY,
                ("event", models.CharField(max_length=80)),
                ("data", models.JSONField()),
                ("staff_id", models.BigIntegerField(null=True)),
                ("role", models.CharField(max_length=40)),
                ("unit_id", models.BigIntegerField(null=True)),
                ("case_id", models.BigIntegerField(null=True)),
                ("person_id", models.BigIntegerField(null=True)),
            ],
            options={"db_table": "audit_entry", "managed": False},
        ),
        migrations.CreateModel(
            "Read",
            fields=[
                *KEY,
                ("staff_id", models.BigIntegerField(null=True)),
                ("role", models.CharField(max_length=40)),
                ("unit_id", models.BigIntegerField(null=True)),
                ("page", models.CharField(max_length=120)),
                ("ground", models.CharField(max_length=200)),
                ("case_id", models.BigIntegerField(null=True)),
                ("person_ids", models.JSONField()),
            ],
            options={"db_table": "audit_read", "managed": False},
        ),
        migrations.CreateModel(
            "Denial",
            fields=[
                *KEY,
                ("staff_id", models.BigIntegerField(null=True)),
                ("what", models.CharField(max_length=200)),
            ],
            options={"db_table": "audit_denial", "managed": False},
        ),
        migrations.CreateModel(
            "Change",
            fields=[
                *KEY,
                ("number", models.BigIntegerField()),
                ("relation", models.CharField(max_length=63)),
                ("row_id", models.BigIntegerField()),
                ("act", models.CharField(max_length=6)),
                ("was", models.JSONField(null=True)),
                ("became", models.JSONField(null=True)),
                ("staff_id", models.BigIntegerField(null=True)),
                ("use_case", models.CharField(max_length=80)),
                ("login", models.CharField(max_length=63)),
                ("case_id", models.BigIntegerField(null=True)),
                ("person_id", models.BigIntegerField(null=True)),
            ],
            options={"db_table": "audit_change", "managed": False},
        ),
    ]
