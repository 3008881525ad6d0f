"""Row history: one function of the owner's writes what every change made of a row (ADR 0017)."""

from django.db import migrations

# Runs as the owner: the application may neither write in audit_change nor pass this by. What it
# asks of the transaction was said by people.access; without that it was done by hand, and `login`
# tells by whom. The arguments, in pairs, lead from a row that names neither a case nor a person to
# the row it hangs on: its column, and that row's table.
REMEMBER = """
CREATE FUNCTION audit_remember() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    before jsonb;
    after jsonb;
    root jsonb;
    concerns_case bigint;
    concerns_person bigint;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN before := to_jsonb(OLD); END IF;
    IF TG_OP <> 'DELETE' THEN after := to_jsonb(NEW); END IF;
    root := coalesce(after, before);
    concerns_case := CASE TG_TABLE_NAME WHEN 'cases_case' THEN root ->> 'id'
                     ELSE root ->> 'case_id' END;
    concerns_person := CASE TG_TABLE_NAME WHEN 'people_resident' THEN root ->> 'id'
                       ELSE coalesce(root ->> 'person_id', root ->> 'resident_id') END;
    FOR i IN 0 .. TG_NARGS / 2 - 1 LOOP
        EXIT WHEN concerns_case IS NOT NULL OR concerns_person IS NOT NULL;
        CONTINUE WHEN root ->> TG_ARGV[2 * i] IS NULL;
        EXECUTE format('SELECT to_jsonb(t) FROM public.%I t WHERE id = $1', TG_ARGV[2 * i + 1])
           INTO root USING (root ->> TG_ARGV[2 * i])::bigint;
        concerns_case := root ->> 'case_id';
        concerns_person := root ->> 'person_id';
    END LOOP;
    root := coalesce(after, before);
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(key, value), jsonb_object_agg(key, after -> key)
          INTO before, after
          FROM jsonb_each(before) WHERE value IS DISTINCT FROM after -> key;
    END IF;
    INSERT INTO public.audit_change (
        at, municipality_id, relation, row_id, act, was, became, staff_id, use_case, login,
        case_id, person_id
    ) VALUES (
        coalesce(nullif(current_setting('tildeling.at', true), '')::timestamptz, now()),
        coalesce(root ->> 'municipality_id',
                 nullif(current_setting('tildeling.municipality', true), ''))::bigint,
        TG_TABLE_NAME, (root ->> 'id')::bigint, TG_OP, before, after,
        nullif(current_setting('tildeling.staff', true), '')::bigint,
        left(coalesce(current_setting('tildeling.use_case', true), ''), 80),
        session_user, concerns_case, concerns_person
    );
    RETURN NULL;
END $$;
"""

KEEP = """
CREATE FUNCTION audit_keep_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the rows of % have a history: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
"""

FOLLOW = """
CREATE FUNCTION audit_follow(followed text, VARIADIC path text[] DEFAULT '{}') RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER history AFTER INSERT OR UPDATE OR DELETE ON %I'
        ' FOR EACH ROW EXECUTE FUNCTION audit_remember(%s)', followed,
        (SELECT string_agg(quote_literal(word), ', ') FROM unnest(path) word));
    EXECUTE format(
        'CREATE OR REPLACE TRIGGER history_kept BEFORE TRUNCATE ON %I'
        ' FOR EACH STATEMENT EXECUTE FUNCTION audit_keep_rows()', followed);
END $$;
REVOKE ALL ON FUNCTION audit_follow(text, text[]) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_seal")]
    operations = [
        migrations.RunSQL(REMEMBER, "DROP FUNCTION audit_remember();"),
        migrations.RunSQL(KEEP, "DROP FUNCTION audit_keep_rows();"),
        migrations.RunSQL(FOLLOW, "DROP FUNCTION audit_follow(text, text[]);"),
    ]
