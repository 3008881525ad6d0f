"""The second wall: a row of one municipality is out of sight for all others (docs/adr/0016).

Every table with people's affairs stands here; the tables without them, and why they may be read
before anybody has signed in, stand in tests/architecture/test_wall.py, which finds any table that
is in neither. A table made by a later migration is walled off by that migration.
"""

from django.db import migrations

# Whose rows this transaction sees: as people.access has said; without that, nobody's.
HERE = """
CREATE FUNCTION municipality_here() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('tildeling.municipality', true), '')::bigint;
"""

# A table whose model does not say whose its rows are gets a column that the database alone fills:
# the code can neither forget it nor say something else. What a row hangs on must be in sight too,
# since PostgreSQL checks foreign keys as the owner, who sees everything.
WALL_OFF = """
CREATE FUNCTION wall_off(VARIADIC tables regclass[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    walled regclass;
    hangs_on text;
BEGIN
    FOREACH walled IN ARRAY tables LOOP
        IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = walled
                       AND attname = 'municipality_id' AND NOT attisdropped) THEN
            EXECUTE format('ALTER TABLE %s ADD COLUMN municipality_id bigint NOT NULL'
                           ' DEFAULT municipality_here()', walled);
        END IF;
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', walled);
    END LOOP;
    FOREACH walled IN ARRAY tables LOOP
        EXECUTE format('CREATE POLICY one_municipality ON %s TO tildeling_app'
                       ' USING (municipality_id = municipality_here())', walled);
        SELECT string_agg(format(
            '(%1$I.%2$I IS NULL OR EXISTS (SELECT FROM %3$s AS t WHERE t.%4$I = %1$I.%2$I))',
            (SELECT relname FROM pg_class WHERE oid = walled),
            own.attname, confrelid::regclass, theirs.attname), ' AND ' ORDER BY own.attname)
        INTO hangs_on
        FROM pg_constraint
        JOIN pg_class parent ON parent.oid = confrelid AND parent.relrowsecurity
        JOIN pg_attribute own ON own.attrelid = conrelid AND own.attnum = conkey[1]
        JOIN pg_attribute theirs ON theirs.attrelid = confrelid AND theirs.attnum = confkey[1]
        WHERE contype = 'f' AND conrelid = walled;
        CONTINUE WHEN hangs_on IS NULL;
        -- Apart from the policy for reads, which may not lead back to its own table.
        EXECUTE format('CREATE POLICY hangs_on_ours ON %s AS RESTRICTIVE FOR INSERT'
                       ' TO tildeling_app WITH CHECK (%s)', walled, hangs_on);
        EXECUTE format('CREATE POLICY stays_on_ours ON %s AS RESTRICTIVE FOR UPDATE'
                       ' TO tildeling_app USING (true) WITH CHECK (%s)', walled, hangs_on);
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION wall_off(regclass[]) FROM PUBLIC;
"""

