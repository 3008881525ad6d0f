"""A completed assessment and a submitted recommendation stand as they were: PostgreSQL holds them."""

from django.db import migrations

FORBID = """
CREATE FUNCTION assessments_assessment_is_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'assessment % is completed: % refused', OLD.id, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER locked BEFORE UPDATE OR DELETE ON assessments_assessment
    FOR EACH ROW WHEN (OLD.completed_at IS NOT NULL)
    EXECUTE FUNCTION assessments_assessment_is_locked();

CREATE FUNCTION assessments_score_is_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM assessments_assessment a
        WHERE a.completed_at IS NOT NULL
          AND (TG_OP <> 'INSERT' AND a.id = OLD.assessment_id
               OR TG_OP <> 'DELETE' AND a.id = NEW.assessment_id)
    ) THEN
        RAISE EXCEPTION 'the scores of a completed assessment are locked: % refused', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER locked BEFORE INSERT OR UPDATE OR DELETE ON assessments_score
    FOR EACH ROW EXECUTE FUNCTION assessments_score_is_locked();

CREATE FUNCTION assessments_recommendation_is_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'recommendation % is submitted: DELETE refused', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.case_id, OLD.assessment_id, OLD.recommended_by_id, OLD.unit_id, OLD.ladder_step,
        OLD.why_not_lower, OLD.professional_assessment, OLD.persons_view, OLD.no_view_reason,
        OLD.goal, OLD.evaluate_on)
       IS DISTINCT FROM
       (NEW.case_id, NEW.assessment_id, NEW.recommended_by_id, NEW.unit_id, NEW.ladder_step,
        NEW.why_not_lower, NEW.professional_assessment, NEW.persons_view, NEW.no_view_reason,
        NEW.goal, NEW.evaluate_on)
    THEN
        RAISE EXCEPTION 'recommendation % is submitted: UPDATE refused', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER locked BEFORE UPDATE OR DELETE ON assessments_recommendation
    FOR EACH ROW WHEN (OLD.submitted_at IS NOT NULL)
    EXECUTE FUNCTION assessments_recommendation_is_locked();

-- fvl § 6: who is disqualified (inhabil) prepares no decision.
CREATE FUNCTION assessments_recommended_impartially() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM cases_disqualification q
        WHERE q.case_id = NEW.case_id AND q.taken_back_at IS NULL
            AND q.staff_id = NEW.recommended_by_id
    ) THEN
        RAISE EXCEPTION 'who is disqualified does not recommend' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER impartial BEFORE UPDATE ON assessments_recommendation
    FOR EACH ROW WHEN (OLD.submitted_at IS NULL AND NEW.submitted_at IS NOT NULL)
    EXECUTE FUNCTION assessments_recommended_impartially();
CREATE TRIGGER impartial_from_the_first BEFORE INSERT ON assessments_recommendation
    FOR EACH ROW WHEN (NEW.submitted_at IS NOT NULL)
    EXECUTE FUNCTION assessments_recommended_impartially();

CREATE FUNCTION assessments_recommendedservice_is_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM assessments_recommendation r
        WHERE r.submitted_at IS NOT NULL
          AND (TG_OP <> 'INSERT' AND r.id = OLD.recommendation_id
               OR TG_OP <> 'DELETE' AND r.id = NEW.recommendation_id)
    ) THEN
        RAISE EXCEPTION 'the services of a submitted recommendation are locked: % refused', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER locked BEFORE INSERT OR UPDATE OR DELETE ON assessments_recommendedservice
    FOR EACH ROW EXECUTE FUNCTION assessments_recommendedservice_is_locked();

CREATE FUNCTION assessments_submission_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'assessments_submission is append-only: % refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON assessments_submission
    FOR EACH ROW EXECUTE FUNCTION assessments_submission_is_append_only();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON assessments_submission
    FOR EACH STATEMENT EXECUTE FUNCTION assessments_submission_is_append_only();
"""
ALLOW = """
DROP TRIGGER append_only_truncate ON assessments_submission;
DROP TRIGGER append_only ON assessments_submission;
DROP FUNCTION assessments_submission_is_append_only;
DROP TRIGGER locked ON assessments_recommendedservice;
DROP FUNCTION assessments_recommendedservice_is_locked;
DROP TRIGGER impartial_from_the_first ON assessments_recommendation;
DROP TRIGGER impartial ON assessments_recommendation;
DROP FUNCTION assessments_recommended_impartially;
DROP TRIGGER locked ON assessments_recommendation;
DROP FUNCTION assessments_recommendation_is_locked;
DROP TRIGGER locked ON assessments_score;
DROP FUNCTION assessments_score_is_locked;
DROP TRIGGER locked ON assessments_assessment;
DROP FUNCTION assessments_assessment_is_locked;
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
