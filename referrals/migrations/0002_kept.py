"""What was found and answered stands as it was: PostgreSQL refuses every other write."""

from django.db import migrations

FORBID = """
CREATE FUNCTION referrals_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON referrals_grading
    FOR EACH ROW EXECUTE FUNCTION referrals_is_append_only();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON referrals_grading
    FOR EACH STATEMENT EXECUTE FUNCTION referrals_is_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON referrals_review
    FOR EACH ROW EXECUTE FUNCTION referrals_is_append_only();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON referrals_review
    FOR EACH STATEMENT EXECUTE FUNCTION referrals_is_append_only();

CREATE FUNCTION referrals_help_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'person_id' = to_jsonb(OLD) - 'person_id'
        AND people_merge_moves(OLD.person_id, NEW.person_id)
    THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR OLD.ended_on IS NOT NULL
       OR (OLD.public_id, OLD.case_id, OLD.person_id, OLD.service_key, OLD.basis, OLD.ground,
           OLD.why, OLD.unit_id, OLD.performer_id, OLD.starts_on, OLD.consent, OLD.told,
           OLD.decided_by_id, OLD.decided_at)
          IS DISTINCT FROM
          (NEW.public_id, NEW.case_id, NEW.person_id, NEW.service_key, NEW.basis, NEW.ground,
           NEW.why, NEW.unit_id, NEW.performer_id, NEW.starts_on, NEW.consent, NEW.told,
           NEW.decided_by_id, NEW.decided_at)
    THEN
        RAISE EXCEPTION 'help % stands as it was decided: % refused', OLD.id, TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON referrals_help
    FOR EACH ROW EXECUTE FUNCTION referrals_help_is_kept();
"""
ALLOW = """
DROP TRIGGER kept ON referrals_help;
DROP FUNCTION referrals_help_is_kept;
DROP TRIGGER append_only_truncate ON referrals_review;
DROP TRIGGER append_only ON referrals_review;
DROP TRIGGER append_only_truncate ON referrals_grading;
DROP TRIGGER append_only ON referrals_grading;
DROP FUNCTION referrals_is_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
