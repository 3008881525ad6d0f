"""The ledger of a deadline only grows: PostgreSQL refuses every other write."""

from django.db import migrations

FORBID = """
CREATE FUNCTION deadlines_ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON deadlines_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION deadlines_ledger_is_append_only();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON deadlines_ledgerentry
    FOR EACH STATEMENT EXECUTE FUNCTION deadlines_ledger_is_append_only();
"""
ALLOW = """
DROP TRIGGER append_only_truncate ON deadlines_ledgerentry;
DROP TRIGGER append_only ON deadlines_ledgerentry;
DROP FUNCTION deadlines_ledger_is_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
