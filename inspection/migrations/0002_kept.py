"""What was drawn, found and taken out stands as it was written, whoever asks."""

from django.db import migrations

KEEP = """
CREATE FUNCTION inspection_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is kept: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION inspection_finished_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.finished_at IS NOT NULL
        OR to_jsonb(NEW) - 'finished_by_id' - 'finished_at'
            <> to_jsonb(OLD) - 'finished_by_id' - 'finished_at'
    THEN
        RAISE EXCEPTION 'a controlled case is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finished_is_fixed BEFORE UPDATE ON inspection_inspectedcase
    FOR EACH ROW EXECUTE FUNCTION inspection_finished_is_fixed();

CREATE FUNCTION inspection_answered_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.answered_at IS NOT NULL THEN
        RAISE EXCEPTION 'an answered deviation is never changed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER answered_is_fixed BEFORE UPDATE ON inspection_tolddeviation
    FOR EACH ROW EXECUTE FUNCTION inspection_answered_is_fixed();
"""
FIXED = ["inspection_sample", "inspection_finding", "inspection_extract"]
KEPT = ["inspection_inspectedcase", "inspection_tolddeviation"]
GUARD = KEEP + "".join(
    f"CREATE TRIGGER kept BEFORE {what} ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION inspection_kept();\n"
    for what, tables in (("UPDATE OR DELETE", FIXED), ("DELETE", KEPT))
    for table in tables
)
LET_GO = (
    "".join(f"DROP TRIGGER kept ON {table};\n" for table in [*FIXED, *KEPT])
    + """
DROP TRIGGER answered_is_fixed ON inspection_tolddeviation;
DROP TRIGGER finished_is_fixed ON inspection_inspectedcase;
DROP FUNCTION inspection_answered_is_fixed;
DROP FUNCTION inspection_finished_is_fixed;
DROP FUNCTION inspection_kept;
"""
)


class Migration(migrations.Migration):
    dependencies = [("inspection", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, LET_GO)]
