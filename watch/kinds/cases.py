"""What always holds of cases, their people and their deadlines."""

from typing import Final

from audit.words import mark
from watch.kinds.row import Invariant

SUPPLIER: Final = mark("Meld feilen til leverandøren: dette skal databasen hindre.")
SHARE_OUT: Final = mark("Fordel saken til noen som er her.")

CASES: Final = (
    Invariant(
        "case_without_owner",
        mark("Åpne saker uten ansvarlig og uten køeier"),
        SHARE_OUT,
        """SELECT id FROM cases_case WHERE municipality_id = %(here)s AND ended_at IS NULL
           AND responsible_id IS NULL AND queue_owner_id IS NULL""",
        "/fordeling/",
    ),
    Invariant(
        "case_with_two_owners",
        mark("Åpne saker som ikke har nøyaktig én ansvarlig i historikken"),
        SUPPLIER,
        """SELECT c.id FROM cases_case c WHERE c.municipality_id = %(here)s AND c.ended_at IS NULL
           AND 1 <> (SELECT count(*) FROM cases_responsibility r
                     WHERE r.case_id = c.id AND r.to_at IS NULL)""",
    ),
    Invariant(
        "case_owner_not_in_history",
        mark("Åpne saker der den ansvarlige er en annen enn i historikken"),
        SUPPLIER,
        """SELECT c.id FROM cases_case c
           JOIN cases_responsibility r ON r.case_id = c.id AND r.to_at IS NULL
           WHERE c.municipality_id = %(here)s AND c.ended_at IS NULL
           AND (r.staff_id IS DISTINCT FROM c.responsible_id OR r.unit_id <> c.unit_id)""",
    ),
    Invariant(
        "responsibility_gap",
        mark("Saker med hull i historikken over ansvarlige"),
        SUPPLIER,
        """SELECT id FROM (
               SELECT r.id, r.from_at, lag(r.to_at) OVER by_case AS before,
                      row_number() OVER by_case AS n
               FROM cases_responsibility r JOIN cases_case c ON c.id = r.case_id
               WHERE c.municipality_id = %(here)s
               WINDOW by_case AS (PARTITION BY r.case_id ORDER BY r.from_at, r.id)
           ) AS history WHERE n > 1 AND before IS DISTINCT FROM from_at""",
    ),
    Invariant(
        "case_of_closed_unit",
        mark("Åpne saker hos en enhet som er lagt ned"),
        SHARE_OUT,
        """SELECT c.id FROM cases_case c JOIN people_unit u ON u.id = c.unit_id
           WHERE c.municipality_id = %(here)s AND c.ended_at IS NULL AND u.valid_to <= %(on)s""",
        "/fordeling/",
    ),
    Invariant(
        "case_of_another_municipality",
        mark("Saker med enhet, person eller ansvarlig fra en annen kommune"),
        SUPPLIER,
        """SELECT c.id FROM cases_case c
           JOIN people_unit u ON u.id = c.unit_id
           JOIN people_resident p ON p.id = c.person_id
           LEFT JOIN people_staffmember s ON s.id = c.responsible_id
           WHERE c.municipality_id = %(here)s
           AND (u.municipality_id <> %(here)s OR p.municipality_id <> %(here)s
                OR s.municipality_id <> %(here)s)""",
    ),
    Invariant(
        "case_owner_has_left",
        mark("Åpne saker der den som har saken, har sluttet"),
        SHARE_OUT,
        """SELECT c.id FROM cases_case c
           JOIN people_staffmember s ON s.id = coalesce(c.responsible_id, c.queue_owner_id)
           WHERE c.municipality_id = %(here)s AND c.ended_at IS NULL AND s.left_on < %(on)s""",
        "/fordeling/",
    ),
    Invariant(
        "case_without_clock",
        mark("Saker uten vedtak som verken har frist eller venter til en dato"),
        mark("Åpne saken, og sett den på vent til en dato eller gjør neste steg."),
        """SELECT c.id FROM cases_case c WHERE c.municipality_id = %(here)s
           AND c.stage IN ('RECEIVED', 'ASSESSMENT', 'TRIAL', 'RECOMMENDED', 'HANDOVER',
                           'DECISION', 'APPROVAL')
           AND c.hold_until IS NULL
           AND NOT EXISTS (SELECT FROM deadlines_deadline d WHERE d.case_id = c.id
                           AND d.met_at IS NULL AND d.cancelled_at IS NULL)""",
        "/saker/",
    ),
    Invariant(
        "ended_case_with_service",
        mark("Avsluttede saker med en tjeneste som fortsatt går"),
        mark("Avslutt tjenesten, eller ta saken opp igjen."),
        """SELECT s.id FROM delivery_runningservice s JOIN cases_case c ON c.id = s.case_id
           WHERE c.municipality_id = %(here)s AND s.ends_on IS NULL AND c.ended_at IS NOT NULL
           AND c.merged_into_id IS NULL""",
        "/bestillinger/",
    ),
    Invariant(
        "deadline_not_escalated",
        mark("Frister som er gått ut uten at lederen er varslet"),
        mark("Se om klokken går, og ring lederen."),
        """SELECT d.id FROM deadlines_deadline d
           JOIN (VALUES ('ADVANCE_NOTICE', 7), ('COMPLAINT_FORWARD', 1), ('DECISION_EXPIRY', 14),
                        ('DELAY_NOTICE', 1), ('MISSING_INFORMATION', 7),
                        ('DEVIATION_CONTROL', 1), ('EVALUATION', 7), ('HELP_GATE', 1),
                        ('ORDER_CONFIRMATION', 0), ('PRELIMINARY_ANSWER', 1),
                        ('READY_ANSWER', 0), ('REASSESSMENT_LIMITED', 7),
                        ('REASSESSMENT_OPEN', 14), ('REHABILITATION', 7),
                        ('SERIOUS_EVENT_MEETING', 1), ('SERIOUS_EVENT_NOTICE', 0),
                        ('THERAPY_FIRST', 1), ('THERAPY_SECOND', 1), ('THERAPY_THIRD', 1),
                        ('TRIAL_GATE', 1), ('URGENT_WRITTEN', 1), ('WAITING_LIST', 1)
                ) AS passed (kind, days) ON passed.kind = d.kind
           LEFT JOIN deadlines_ownterm own ON own.municipality_id = d.municipality_id
               AND own.kind = d.kind AND own.valid_from <= %(on)s
               AND (own.valid_to IS NULL OR own.valid_to > %(on)s)
           LEFT JOIN LATERAL (SELECT coalesce(own.escalate_days_after, passed.days) AS days) late
               ON true
           LEFT JOIN cases_case c ON c.id = d.case_id
           WHERE d.municipality_id = %(here)s AND c.ended_at IS NULL
           AND d.met_at IS NULL AND d.cancelled_at IS NULL AND NOT d.provisional
           AND d.paused_on IS NULL AND d.escalated_at IS NULL
           AND CASE WHEN d.due_at IS NULL
               -- a quarter of an hour after the first midnight on which it is passed on
               THEN (greatest(d.due_on + late.days, d.due_on + 1)::timestamp
                     AT TIME ZONE 'Europe/Oslo') + interval '15 minutes' < %(at)s
               ELSE d.due_at + late.days * interval '1 day' + interval '15 minutes' < %(at)s
               END
           AND d.opened_at < %(at)s::timestamptz - interval '15 minutes'""",
        "/frister/",
    ),
    Invariant(
        "deadline_without_ledger",
        mark("Frister som er endret uten at det står hvordan"),
        SUPPLIER,
        """SELECT d.id FROM deadlines_deadline d WHERE d.municipality_id = %(here)s
           AND CASE
               WHEN d.met_at IS NOT NULL THEN 'MET'
               WHEN d.cancelled_at IS NOT NULL THEN 'CANCELLED'
               WHEN d.provisional THEN NULL
               ELSE 'RUNS' END
           IS DISTINCT FROM (
               SELECT CASE WHEN l.act IN ('MET', 'CANCELLED') THEN l.act
                           WHEN d.provisional THEN NULL
                           WHEN l.due_after IS DISTINCT FROM d.due_on THEN l.act
                           ELSE 'RUNS' END
               FROM deadlines_ledgerentry l WHERE l.deadline_id = d.id ORDER BY l.id DESC LIMIT 1)
        """,
    ),
)