WALLED = """
SELECT wall_off(
    'people_resident', 'people_identitynumber', 'people_relative', 'people_representative',
    'people_personaccess', 'people_departure', 'people_savedview', 'people_sourcesystem',
    'people_takenover', 'people_idempotentresult', 'people_relation', 'people_stop',

    'cases_case', 'cases_casecounter', 'cases_caseservice', 'cases_responsibility',
    'cases_disqualification', 'cases_caseaccess', 'cases_draft', 'cases_policyrow',
    'cases_routingrow',

    'notifications_letter', 'notifications_letterfile', 'notifications_notice',
    'notifications_dispatch', 'notifications_postchannel', 'notifications_postsetting',
    'notifications_digest', 'notifications_switchedoff',

    'deadlines_deadline', 'deadlines_ledgerentry', 'deadlines_taskstate', 'deadlines_ownterm',

    'records_note', 'records_document', 'records_journalcounter', 'records_journalnumber',

    'intake_application', 'intake_applicationcase',

    'assessments_assessment', 'assessments_stepsave', 'assessments_score', 'assessments_trial',
    'assessments_recommendation', 'assessments_recommendedservice', 'assessments_submission',
    'assessments_givenbefore',

    'pathways_pathway', 'pathways_pathwaycase', 'pathways_handover', 'pathways_question',

    'decisions_decision', 'decisions_decisionline', 'decisions_lineend',
    'decisions_decisionletter', 'decisions_decisionwriter', 'decisions_decisionversion',
    'decisions_decisionreturn', 'decisions_stepseen', 'decisions_localrate',
    'decisions_complaintbody', 'decisions_urgentdecision', 'decisions_urgentrequest',
    'decisions_deviation',

    'delivery_order', 'delivery_redirection', 'delivery_orderquestion',
    'delivery_runningservice', 'delivery_reassessed',

    'referrals_urgencyrow', 'referrals_grading', 'referrals_help', 'referrals_review',

    'meetings_meeting', 'meetings_agendaitem', 'meetings_agendacase', 'meetings_attendance',

    'oversight_reasonedaccess', 'oversight_signal',

    'privacy_merge', 'privacy_movedrow', 'privacy_claim', 'privacy_correction',
    'privacy_retentionrow',

    'inspection_sample', 'inspection_inspectedcase', 'inspection_finding',
    'inspection_tolddeviation', 'inspection_extract',

    'rights_review', 'rights_line', 'rights_ending', 'rights_proposal',

    'audit_entry', 'audit_read', 'audit_denial', 'audit_change'
);
"""

# `@>` is not known as leakproof, so the policy would have every look of the municipality read for
# those at one person. The owner's function has the same condition, and uses the index.
LOOKS = """
CREATE FUNCTION audit_looks_at(person bigint) RETURNS SETOF audit_read
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT * FROM audit_read
    WHERE municipality_id = municipality_here() AND person_ids @> jsonb_build_array(person)
$$;
REVOKE ALL ON FUNCTION audit_looks_at(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_looks_at(bigint) TO tildeling_app;
"""

# What an open page asks now and then: whether somebody whom the reader has looked at has had their
# address protected since. It tells neither whom nor how many; as the owner, because from whoever is
# to be told, the person may be hidden by now (0002_named.py).
SHIELDED = """
CREATE FUNCTION shielded_since(reader bigint, since timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM audit_entry e
        WHERE e.event = 'ProtectionChanged' AND e.at >= since AND e.data->>'protection' <> 'NONE'
          AND EXISTS (
            SELECT FROM audit_read r
            WHERE r.staff_id = reader AND r.at >= since - interval '12 hours'
              AND (r.person_ids @> jsonb_build_array(e.person_id) OR EXISTS (
                SELECT FROM people_resident merged
                WHERE merged.merged_into_id = e.person_id
                  AND r.person_ids @> jsonb_build_array(merged.id)))
          )
    )
$$;
REVOKE ALL ON FUNCTION shielded_since(bigint, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shielded_since(bigint, timestamptz) TO tildeling_app;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("people", "0001_initial"),
        ("audit", "0005_followed"),
        ("cases", "0002_gapless"),
        ("notifications", "0002_fixed"),
        ("deadlines", "0002_ledger"),
        ("records", "0002_fixed"),
        ("intake", "0001_initial"),
        ("assessments", "0002_locked"),
        ("pathways", "0001_initial"),
        ("decisions", "0002_fixed"),
        ("delivery", "0001_initial"),
        ("referrals", "0002_kept"),
        ("meetings", "0002_kept"),
        ("oversight", "0001_initial"),
        ("inspection", "0002_kept"),
        ("privacy", "0002_kept"),
        ("rights", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(HERE, migrations.RunSQL.noop),
        migrations.RunSQL(WALL_OFF, migrations.RunSQL.noop),
        migrations.RunSQL(WALLED, migrations.RunSQL.noop),
        migrations.RunSQL(LOOKS, migrations.RunSQL.noop),
        migrations.RunSQL(SHIELDED, migrations.RunSQL.noop),
    ]
