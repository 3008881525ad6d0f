"""Whom staff are kept from and whom only the named see, each one function: planned once.

A work list asks it in every one of its branches; written out there it took longer to plan than
to carry out. They read with the rights of who asks.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION people_kept_from(staff bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 10 AS $$
BEGIN
    RETURN QUERY
    -- Who a member of staff is, as a resident: as the register has it, or as they have told.
    WITH me AS (
        SELECT s.resident_id AS id FROM people_staffmember s
         WHERE s.id = staff AND s.resident_id IS NOT NULL
        UNION SELECT n.resident_id FROM people_relation r
          JOIN people_identitynumber n
            ON n.number = r.number AND n.municipality_id = r.municipality_id
         WHERE r.staff_id = staff AND r.kind = 'ONESELF' AND r.ended_at IS NULL
    )
    SELECT me.id FROM me
    -- told by number (also an earlier one)
    UNION ALL SELECT n.resident_id FROM people_relation r
      JOIN people_identitynumber n
        ON n.number = r.number AND n.municipality_id = r.municipality_id
     WHERE r.staff_id = staff AND r.ended_at IS NULL
    -- a relative's row; also an ended one, which says that it has been so
    UNION ALL SELECT v.resident_id FROM people_relative v
     WHERE v.other_id IN (SELECT me.id FROM me)
    UNION ALL SELECT v.other_id FROM people_relative v
     WHERE v.resident_id IN (SELECT me.id FROM me) AND v.other_id IS NOT NULL;
END $$;

CREATE FUNCTION people_who_work_in(municipality bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 100 AS $$
BEGIN
    RETURN QUERY
    SELECT s.resident_id FROM people_staffmember s
     WHERE s.municipality_id = municipality AND s.resident_id IS NOT NULL
    UNION ALL SELECT n.resident_id FROM people_relation r
      JOIN people_identitynumber n
        ON n.number = r.number AND n.municipality_id = r.municipality_id
     WHERE r.municipality_id = municipality AND r.kind = 'ONESELF' AND r.ended_at IS NULL;
END $$;

CREATE FUNCTION people_named_only(municipality bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 200 AS $$
BEGIN
    RETURN QUERY
    SELECT p.id FROM people_resident p
     WHERE p.municipality_id = municipality
       AND (p.protection <> 'NONE' OR p.blocked) AND p.protection = 'STRICT'
    UNION ALL SELECT people_who_work_in(municipality);
END $$;

CREATE FUNCTION people_guarded(municipality bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE ROWS 300 AS $$
BEGIN
    RETURN QUERY
    SELECT p.id FROM people_resident p
     WHERE p.municipality_id = municipality AND (p.protection <> 'NONE' OR p.blocked)
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
"""
NO_FUNCTIONS = """
DROP FUNCTION people_merge_moves(bigint, bigint);
DROP FUNCTION people_kept_from(bigint), people_named_only(bigint), people_guarded(bigint);
DROP FUNCTION people_who_work_in(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS)]
