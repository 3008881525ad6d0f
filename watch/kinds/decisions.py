"""What always holds of decisions (vedtak), what they grant, and what is given."""

from typing import Final

from audit.words import mark
from watch.kinds.cases import SUPPLIER
from watch.kinds.row import Invariant

LOOK: Final = mark("Se på vedtaket, og fatt det på nytt om det ikke kan stå.")

DECISIONS: Final = (
    Invariant(
        "decision_without_recommendation",
        mark("Vedtak uten innstilling der reglene krever to personer"),
        LOOK,
        """SELECT d.id FROM decisions_decision d JOIN cases_case c ON c.id = d.case_id
           WHERE c.municipality_id = %(here)s AND d.issued_at IS NOT NULL
           AND d.imported_from_id IS NULL AND d.two_persons_required
           AND d.recommended_by_id IS NULL""",
    ),
    Invariant(
        "decided_by_who_prepared",
        mark("Vedtak fattet av den som innstilte, der reglene krever to personer"),
        LOOK,
        """SELECT d.id FROM decisions_decision d JOIN cases_case c ON c.id = d.case_id
           WHERE c.municipality_id = %(here)s AND d.submitted_at IS NOT NULL
           AND d.two_persons_required AND d.recommended_by_id = d.decided_by_id
           AND d.alone_reason !~ '\\S'""",
    ),
    Invariant(
        "approved_by_who_wrote",
        mark("Vedtak godkjent av noen som selv har skrevet på det"),
        LOOK,
        """SELECT d.id FROM decisions_decision d JOIN cases_case c ON c.id = d.case_id
           WHERE c.municipality_id = %(here)s AND d.approved_by_id IS NOT NULL
           AND (d.approved_by_id IN (d.decided_by_id, d.written_by_id)
                OR EXISTS (SELECT FROM decisions_decisionwriter w
                           WHERE w.decision_id = d.id AND w.staff_id = d.approved_by_id))""",
    ),
    Invariant(
        "issued_unapproved",
        mark("Vedtak som er fattet uten godkjenning der den kreves"),
        LOOK,
        """SELECT d.id FROM decisions_decision d JOIN cases_case c ON c.id = d.case_id
           WHERE c.municipality_id = %(here)s AND d.issued_at IS NOT NULL AND d.approval_required
           AND (d.approved_by_id IS NULL OR d.approved_version <> d.version)""",
    ),
    Invariant(
        "decided_by_disqualified",
        mark("Vedtak fattet av noen som er inhabil i saken"),
        LOOK,
        """SELECT d.id FROM decisions_decision d
           JOIN cases_case c ON c.id = d.case_id
           JOIN cases_disqualification q ON q.case_id = c.id
                AND q.staff_id IN (d.decided_by_id, d.approved_by_id)
           WHERE c.municipality_id = %(here)s AND d.submitted_at > q.declared_at
           AND (q.taken_back_at IS NULL OR q.taken_back_at > d.submitted_at)""",
    ),
    Invariant(
        "decision_without_letter",
        mark("Vedtak uten brev til parten"),
        mark("Send vedtaket til parten."),
        """SELECT d.id FROM decisions_decision d JOIN cases_case c ON c.id = d.case_id
           WHERE c.municipality_id = %(here)s AND d.issued_at IS NOT NULL
           AND d.imported_from_id IS NULL
           AND NOT EXISTS (SELECT FROM decisions_decisionletter l WHERE l.decision_id = d.id)""",
        "/brev/",
    ),
    Invariant(
        "decided_case_without_decision",
        mark("Saker der vedtak er fattet, uten et vedtak"),
        SUPPLIER,
        """SELECT c.id FROM cases_case c WHERE c.municipality_id = %(here)s
           AND c.stage IN ('DECIDED', 'DELIVERY')
           AND NOT EXISTS (SELECT FROM decisions_decision d
                           WHERE d.case_id = c.id AND d.issued_at IS NOT NULL)""",
    ),
    Invariant(
        "complaint_without_deadline",
        mark("Vedtak uten klagefrist"),
        SUPPLIER,
        """SELECT d.id FROM decisions_decision d JOIN cases_case c ON c.id = d.case_id
           WHERE c.municipality_id = %(here)s AND d.issued_at IS NOT NULL
           AND d.imported_from_id IS NULL
           AND NOT EXISTS (SELECT FROM deadlines_deadline f WHERE f.case_id = d.case_id
                           AND f.kind IN ('COMPLAINT_PBRL', 'COMPLAINT_FVL'))""",
    ),
    Invariant(
        "service_without_decision",
        mark("Tjenester som går uten at et fattet vedtak har innvilget dem"),
        mark("Se på tjenesten sammen med utføreren, og fatt vedtak."),
        """SELECT s.id FROM delivery_runningservice s
           JOIN cases_case c ON c.id = s.case_id
           JOIN delivery_order o ON o.id = s.order_id
           JOIN decisions_decisionline l ON l.id = o.line_id
           JOIN decisions_decision d ON d.id = l.decision_id
           WHERE c.municipality_id = %(here)s AND s.ends_on IS NULL
           AND (l.outcome NOT IN ('GRANTED', 'PARTLY')
                OR d.issued_at IS NULL AND l.urgent_id IS NULL)""",
        "/uten-gyldig-vedtak/",
    ),
    Invariant(
        "service_overlaps_itself",
        mark("Personer med samme tjeneste to ganger i samme tidsrom"),
        mark("Avslutt den ene tjenesten."),
        """SELECT a.id FROM delivery_runningservice a JOIN delivery_runningservice b
           ON b.person_id = a.person_id AND b.service_key = a.service_key AND b.id > a.id
           JOIN cases_case c ON c.id = a.case_id
           WHERE c.municipality_id = %(here)s AND NOT a.by_trial AND NOT b.by_trial
           AND daterange(a.starts_on, a.ends_on) && daterange(b.starts_on, b.ends_on)""",
        "/bestillinger/",
    ),
    Invariant(
        "running_without_order",
        mark("Tjenester som går på en bestilling som ikke er i gang"),
        SUPPLIER,
        """SELECT s.id FROM delivery_runningservice s
           JOIN delivery_order o ON o.id = s.order_id JOIN cases_case c ON c.id = s.case_id
           WHERE c.municipality_id = %(here)s AND s.ends_on IS NULL AND o.state <> 'RUNNING'""",
    ),
    Invariant(
        "service_of_another_person",
        mark("Tjenester som går til en annen enn den saken gjelder"),
        SUPPLIER,
        """SELECT s.id FROM delivery_runningservice s JOIN cases_case c ON c.id = s.case_id
           WHERE c.municipality_id = %(here)s AND s.person_id <> c.person_id""",
    ),
)
