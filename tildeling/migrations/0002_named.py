"""The wall within a municipality: kode 6, on every page, for who is not named (docs/adr/0016).

A read asks once, as it begins, who is hidden from whoever asks; the transaction keeps the answer,
and every policy compares with it. An act asks nothing: it may have to move what whoever acts may
not see (a role that ends, a unit that closes), and it shows nobody anything.
"""

from django.db import migrations

# `led`: the units whoever asks leads; `delivers`: those whose orders they see; `control`: they
# inspect. The grounds of cases.queries.scope for kode 6, and of delivery for orders:
#   names   who it is, for control too, which follows who has looked at whom;
#   near    who stands by them and coordinates, and where they are: for whoever has their order, as
#           for the named;
#   people  all else of theirs that is of no case;
#   cases   and what is: of a person one is named for, all; of an order, the order's case.
# Whoever is named for one of a person's cases is told of the others (the services a person leaves
# behind, «Tjenester nå»); which of them they may open is for cases.queries to say.
HIDDEN_FROM = """
CREATE FUNCTION hidden_from(
    municipality bigint, staff bigint, led bigint[], delivers bigint[], control boolean,
    OUT names text, OUT near text, OUT people text, OUT cases text
) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kept bigint[];
    hidden bigint[];
    shut bigint[];
    ordered bigint[];
BEGIN
    names := ','; near := ','; people := ','; cases := ',';
    SELECT array_agg(p.id) INTO hidden FROM people_resident p
     WHERE p.municipality_id = municipality AND municipality = municipality_here()
       AND (p.protection <> 'NONE' OR p.blocked) AND p.protection = 'STRICT';
    IF hidden IS NULL THEN RETURN; END IF;
    -- Whoever is merged into them is them.
    kept := hidden || ARRAY(SELECT p.id FROM people_resident p
                               WHERE p.merged_into_id = ANY (hidden) AND p.id <> ALL (hidden));
    hidden := ARRAY(
        WITH named AS (
            SELECT c.person_id AS id FROM cases_case c JOIN cases_caseaccess a ON a.case_id = c.id
             WHERE c.person_id = ANY (kept) AND a.to_at IS NULL
               AND (a.until_at IS NULL OR a.until_at
                    > nullif(current_setting('tildeling.midnight', true), '')::timestamptz)
               AND a.ground NOT IN ('order', 'meeting', 'earlier')
               AND (a.staff_id = staff OR a.unit_id = ANY (led))
            UNION ALL SELECT a.person_id FROM people_personaccess a
             WHERE a.person_id = ANY (kept) AND a.to_at IS NULL
               AND (a.staff_id = staff OR a.unit_id = ANY (led))
        )
        SELECT p.id FROM people_resident p WHERE p.id = ANY (kept)
           AND p.id NOT IN (SELECT id FROM named)
           AND coalesce(p.merged_into_id, 0) NOT IN (SELECT id FROM named));
    shut := ARRAY(SELECT c.id FROM cases_case c WHERE c.person_id = ANY (hidden));
    -- Also what the unit has answered no to, or ended: it reads that still, and its lists say so.
    ordered := ARRAY(
        SELECT a.case_id FROM cases_caseaccess a
         WHERE a.case_id = ANY (shut) AND a.unit_id = ANY (delivers) AND a.ground = 'order'
        UNION SELECT o.case_id FROM delivery_order o
         WHERE o.case_id = ANY (shut) AND o.unit_id = ANY (delivers)
        UNION SELECT t.case_id FROM assessments_trial t
         WHERE t.case_id = ANY (shut) AND t.team_id = ANY (delivers)
        UNION SELECT h.case_id FROM referrals_help h
         WHERE h.case_id = ANY (shut) AND h.unit_id = ANY (delivers));
    SELECT coalesce(',' || string_agg(id::text, ',') || ',', ',') INTO people
      FROM unnest(hidden) id;
    SELECT coalesce(',' || string_agg(id::text, ',') || ',', ',') INTO cases
      FROM unnest(shut) id WHERE id <> ALL (ordered);
    SELECT coalesce(',' || string_agg(id::text, ',') || ',', ',') INTO near
      FROM unnest(hidden) id
     WHERE id NOT IN (SELECT c.person_id FROM cases_case c WHERE c.id = ANY (ordered));
    IF NOT control THEN names := near; END IF;
END $$;
REVOKE ALL ON FUNCTION hidden_from(bigint, bigint, bigint[], bigint[], boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hidden_from(bigint, bigint, bigint[], bigint[], boolean)
    TO tildeling_app;
"""

