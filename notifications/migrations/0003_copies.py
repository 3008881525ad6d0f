"""A restored copy sends nothing, whatever the code believes: PostgreSQL has the last word."""

from django.db import migrations

# A letter and an e-mail are claimed before they leave: a claim that is refused sends nothing.
FORBID = """
CREATE FUNCTION notifications_not_from_a_copy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT may_send(NEW.municipality_id) THEN
        RAISE EXCEPTION 'a restored copy sends nothing' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER not_from_a_copy BEFORE UPDATE OF claim ON notifications_dispatch
    FOR EACH ROW WHEN (NEW.claim IS NOT NULL AND NEW.claim IS DISTINCT FROM OLD.claim)
    EXECUTE FUNCTION notifications_not_from_a_copy();
CREATE TRIGGER not_from_a_copy BEFORE UPDATE OF tries ON notifications_digest
    FOR EACH ROW WHEN (NEW.tries > OLD.tries)
    EXECUTE FUNCTION notifications_not_from_a_copy();
CREATE TRIGGER not_from_a_copy BEFORE UPDATE OF printed_at ON notifications_letter
    FOR EACH ROW WHEN (NEW.printed_at IS NOT NULL AND OLD.printed_at IS NULL)
    EXECUTE FUNCTION notifications_not_from_a_copy();
"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_fixed"), ("watch", "0002_copies")]
    operations = [migrations.RunSQL(FORBID, migrations.RunSQL.noop)]
