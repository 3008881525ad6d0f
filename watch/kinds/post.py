"""What always holds of letters, notices, notes and documents."""

from typing import Final

from audit.words import mark
from watch.kinds.cases import SUPPLIER
from watch.kinds.row import Invariant

SEE_POST: Final = mark("Se i brevkøen, og send brevet eller si hvorfor det ikke skal sendes.")

POST: Final = (
    Invariant(
        "letter_text_changed",
        mark("Brev der filen ikke er den som ble vedtatt"),
        mark("Stans brevet, og meld feilen til leverandøren."),
        # The file's own digest is reckoned anew for what is not posted yet; the rest is compared.
        """SELECT l.id FROM notifications_letter l
           LEFT JOIN notifications_letterfile f ON f.letter_id = l.id
           WHERE l.municipality_id = %(here)s
           AND (f.sha256 IS DISTINCT FROM l.sha256
                OR l.state IN ('HELD', 'SENDING')
                   AND encode(sha256(f.body), 'hex') <> l.sha256)""",
    ),
    Invariant(
        "letter_not_in_trail",
        mark("Brev som historikken kjenner med en annen tekst"),
        mark("Stans brevet, og meld feilen til leverandøren."),
        """SELECT l.id FROM notifications_letter l JOIN audit_entry e
           ON e.at >= l.queued_at - interval '1 day' AND e.at <= l.queued_at + interval '1 day'
           AND e.event = 'LetterQueued' AND e.data ->> 'letter' = l.public_id::text
           WHERE l.municipality_id = %(here)s
           AND l.queued_at > %(at)s::timestamptz - interval '8 days'
           AND e.data ->> 'sha256' IS DISTINCT FROM l.sha256""",
    ),
    Invariant(
        "letter_forgotten",
        mark("Brev som har ventet på utsending i mer enn en uke"),
        SEE_POST,
        """SELECT id FROM notifications_letter WHERE municipality_id = %(here)s
           AND state IN ('HELD', 'SENDING')
           AND hold_until < %(at)s::timestamptz - interval '7 days'""",
        "/brev/",
    ),
    Invariant(
        "letter_not_heard_of",
        mark("Digitale brev som verken er levert eller noens oppgave"),
        mark("Se om utsendingen av digitale brev går."),
        # Two days longer than the municipality, or notifications.policy.DELIVERIES, gives: the
        # relay has had its chance.
        """SELECT l.id FROM notifications_letter l
           JOIN notifications_dispatch d ON d.letter_id = l.id AND d.channel = 'DIGITAL'
           WHERE l.municipality_id = %(here)s AND l.state = 'SENT' AND l.reached_on IS NULL
           AND d.sent_at < %(at)s::timestamptz - interval '2 days' - make_interval(
               days => coalesce((
                   SELECT s.unheard_days FROM notifications_postsetting s
                   WHERE s.municipality_id = %(here)s AND s.unheard_days IS NOT NULL
                   AND s.valid_from <= (%(at)s::timestamptz AT TIME ZONE 'Europe/Oslo')::date
                   AND (s.valid_to IS NULL
                        OR s.valid_to > (%(at)s::timestamptz AT TIME ZONE 'Europe/Oslo')::date)
                   ORDER BY s.valid_from DESC LIMIT 1), 3))""",
        "/brev/",
    ),
    Invariant(
        "protected_letter_in_bundle",
        mark("Brev til beskyttet adresse som er skrevet ut sammen med andre"),
        mark("Finn brevet igjen nå, og si fra til personvernombudet."),
        """SELECT l.id FROM notifications_letter l JOIN people_resident p ON p.id = l.person_id
           WHERE l.municipality_id = %(here)s
           AND (l.protected AND l.bundle IS NOT NULL
                OR l.state = 'SENDING' AND NOT l.protected AND l.recipient_kind = 'PERSON'
                   AND p.protection <> 'NONE')""",
    ),
    Invariant(
        "letter_to_the_dead",
        mark("Brev som venter på utsending til noen som er døde"),
        SEE_POST,
        """SELECT l.id FROM notifications_letter l JOIN people_resident p ON p.id = l.person_id
           WHERE l.municipality_id = %(here)s AND l.state = 'HELD' AND p.died_on IS NOT NULL""",
        "/brev/",
    ),
    Invariant(
        "letter_of_another_person",
        mark("Brev om en annen enn den saken gjelder"),
        mark("Stans brevet, og meld feilen til leverandøren."),
        """SELECT l.id FROM notifications_letter l JOIN cases_case c ON c.id = l.case_id
           WHERE l.municipality_id = %(here)s AND l.person_id <> c.person_id""",
    ),
    Invariant(
        "letter_without_journal",
        mark("Sendte brev uten journalnummer"),
        mark("Se om klokken går."),
        """SELECT l.id FROM notifications_letter l WHERE l.municipality_id = %(here)s
           AND l.posted_on < %(on)s::date - 1
           AND NOT EXISTS (SELECT FROM records_journalnumber j WHERE j.letter_id = l.id)""",
    ),
    Invariant(
        "outbox_waits",
        mark("E-post som skulle vært sendt for mer enn et kvarter siden"),
        mark("Se om postutsendingen og e-posttjeneren går."),
        """SELECT id FROM notifications_digest d WHERE municipality_id = %(here)s
           AND sent_at IS NULL AND day = %(on)s::date
           AND next_at < %(at)s::timestamptz - interval '15 minutes'
           AND NOT EXISTS (SELECT FROM watch_attempt a
                           WHERE a.municipality_id = %(here)s AND a.work = 'email_digest'
                           AND a.row = d.staff_id AND a.parked_at IS NOT NULL)""",
    ),
    Invariant(
        "document_without_journal",
        mark("Dokumenter uten journalnummer"),
        SUPPLIER,
        """SELECT d.id FROM records_document d WHERE d.municipality_id = %(here)s
           AND NOT EXISTS (SELECT FROM records_journalnumber j WHERE j.document_id = d.id)""",
    ),
    Invariant(
        "paper_of_another_person",
        mark("Notater og dokumenter om en annen enn den saken gjelder"),
        SUPPLIER,
        """SELECT n.id FROM records_note n JOIN cases_case c ON c.id = n.case_id
           WHERE n.municipality_id = %(here)s AND n.person_id <> c.person_id
           UNION ALL
           SELECT d.id FROM records_document d JOIN cases_case c ON c.id = d.case_id
           WHERE d.municipality_id = %(here)s AND d.person_id <> c.person_id""",
    ),
)
