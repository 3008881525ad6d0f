"""Whom staff are kept from and whom only the named see, each one function: planned once.

A work list asks it in every one of its branches; written out there it took longer to plan than
to carry out. They read as the owner: what stops somebody must not fail because whoever it goes
through is hidden from them (docs/adr/0016). They answer with ids, of the municipality named alone.
"""

from django.db import migrations

FUNCTIONS = """
-- Every relation of a member of staff, with what makes it.
CREATE FUNCTION people_relations_of(staff bigint) RETURNS TABLE (id bigint, kind text)
LANGUAGE plpgsql STABLE ROWS 10
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY
    -- Who a member of staff is, as a resident: as the register has it, or as they have told.
    WITH me AS (
        SELECT s.resident_id AS id FROM people_staffmember s
         WHERE s.id = staff AND s.resident_id IS NOT NULL
           AND s.municipality_id = municipality_here()
        UNION SELECT n.resident_id FROM people_relation r
          JOIN people_identitynumber n
            ON n.number = r.number AND n.municipality_id = r.municipality_id
         WHERE r.staff_id = staff AND r.kind = 'ONESELF' AND r.ended_at IS NULL
           AND r.municipality_id = municipality_here()
    )
    SELECT me.id, 'ONESELF' FROM me
    -- told by number (also an earlier one)
    UNION ALL SELECT n.resident_id, r.kind::text FROM people_relation r
      JOIN people_identitynumber n
        ON n.number = r.number AND n.municipality_id = r.municipality_id
     WHERE r.staff_id = staff AND r.ended_at IS NULL AND r.municipality_id = municipality_here()
    -- a relative's row; also an ended one, which says that it has been so
    UNION ALL SELECT v.resident_id, 'NEAR' FROM people_relative v
     WHERE v.other_id IN (SELECT me.id FROM me)
    UNION ALL SELECT v.other_id, 'NEAR' FROM people_relative v
     WHERE v.resident_id IN (SELECT me.id FROM me) AND v.other_id IS NOT NULL;
END $$;

CREATE FUNCTION people_kept_from(staff bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 10 AS $$
BEGIN
    RETURN QUERY SELECT r.id FROM people_relations_of(staff) r;
END $$;

-- The staff who are related to a person.
CREATE FUNCTION people_related_staff(person bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 10
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY
    WITH me AS (
        SELECT s.id AS staff_id, s.resident_id AS id FROM people_staffmember s
         WHERE s.resident_id IS NOT NULL AND s.municipality_id = municipality_here()
        UNION SELECT r.staff_id, n.resident_id FROM people_relation r
          JOIN people_identitynumber n
            ON n.number = r.number AND n.municipality_id = r.municipality_id
         WHERE r.kind = 'ONESELF' AND r.ended_at IS NULL
           AND r.municipality_id = municipality_here()
    )
    SELECT me.staff_id FROM me WHERE me.id = person
    UNION SELECT r.staff_id FROM people_relation r
      JOIN people_identitynumber n
        ON n.number = r.number AND n.municipality_id = r.municipality_id
     WHERE n.resident_id = person AND r.ended_at IS NULL
       AND r.municipality_id = municipality_here()
    UNION SELECT me.staff_id FROM people_relative v JOIN me ON me.id = v.other_id
     WHERE v.resident_id = person
    UNION SELECT me.staff_id FROM people_relative v JOIN me ON me.id = v.resident_id
     WHERE v.other_id = person;
END $$;

-- Whose number it is, or has been: who registers is told that it is taken, and not who it is.
CREATE FUNCTION people_known_as(municipality bigint, called text) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (SELECT n.resident_id FROM people_identitynumber n
             WHERE n.number = called AND n.municipality_id = municipality
               AND municipality = municipality_here());
END $$;

CREATE FUNCTION people_who_work_in(municipality bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 100
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT s.resident_id FROM people_staffmember s
     WHERE s.municipality_id = municipality AND s.resident_id IS NOT NULL
       AND municipality = municipality_here()
    UNION ALL SELECT n.resident_id FROM people_relation r
      JOIN people_identitynumber n
        ON n.number = r.number AND n.municipality_id = r.municipality_id
     WHERE r.municipality_id = municipality AND r.kind = 'ONESELF' AND r.ended_at IS NULL
       AND municipality = municipality_here();
END $$;

CREATE FUNCTION people_named_only(municipality bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 200
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT p.id FROM people_resident p
     WHERE p.municipality_id = municipality AND municipality = municipality_here()
       AND (p.protection <> 'NONE' OR p.blocked) AND p.protection = 'STRICT'
    UNION ALL SELECT people_who_work_in(municipality);
END $$;

CREATE FUNCTION people_guarded(municipality bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 300
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY
    SELECT p.id FROM people_resident p
     WHERE p.municipality_id = municipality AND municipality = municipality_here()
       AND (p.protection <> 'NONE' OR p.blocked)
    UNION ALL SELECT people_who_work_in(municipality);
END $$;

-- A row kept as it was written changes whose it is in one way only: along a merge of two persons,
-- or back (privacy). The triggers that keep such rows ask.
CREATE FUNCTION people_merge_moves(was bigint, becomes bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM people_resident
                    WHERE id = was AND merged_into_id = becomes
                       OR id = becomes AND merged_into_id = was)
$$;

REVOKE ALL ON FUNCTION people_relations_of(bigint), people_related_staff(bigint),
    people_known_as(bigint, text), people_who_work_in(bigint), people_named_only(bigint),
    people_guarded(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_relations_of(bigint), people_related_staff(bigint),
    people_known_as(bigint, text), people_who_work_in(bigint), people_named_only(bigint),
    people_guarded(bigint) TO tildeling_app;
"""
NO_FUNCTIONS = """
DROP FUNCTION people_merge_moves(bigint, bigint);
DROP FUNCTION people_kept_from(bigint), people_named_only(bigint), people_guarded(bigint);
DROP FUNCTION people_who_work_in(bigint), people_relations_of(bigint);
DROP FUNCTION people_related_staff(bigint), people_known_as(bigint, text);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS)]
