"""Notes, papers and their numbers stay as they were written, whoever asks."""

from django.db import migrations

FORBID = """
CREATE FUNCTION records_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;

-- Of information from others it is told once, afterwards, whether the person has heard it.
CREATE FUNCTION records_note_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    later text[] := ARRAY['put_before', 'put_before_on', 'put_before_note', 'put_before_by_id',
        'put_before_at'];
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.put_before = 'NOT_YET' AND NEW.put_before <> 'NOT_YET'
        AND to_jsonb(NEW) - later = to_jsonb(OLD) - later
    THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'person_id' = to_jsonb(OLD) - 'person_id'
        AND people_merge_moves(OLD.person_id, NEW.person_id)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a note is never changed: % refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER fixed BEFORE UPDATE OR DELETE ON records_note
    FOR EACH ROW EXECUTE FUNCTION records_note_is_fixed();

-- A paper may be linked, described, unlinked and laid away as a double; what came in, and when, stays.
CREATE FUNCTION records_document_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    later text[] := ARRAY['person_id', 'case_id', 'kind', 'direction', 'party', 'dated_on',
        'title', 'linked_by_id', 'linked_at', 'double_of_id', 'discarded_by_id', 'discarded_at',
        'version'];
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - later = to_jsonb(OLD) - later THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a document is never changed: % refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER fixed BEFORE UPDATE OR DELETE ON records_document
    FOR EACH ROW EXECUTE FUNCTION records_document_is_fixed();

CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON records_journalnumber
    FOR EACH ROW EXECUTE FUNCTION records_only_added();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON records_note
    FOR EACH STATEMENT EXECUTE FUNCTION records_only_added();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON records_document
    FOR EACH STATEMENT EXECUTE FUNCTION records_only_added();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON records_journalnumber
    FOR EACH STATEMENT EXECUTE FUNCTION records_only_added();
"""
ALLOW = """
DROP TRIGGER never_emptied ON records_journalnumber;
DROP TRIGGER never_emptied ON records_document;
DROP TRIGGER never_emptied ON records_note;
DROP TRIGGER only_added ON records_journalnumber;
DROP TRIGGER fixed ON records_document;
DROP FUNCTION records_document_is_fixed;
DROP TRIGGER fixed ON records_note;
DROP FUNCTION records_note_is_fixed;
DROP FUNCTION records_only_added;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
