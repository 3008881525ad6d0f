"""What was said of a merge stands; a person becomes another only by one that two have confirmed."""

from django.db import migrations

KEEP = """
CREATE FUNCTION privacy_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON privacy_movedrow
    FOR EACH ROW EXECUTE FUNCTION privacy_only_added();
CREATE TRIGGER never_removed BEFORE DELETE ON privacy_merge
    FOR EACH ROW EXECUTE FUNCTION privacy_only_added();
CREATE TRIGGER never_removed BEFORE DELETE ON privacy_claim
    FOR EACH ROW EXECUTE FUNCTION privacy_only_added();

CREATE FUNCTION privacy_correction_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'person_id' = to_jsonb(OLD) - 'person_id'
        AND people_merge_moves(OLD.person_id, NEW.person_id)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a correction is kept: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON privacy_correction
    FOR EACH ROW EXECUTE FUNCTION privacy_correction_is_fixed();

CREATE FUNCTION privacy_merge_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.kept_id, OLD.absorbed_id, OLD.number, OLD.reason, OLD.proposed_by_id, OLD.proposed_at)
       IS DISTINCT FROM
       (NEW.kept_id, NEW.absorbed_id, NEW.number, NEW.reason, NEW.proposed_by_id, NEW.proposed_at)
       OR OLD.withdrawn_at IS NOT NULL
       OR OLD.confirmed_at IS NOT NULL AND (OLD.confirmed_at, OLD.confirmed_by_id, OLD.last_rows)
          IS DISTINCT FROM (NEW.confirmed_at, NEW.confirmed_by_id, NEW.last_rows)
       OR OLD.undone_at IS NOT NULL
          AND (OLD.undone_at, OLD.undone_by_id, OLD.undo_proposed_at, OLD.undo_proposed_by_id,
               OLD.breach_due_at)
          IS DISTINCT FROM
              (NEW.undone_at, NEW.undone_by_id, NEW.undo_proposed_at, NEW.undo_proposed_by_id,
               NEW.breach_due_at)
       OR OLD.breach <> ''
    THEN
        RAISE EXCEPTION 'what was said of merge % stands', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fixed BEFORE UPDATE ON privacy_merge
    FOR EACH ROW EXECUTE FUNCTION privacy_merge_is_fixed();

-- At the end of the act: who is another, is so by a merge in force; who is not, by none.
CREATE FUNCTION privacy_merged_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    other bigint;
BEGIN
    SELECT merged_into_id INTO other FROM people_resident WHERE id = NEW.id;
    IF other IS NULL AND EXISTS (
        SELECT FROM privacy_merge
         WHERE absorbed_id = NEW.id AND confirmed_at IS NOT NULL AND undone_at IS NULL
    ) OR other IS NOT NULL AND NOT EXISTS (
        SELECT FROM privacy_merge
         WHERE kept_id = other AND confirmed_at IS NOT NULL AND undone_at IS NULL
    ) OR other IS NOT NULL AND NOT EXISTS (
        SELECT FROM privacy_merge
         WHERE absorbed_id = NEW.id AND confirmed_at IS NOT NULL AND undone_at IS NULL
    ) THEN
        RAISE EXCEPTION 'a person becomes another by a merge that two have confirmed'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER merged_by_two AFTER UPDATE OF merged_into_id ON people_resident
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION privacy_merged_by_two();
"""
LET = """
DROP TRIGGER merged_by_two ON people_resident;
DROP FUNCTION privacy_merged_by_two();
DROP TRIGGER fixed ON privacy_merge;
DROP FUNCTION privacy_merge_is_fixed();
DROP TRIGGER kept ON privacy_correction;
DROP FUNCTION privacy_correction_is_fixed();
DROP TRIGGER never_removed ON privacy_claim;
DROP TRIGGER never_removed ON privacy_merge;
DROP TRIGGER only_added ON privacy_movedrow;
DROP FUNCTION privacy_only_added();
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial"), ("people", "0002_relations")]
    operations = [migrations.RunSQL(KEEP, LET)]
