"""What was decided stays decided, whoever asks; and nobody approves what they have written."""

from django.db import migrations

ISSUED = """
CREATE FUNCTION decisions_issued_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.issued_at IS NOT NULL OR NEW.submitted_at IS NOT NULL THEN
            RAISE EXCEPTION 'a decision begins as a draft' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.issued_at IS NOT NULL THEN
        RAISE EXCEPTION 'an issued decision is never changed: % refused', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF NEW.approved_by_id IS NOT NULL AND EXISTS (
        SELECT FROM decisions_decisionwriter w
        WHERE w.decision_id = NEW.id AND w.staff_id = NEW.approved_by_id
    ) THEN
        RAISE EXCEPTION 'nobody approves what they have written'
            USING ERRCODE = 'check_violation';
    END IF;
    -- An approval is of these words, and falls before one of them is changed.
    IF OLD.approved_at IS NOT NULL AND NEW.approved_at IS NOT NULL AND (
        NEW.rules, NEW.facts, NEW.considerations, NEW.persons_view, NEW.no_view_reason,
        NEW.childs_interest, NEW.conditions, NEW.goal, NEW.evaluate_on, NEW.language
    ) IS DISTINCT FROM (
        OLD.rules, OLD.facts, OLD.considerations, OLD.persons_view, OLD.no_view_reason,
        OLD.childs_interest, OLD.conditions, OLD.goal, OLD.evaluate_on, OLD.language
    ) THEN
        RAISE EXCEPTION 'what is approved is not changed while it is approved'
            USING ERRCODE = 'restrict_violation';
    END IF;
    -- fvl § 6: who is disqualified (inhabil) neither decides, approves nor sends.
    IF (OLD.submitted_at IS NULL AND NEW.submitted_at IS NOT NULL
        OR OLD.approved_at IS NULL AND NEW.approved_at IS NOT NULL
        OR NEW.issued_at IS NOT NULL) AND EXISTS (
        SELECT FROM cases_disqualification q
        WHERE q.case_id = NEW.case_id AND q.taken_back_at IS NULL
            AND q.staff_id IN (NEW.decided_by_id, NEW.approved_by_id)
    ) THEN
        RAISE EXCEPTION 'who is disqualified neither decides nor approves'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.issued_at IS NOT NULL AND (
        NOT EXISTS (SELECT FROM decisions_decisionline l WHERE l.decision_id = NEW.id)
        OR EXISTS (
            SELECT FROM decisions_decisionline l WHERE l.decision_id = NEW.id AND (
                l.outcome = ''
                OR (l.outcome IN ('GRANTED', 'PARTLY')
                    AND (l.unit_performing_id IS NULL OR l.from_on IS NULL))
                -- What was decided elsewhere says no more than what is known of it.
                OR (NEW.imported_from_id IS NULL
                    AND (l.legal_basis = '' OR l.complaint_route = ''
                         OR (l.outcome IN ('GRANTED', 'PARTLY') AND l.fee_text = '')))
                OR (l.outcome <> 'GRANTED' AND l.reason ~ '^\\s*$')
            )
        )
    ) THEN
        RAISE EXCEPTION 'a decision is issued whole: outcome, legal basis, route, unit and reason'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER issued_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON decisions_decision
    FOR EACH ROW EXECUTE FUNCTION decisions_issued_is_fixed();

CREATE FUNCTION decisions_issued_lines_are_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    IF TG_OP <> 'INSERT' THEN
        touched := touched || OLD.decision_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        touched := touched || NEW.decision_id;
    END IF;
    -- Waits for an issue on its way, and then sees it.
    PERFORM FROM decisions_decision d WHERE d.id = ANY (touched) ORDER BY d.id FOR SHARE;
    IF EXISTS (
        SELECT FROM decisions_decision d WHERE d.id = ANY (touched) AND d.issued_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'the lines of an issued decision are never changed: % refused', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    -- What is written at the issue (route, fee) is no part of what was approved.
    IF EXISTS (
        SELECT FROM decisions_decision d WHERE d.id = ANY (touched) AND d.approved_at IS NOT NULL
    ) THEN
        IF TG_OP <> 'UPDATE' OR (
            NEW.decision_id, NEW.service_key, NEW.outcome, NEW.reason, NEW.quantity, NEW.unit,
            NEW.per, NEW.helpers, NEW.night, NEW.from_on, NEW.to_on, NEW.unit_performing_id
        ) IS DISTINCT FROM (
            OLD.decision_id, OLD.service_key, OLD.outcome, OLD.reason, OLD.quantity, OLD.unit,
            OLD.per, OLD.helpers, OLD.night, OLD.from_on, OLD.to_on, OLD.unit_performing_id
        ) THEN
            RAISE EXCEPTION 'what is approved is not changed while it is approved'
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER issued_lines_are_fixed BEFORE INSERT OR UPDATE OR DELETE ON decisions_decisionline
    FOR EACH ROW EXECUTE FUNCTION decisions_issued_lines_are_fixed();

CREATE FUNCTION decisions_told_lines_are_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (
        NEW.urgent_id, NEW.decision_id, NEW.public_id, NEW.service_key, NEW.outcome, NEW.quantity,
        NEW.unit, NEW.per, NEW.helpers, NEW.night, NEW.from_on, NEW.to_on, NEW.unit_performing_id
    ) IS DISTINCT FROM (
        OLD.urgent_id, OLD.decision_id, OLD.public_id, OLD.service_key, OLD.outcome, OLD.quantity,
        OLD.unit, OLD.per, OLD.helpers, OLD.night, OLD.from_on, OLD.to_on, OLD.unit_performing_id
    ) THEN
        RAISE EXCEPTION 'what was decided orally is never changed: % refused', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER told_lines_are_fixed BEFORE UPDATE OR DELETE ON decisions_decisionline
    FOR EACH ROW WHEN (OLD.urgent_id IS NOT NULL)
    EXECUTE FUNCTION decisions_told_lines_are_fixed();

-- What was said stays said; only that it is written is noted, once.
CREATE FUNCTION decisions_urgent_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.written_at IS NOT NULL OR NEW.written_at IS NULL
        OR to_jsonb(NEW) - 'written_at' <> to_jsonb(OLD) - 'written_at' THEN
        RAISE EXCEPTION 'an oral decision is never changed: % refused', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER urgent_is_fixed BEFORE UPDATE OR DELETE ON decisions_urgentdecision
    FOR EACH ROW EXECUTE FUNCTION decisions_urgent_is_fixed();

-- A deviation is closed, and is then what it is.
CREATE FUNCTION decisions_deviation_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.closed_at IS NOT NULL OR NEW.closed_at IS NULL
        OR to_jsonb(NEW) - '{closed_at,closed_how,closed_by_id,closed_text}'::text[]
            <> to_jsonb(OLD) - '{closed_at,closed_how,closed_by_id,closed_text}'::text[] THEN
        RAISE EXCEPTION 'a deviation is closed once, and never changed: % refused', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.closed_how = 'CONTROL' AND EXISTS (
        SELECT FROM cases_disqualification q
        WHERE q.case_id = NEW.case_id AND q.taken_back_at IS NULL
            AND q.staff_id = NEW.closed_by_id
    ) THEN
        RAISE EXCEPTION 'who is disqualified controls nothing' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER deviation_is_fixed BEFORE UPDATE OR DELETE ON decisions_deviation
    FOR EACH ROW EXECUTE FUNCTION decisions_deviation_is_fixed();

CREATE FUNCTION decisions_line_replaces_its_like() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM decisions_decisionline l
        JOIN decisions_decision d ON d.id = l.decision_id
        JOIN cases_case c ON c.id = d.case_id
        JOIN decisions_decision own ON own.id = NEW.decision_id
        JOIN cases_case mine ON mine.id = own.case_id
        WHERE l.id = NEW.replaces_id AND (d.issued_at IS NOT NULL OR l.urgent_id IS NOT NULL)
            AND l.outcome IN ('GRANTED', 'PARTLY')
            AND l.service_key = NEW.service_key AND c.person_id = mine.person_id
    ) THEN
        RAISE EXCEPTION 'a line replaces a granted line of the same person and service'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER line_replaces_its_like BEFORE INSERT OR UPDATE ON decisions_decisionline
    FOR EACH ROW WHEN (NEW.replaces_id IS NOT NULL)
    EXECUTE FUNCTION decisions_line_replaces_its_like();

CREATE FUNCTION decisions_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
"""

