"""What always holds of roles, access and the trail."""

from typing import Final

from audit.words import mark
from watch.kinds.cases import SUPPLIER
from watch.kinds.row import Invariant

END_IT: Final = mark("Trekk tilgangen tilbake.")
LEADER: Final = mark("Be lederen kontrollere innsynet.")

ACCESS: Final = (
    Invariant(
        "role_without_end",
        mark("Roller uten sluttdato, eller som varer mer enn et år"),
        END_IT,
        """SELECT g.id FROM people_rolegrant g JOIN people_staffmember s ON s.id = g.staff_id
           WHERE s.municipality_id = %(here)s AND g.revoked_at IS NULL
           AND (g.valid_to IS NULL OR g.valid_to > g.valid_from + interval '1 year')""",
        "/oppsett/brukere/",
    ),
    Invariant(
        "role_in_no_unit",
        mark("Roller i en enhet som er lagt ned, eller i en annen kommune"),
        END_IT,
        """SELECT g.id FROM people_rolegrant g JOIN people_staffmember s ON s.id = g.staff_id
           JOIN people_unit u ON u.id = g.unit_id
           WHERE s.municipality_id = %(here)s AND g.revoked_at IS NULL
           AND g.valid_from <= %(on)s AND g.valid_to > %(on)s
           AND (u.municipality_id <> %(here)s OR u.valid_to <= %(on)s)""",
        "/oppsett/brukere/",
    ),
    Invariant(
        "role_of_who_left",
        mark("Roller i kraft hos noen som har sluttet"),
        END_IT,
        """SELECT g.id FROM people_rolegrant g JOIN people_staffmember s ON s.id = g.staff_id
           WHERE s.municipality_id = %(here)s AND s.left_on < %(on)s
           AND g.revoked_at IS NULL AND g.valid_from <= %(on)s AND g.valid_to > %(on)s""",
        "/oppsett/brukere/",
    ),
    Invariant(
        "auditor_also_works",
        mark("Kontrollører som samtidig har en annen rolle"),
        END_IT,
        """SELECT a.id FROM people_rolegrant a JOIN people_staffmember s ON s.id = a.staff_id
           JOIN people_rolegrant b ON b.staff_id = a.staff_id AND b.role <> 'AUDITOR'
                AND b.revoked_at IS NULL AND b.valid_from <= %(on)s AND b.valid_to > %(on)s
           WHERE s.municipality_id = %(here)s AND a.role = 'AUDITOR'
           AND a.revoked_at IS NULL AND a.valid_from <= %(on)s AND a.valid_to > %(on)s""",
        "/oppsett/brukere/",
    ),
    Invariant(
        "access_of_who_left",
        mark("Saker som er åpne for noen som har sluttet"),
        END_IT,
        """SELECT x.id FROM cases_caseaccess x JOIN people_staffmember s ON s.id = x.staff_id
           JOIN cases_case c ON c.id = x.case_id
           WHERE c.municipality_id = %(here)s AND s.left_on < %(on)s AND c.ended_at IS NULL
           AND x.to_at IS NULL AND x.until_at IS NULL""",
    ),
    Invariant(
        "meeting_access_past",
        mark("Saker som fortsatt er åpne etter et møte"),
        mark("Se om klokken går."),
        """SELECT x.id FROM cases_caseaccess x JOIN cases_case c ON c.id = x.case_id
           WHERE c.municipality_id = %(here)s AND x.ground = 'meeting' AND x.to_at IS NULL
           AND x.from_at < %(at)s::timestamptz - interval '2 days'""",
    ),
    Invariant(
        "reason_past_review",
        mark("Begrunnede innsyn som ikke er kontrollert innen fristen"),
        LEADER,
        """SELECT id FROM oversight_reasonedaccess WHERE municipality_id = %(here)s
           AND outcome = '' AND control_due_on < %(on)s""",
    ),
    Invariant(
        "two_open_merges",
        mark("Personer med to åpne forslag om sammenslåing"),
        mark("Trekk det ene forslaget."),
        """SELECT person FROM (
               SELECT kept_id AS person FROM privacy_merge WHERE municipality_id = %(here)s
               AND confirmed_at IS NULL AND withdrawn_at IS NULL
               UNION ALL
               SELECT absorbed_id FROM privacy_merge WHERE municipality_id = %(here)s
               AND confirmed_at IS NULL AND withdrawn_at IS NULL
           ) AS open GROUP BY person HAVING count(*) > 1""",
    ),
    Invariant(
        "merged_person_with_case",
        mark("Åpne saker hos en person som er slått sammen med en annen"),
        SUPPLIER,
        """SELECT c.id FROM cases_case c JOIN people_resident p ON p.id = c.person_id
           WHERE c.municipality_id = %(here)s AND c.ended_at IS NULL
           AND p.merged_into_id IS NOT NULL""",
    ),
    Invariant(
        "stands_still_for_nothing",
        mark("Personer som står stille uten et åpent forslag om sammenslåing"),
        SUPPLIER,
        """SELECT p.id FROM people_resident p WHERE p.municipality_id = %(here)s
           AND p.stands_still AND NOT EXISTS (
               SELECT FROM privacy_merge m WHERE p.id IN (m.kept_id, m.absorbed_id)
               AND m.withdrawn_at IS NULL AND m.undone_at IS NULL
               AND (m.confirmed_at IS NULL OR m.undo_proposed_at IS NOT NULL))""",
    ),
    Invariant(
        "two_results_for_a_key",
        mark("Innsendinger som er utført to ganger"),
        SUPPLIER,
        """SELECT min(id) FROM people_idempotentresult WHERE municipality_id = %(here)s
           GROUP BY account_id, route, key HAVING count(*) > 1""",
    ),
    Invariant(
        "keys_not_forgotten",
        mark("Svar på innsendinger som er lagret for lenge"),
        mark("Se om klokken går."),
        """SELECT id FROM people_idempotentresult WHERE municipality_id = %(here)s
           AND at < %(at)s::timestamptz - interval '8 days'""",
    ),
    Invariant(
        "entry_without_actor",
        mark("Hendelser i historikken uten noen som har gjort dem"),
        SUPPLIER,
        """SELECT case_id FROM audit_entry WHERE municipality_id = %(here)s
           AND at > %(at)s::timestamptz - interval '1 day'
           AND (role !~ '\\S' OR staff_id IS NULL AND role <> 'SYSTEM')""",
    ),
    Invariant(
        "look_without_ground",
        mark("Innsyn som er logget uten grunnlag eller uten hvem"),
        SUPPLIER,
        """SELECT case_id FROM audit_read WHERE municipality_id = %(here)s
           AND at > %(at)s::timestamptz - interval '1 day'
           AND (ground !~ '\\S' OR staff_id IS NULL AND role <> 'SYSTEM')""",
    ),
    Invariant(
        "looks_fell",
        mark("Innsynsloggen er nesten tom i forhold til samme time forrige uke"),
        mark("Se om innsyn blir logget."),
        """SELECT before FROM (
               SELECT count(*) FILTER (WHERE at > %(at)s::timestamptz - interval '1 hour') AS now,
                      count(*) FILTER (WHERE at < %(at)s::timestamptz - interval '7 days') AS before
               FROM audit_read WHERE municipality_id = %(here)s
               AND at > %(at)s::timestamptz - interval '7 days 1 hour'
               AND (at < %(at)s::timestamptz - interval '7 days'
                    OR at > %(at)s::timestamptz - interval '1 hour')
           ) AS hours WHERE before >= 100 AND now * 5 < before""",
    ),
)
