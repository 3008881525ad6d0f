"""A letter's words and file are fixed when it is queued: PostgreSQL refuses every later change."""

from django.db import migrations

FORBID = """
CREATE FUNCTION notifications_letter_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'a letter is never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'person_id' = to_jsonb(OLD) - 'person_id'
        AND people_merge_moves(OLD.person_id, NEW.person_id)
    THEN
        RETURN NEW;
    END IF;
    IF (OLD.municipality_id, OLD.kind, OLD.case_id, OLD.person_id, OLD.recipient_kind,
        OLD.representative_id, OLD.relative_id, OLD.name, OLD.address, OLD.protected, OLD.language,
        OLD.title, OLD.content, OLD.words, OLD.sha256, OLD.key, OLD.channel, OLD.queued_at,
        OLD.replaces_id)
       IS DISTINCT FROM
       (NEW.municipality_id, NEW.kind, NEW.case_id, NEW.person_id, NEW.recipient_kind,
        NEW.representative_id, NEW.relative_id, NEW.name, NEW.address, NEW.protected, NEW.language,
        NEW.title, NEW.content, NEW.words, NEW.sha256, NEW.key, NEW.channel, NEW.queued_at,
        NEW.replaces_id)
    THEN
        RAISE EXCEPTION 'the words of letter % are fixed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.posted_on IS NOT NULL AND (OLD.posted_on, OLD.posted_by_id, OLD.handled_as)
       IS DISTINCT FROM (NEW.posted_on, NEW.posted_by_id, NEW.handled_as) THEN
        RAISE EXCEPTION 'letter % is already posted', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fixed BEFORE UPDATE OR DELETE ON notifications_letter
    FOR EACH ROW EXECUTE FUNCTION notifications_letter_is_fixed();

CREATE FUNCTION notifications_letterfile_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a letter''s file is never changed: % refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER fixed BEFORE UPDATE OR DELETE ON notifications_letterfile
    FOR EACH ROW EXECUTE FUNCTION notifications_letterfile_is_fixed();
CREATE TRIGGER fixed_truncate BEFORE TRUNCATE ON notifications_letterfile
    FOR EACH STATEMENT EXECUTE FUNCTION notifications_letterfile_is_fixed();
"""
ALLOW = """
DROP TRIGGER fixed_truncate ON notifications_letterfile;
DROP TRIGGER fixed ON notifications_letterfile;
DROP FUNCTION notifications_letterfile_is_fixed;
DROP TRIGGER fixed ON notifications_letter;
DROP FUNCTION notifications_letter_is_fixed;
"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