NEVER_EMPTIED = [
    "decisions_decision",
    "decisions_decisionline",
    "decisions_urgentdecision",
    "decisions_deviation",
    "decisions_lineend",
    "decisions_decisionletter",
    "decisions_decisionwriter",
    "decisions_decisionversion",
    "decisions_decisionreturn",
    "decisions_stepseen",
]
ONLY_ADDED = NEVER_EMPTIED[4:]

GUARD = ISSUED + "".join(
    [
        f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION decisions_only_added();\n"
        for table in NEVER_EMPTIED
    ]
    + [
        f"CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION decisions_only_added();\n"
        for table in ONLY_ADDED
    ]
)
UNGUARD = (
    "".join(f"DROP TRIGGER only_added ON {table};\n" for table in ONLY_ADDED)
    + "".join(f"DROP TRIGGER never_emptied ON {table};\n" for table in NEVER_EMPTIED)
    + """
DROP FUNCTION decisions_only_added;
DROP TRIGGER deviation_is_fixed ON decisions_deviation;
DROP FUNCTION decisions_deviation_is_fixed;
DROP TRIGGER urgent_is_fixed ON decisions_urgentdecision;
DROP FUNCTION decisions_urgent_is_fixed;
DROP TRIGGER told_lines_are_fixed ON decisions_decisionline;
DROP FUNCTION decisions_told_lines_are_fixed;
DROP TRIGGER line_replaces_its_like ON decisions_decisionline;
DROP FUNCTION decisions_line_replaces_its_like;
DROP TRIGGER issued_lines_are_fixed ON decisions_decisionline;
DROP FUNCTION decisions_issued_lines_are_fixed;
DROP TRIGGER issued_is_fixed ON decisions_decision;
DROP FUNCTION decisions_issued_is_fixed;
"""
)


class Migration(migrations.Migration):
    dependencies = [("decisions", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