# By every column that names a person or a case; of a case's row, by its case. The answer is ids
# between commas: «,» where nobody is hidden, and without any, everybody is. Written out in each
# policy, since a function would be taken apart anew in each; compared with `<> 1`, since PostgreSQL
# takes that to hold for nearly all rows, as it does, and an equality for nearly none; and not as an
# array, which would be read anew for each row.
#
# A row that names neither, and hangs on one that does, is in sight where that one is: asked by a
# function, since a policy with a sub-select leads hangs_on_ours (0001_wall) back to its own table;
# and only where somebody is hidden at all.
NAME_OFF = """
CREATE FUNCTION name_off(VARIADIC tables regclass[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    here text := $here$CASE current_setting('tildeling.hidden_%1$s', true)
        WHEN ',' THEN 0 WHEN '' THEN 1
        ELSE least(strpos(current_setting('tildeling.hidden_%1$s', true),
                          ',' || coalesce(%2$I, 0)::text || ','), 1) END <> 1$here$;
    walled regclass;
    hides text;
    hangs_on record;
    sure boolean;
BEGIN
    -- What a row hangs on comes first; nothing hangs on another through more than four tables.
    FOR walled IN SELECT t FROM generate_series(1, 4) pass, unnest(tables) t ORDER BY pass LOOP
        CONTINUE WHEN EXISTS (
            SELECT FROM pg_policy WHERE polrelid = walled AND polname = 'named_only');
        SELECT string_agg(CASE
            WHEN walled::text IN ('people_resident', 'people_identitynumber')
            THEN format(here, 'names', a.attname)
            WHEN walled::text IN ('people_relative', 'people_representative', 'people_departure',
                                  'pathways_pathway')
            THEN format(here, 'near', a.attname)
            WHEN walled::text = 'cases_case' OR a.attname = 'case_id'
            THEN format(here, 'cases', a.attname)
            WHEN EXISTS (SELECT FROM pg_attribute WHERE attrelid = walled AND attname = 'case_id')
            THEN format('(case_id IS NOT NULL OR ' || here || ')', 'people', a.attname)
            ELSE format(here, 'people', a.attname)
            END, ' AND ' ORDER BY a.attname)
        INTO hides FROM pg_attribute a
        WHERE a.attrelid = walled AND a.attnum > 0 AND NOT a.attisdropped AND CASE
            WHEN walled::text IN ('people_resident', 'cases_case') THEN a.attname = 'id'
            ELSE a.attname IN ('case_id', 'person_id', 'resident_id', 'kept_id', 'absorbed_id')
            END;
        IF hides IS NULL THEN
            sure := false;
            FOR hangs_on IN
                SELECT own.attname AS own, own.attnotnull AS always,
                       parent.relname AS parent, theirs.attname AS theirs
                  FROM pg_constraint
                  JOIN pg_class parent ON parent.oid = confrelid AND parent.oid <> conrelid
                  JOIN pg_attribute own ON own.attrelid = conrelid AND own.attnum = conkey[1]
                  JOIN pg_attribute theirs
                    ON theirs.attrelid = confrelid AND theirs.attnum = confkey[1]
                 WHERE contype = 'f' AND conrelid = walled AND EXISTS (
                    SELECT FROM pg_policy WHERE polrelid = confrelid AND polname = 'named_only')
                 ORDER BY own.attnotnull DESC, own.attname
            LOOP
                -- What a row always hangs on says enough.
                EXIT WHEN sure AND NOT hangs_on.always;
                sure := hangs_on.always;
                EXECUTE format(
                    'CREATE OR REPLACE FUNCTION %1$I(id bigint) RETURNS integer'
                    ' LANGUAGE plpgsql STABLE PARALLEL SAFE AS $f$ BEGIN RETURN CASE WHEN'
                    ' EXISTS (SELECT FROM public.%2$I AS t WHERE t.%3$I = $1) THEN 0 ELSE 1 END;'
                    ' END $f$', hangs_on.parent || '_hidden', hangs_on.parent, hangs_on.theirs);
                hides := concat_ws(' AND ', hides, format(
                    'CASE WHEN %1$I IS NULL THEN 0'
                    ' ELSE CASE current_setting(''tildeling.hidden_people'', true)'
                    ' WHEN '','' THEN 0 WHEN '''' THEN 1 ELSE %2$I(%1$I) END END <> 1',
                    hangs_on.own, hangs_on.parent || '_hidden'));
            END LOOP;
        END IF;
        CONTINUE WHEN hides IS NULL;
        EXECUTE format('CREATE POLICY named_only ON %s AS RESTRICTIVE FOR SELECT'
                       ' TO tildeling_app USING (%s)', walled, hides);
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION name_off(regclass[]) FROM PUBLIC;
"""

# Every table behind the wall between municipalities that names somebody or hangs on what does. Not
# here: who has access or has had it, and who has looked and why, which control follows; what
# control has drawn and what has left; the agenda of a meeting, which says that there is something one may not see
# (tests/architecture/test_wall.py has each with its reason).
NAMED = """
SELECT name_off(VARIADIC ARRAY(
    SELECT oid::regclass FROM pg_class
     WHERE relrowsecurity AND relnamespace = 'public'::regnamespace AND relname <> ALL (ARRAY[
        'people_personaccess', 'cases_caseaccess', 'cases_responsibility', 'audit_read',
        'oversight_reasonedaccess', 'oversight_signal', 'inspection_inspectedcase',
        'inspection_extract', 'meetings_agendaitem', 'meetings_agendacase'])
     ORDER BY relname));
"""


class Migration(migrations.Migration):
    dependencies = [("tildeling", "0001_wall")]
    operations = [
        migrations.RunSQL(HIDDEN_FROM, migrations.RunSQL.noop),
        migrations.RunSQL(NAME_OFF, migrations.RunSQL.noop),
        migrations.RunSQL(NAMED, migrations.RunSQL.noop),
    ]
