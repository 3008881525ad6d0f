"""What a meeting came to stands as it was written, whoever asks; nothing of it is removed."""

from django.db import migrations

KEEP = """
CREATE FUNCTION meetings_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is kept: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION meetings_settled_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'person_id' = to_jsonb(OLD) - 'person_id'
        AND people_merge_moves(OLD.person_id, NEW.person_id)
    THEN
        RETURN NEW;
    END IF;
    -- Its place in the order may still change, while others are moved past it.
    IF OLD.outcome <> '' AND to_jsonb(NEW) - 'position' <> to_jsonb(OLD) - 'position' THEN
        RAISE EXCEPTION 'a settled item is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    -- fvl § 6: who is disqualified (inhabil) takes no part.
    IF OLD.outcome = '' AND NEW.outcome <> '' AND EXISTS (
        SELECT FROM meetings_agendacase a
        JOIN cases_disqualification q ON q.case_id = a.case_id AND q.taken_back_at IS NULL
        WHERE a.item_id = NEW.id AND a.waits AND q.staff_id = NEW.settled_by_id
    ) AND NEW.outcome = 'CONCLUDED' THEN
        RAISE EXCEPTION 'who is disqualified concludes nothing'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settled_is_fixed BEFORE UPDATE ON meetings_agendaitem
    FOR EACH ROW EXECUTE FUNCTION meetings_settled_is_fixed();

CREATE FUNCTION meetings_ended_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.held_at IS NOT NULL THEN
        RAISE EXCEPTION 'an ended meeting is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.held_at IS NOT NULL AND EXISTS (
        SELECT FROM meetings_agendaitem i WHERE i.meeting_id = NEW.id AND i.outcome = ''
    ) THEN
        RAISE EXCEPTION 'a meeting is ended when every item is settled'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ended_is_fixed BEFORE UPDATE ON meetings_meeting
    FOR EACH ROW EXECUTE FUNCTION meetings_ended_is_fixed();
"""
TABLES = [
    "meetings_meeting",
    "meetings_agendaitem",
    "meetings_agendacase",
    "meetings_attendance",
]
GUARD = KEEP + "".join(
    f"CREATE TRIGGER kept BEFORE DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION meetings_kept();\n"
    f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION meetings_kept();\n"
    for table in TABLES
)
UNGUARD = (
    "".join(
        f"DROP TRIGGER never_emptied ON {table};\nDROP TRIGGER kept ON {table};\n"
        for table in TABLES
    )
    + """
DROP TRIGGER ended_is_fixed ON meetings_meeting;
DROP FUNCTION meetings_ended_is_fixed;
DROP TRIGGER settled_is_fixed ON meetings_agendaitem;
DROP FUNCTION meetings_settled_is_fixed;
DROP FUNCTION meetings_kept;
"""
)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial"), ("cases", "0002_gapless")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
