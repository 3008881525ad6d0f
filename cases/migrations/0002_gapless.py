"""Responsibility has no gaps, and who was disqualified is kept: PostgreSQL holds both."""

from django.db import migrations

CHECK = """
CREATE FUNCTION cases_responsibility_is_gapless() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (
            SELECT from_at, lag(to_at) OVER (ORDER BY from_at, id) AS before,
                   row_number() OVER (ORDER BY from_at, id) AS n
            FROM cases_responsibility WHERE case_id = NEW.case_id
        ) rows WHERE n > 1 AND before IS DISTINCT FROM from_at
    ) THEN
        RAISE EXCEPTION 'responsibility for case % has a gap', NEW.case_id
            USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT FROM cases_responsibility r JOIN cases_case c ON c.id = r.case_id
        WHERE r.case_id = NEW.case_id AND r.to_at IS NULL AND r.unit_id = c.unit_id
          AND r.staff_id IS NOT DISTINCT FROM c.responsible_id
    ) THEN
        RAISE EXCEPTION 'case % and its responsibility say different things', NEW.case_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER gapless AFTER INSERT OR UPDATE ON cases_responsibility
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION cases_responsibility_is_gapless();
CREATE FUNCTION cases_case_has_responsibility() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM cases_responsibility r JOIN cases_case c ON c.id = r.case_id
        WHERE r.case_id = NEW.id AND r.to_at IS NULL AND r.unit_id = c.unit_id
          AND r.staff_id IS NOT DISTINCT FROM c.responsible_id
    ) THEN
        RAISE EXCEPTION 'case % has nobody responsible', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER has_responsibility
    AFTER INSERT OR UPDATE OF unit_id, responsible_id ON cases_case
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION cases_case_has_responsibility();

CREATE FUNCTION cases_disqualification_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    later text[] := ARRAY['taken_back_by_id', 'taken_back_at', 'taken_back_reason'];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.taken_back_at IS NULL AND to_jsonb(NEW) - later = to_jsonb(OLD) - later THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a disqualification is kept: % refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON cases_disqualification
    FOR EACH ROW EXECUTE FUNCTION cases_disqualification_is_kept();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON cases_disqualification
    FOR EACH STATEMENT EXECUTE FUNCTION cases_disqualification_is_kept();
"""
UNCHECK = """
DROP TRIGGER never_emptied ON cases_disqualification;
DROP TRIGGER kept ON cases_disqualification;
DROP FUNCTION cases_disqualification_is_kept;
DROP TRIGGER has_responsibility ON cases_case;
DROP FUNCTION cases_case_has_responsibility;
DROP TRIGGER gapless ON cases_responsibility;
DROP FUNCTION cases_responsibility_is_gapless;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunSQL(CHECK, UNCHECK)]
