-- One breach of each invariant (watch/kinds), planted by the owner past triggers, and past constraints
-- where there are any. `:name` is the row that is told first.

-- :open
(SELECT id FROM cases_case WHERE stage = 'RECEIVED' ORDER BY id LIMIT 1)

-- :held
(SELECT id FROM cases_case WHERE responsible_id IS NOT NULL AND ended_at IS NULL LIMIT 1)

-- :issued
(SELECT id FROM decisions_decision WHERE issued_at IS NOT NULL AND letter_id IS NOT NULL ORDER
BY id LIMIT 1)

-- :running
(SELECT id FROM delivery_runningservice WHERE ends_on IS NULL AND NOT by_trial ORDER BY id LIMIT
1)

-- :letter
(SELECT id FROM notifications_letter WHERE state = 'HELD' AND case_id IS NOT NULL ORDER BY id
LIMIT 1)

-- :role
(SELECT id FROM people_rolegrant WHERE revoked_at IS NULL AND role = 'CASEWORKER'
AND valid_from <= '2026-03-04' AND valid_to > '2026-03-05' ORDER BY id LIMIT 1)

-- :somebody
(SELECT id FROM people_resident ORDER BY id DESC LIMIT 1)

-- case_without_owner
ALTER TABLE cases_case DROP CONSTRAINT cases_case_always_one_responsible;
UPDATE cases_case SET responsible_id = NULL, queue_owner_id = NULL WHERE id = :open;

-- case_with_two_owners
ALTER TABLE cases_responsibility DROP CONSTRAINT cases_responsibility_no_overlap;
DROP INDEX cases_responsibility_one_now;
INSERT INTO cases_responsibility SELECT (jsonb_populate_record(t, jsonb_build_object('id',
900001, 'from_at', now()))).* FROM cases_responsibility AS t WHERE t.id = (SELECT id FROM
cases_responsibility WHERE case_id = :open AND to_at IS NULL);

-- case_owner_not_in_history
UPDATE cases_case SET responsible_id = (SELECT max(id) FROM people_staffmember WHERE id <>
responsible_id) WHERE id = :held;

-- responsibility_gap
UPDATE cases_responsibility SET from_at = from_at + interval '1 second' WHERE to_at IS NULL AND
case_id IN (SELECT case_id FROM cases_responsibility WHERE to_at IS NOT NULL);

-- case_of_closed_unit
UPDATE people_unit SET valid_to = '2026-02-01' WHERE id = (SELECT unit_id FROM cases_case WHERE
id = :open);

-- case_of_another_municipality
UPDATE people_unit SET municipality_id = 900001 WHERE id = (SELECT unit_id FROM cases_case WHERE
id = :open);

-- case_owner_has_left
UPDATE people_staffmember SET left_on = '2026-02-01' WHERE id = (SELECT responsible_id FROM
cases_case WHERE id = :held);

-- case_without_clock
UPDATE deadlines_deadline SET cancelled_at = now() WHERE case_id = :open AND met_at IS NULL;

-- ended_case_with_service
UPDATE cases_case SET stage = 'ENDED', ended_at = now(), end_reason = 'X' WHERE id = (SELECT
case_id FROM delivery_runningservice WHERE id = :running);

-- deadline_not_escalated
UPDATE deadlines_deadline SET due_on = '2026-02-20', escalated_at = NULL WHERE kind =
'PRELIMINARY_ANSWER' AND case_id = :open;

-- deadline_without_ledger
UPDATE deadlines_deadline SET met_at = now() WHERE kind = 'PRELIMINARY_ANSWER' AND case_id =
:open;

-- decision_without_recommendation
ALTER TABLE decisions_decision DROP CONSTRAINT decisions_decision_two_persons;
UPDATE decisions_decision SET two_persons_required = true, recommended_by_id = NULL WHERE id =
:issued;

-- decided_by_who_prepared
ALTER TABLE decisions_decision DROP CONSTRAINT decisions_decision_two_persons;
UPDATE decisions_decision SET two_persons_required = true, alone_reason = ' ', recommended_by_id
= decided_by_id WHERE id = :issued;

-- approved_by_who_wrote
ALTER TABLE decisions_decision DROP CONSTRAINT decisions_decision_nobody_approves_their_own;
UPDATE decisions_decision SET approved_by_id = decided_by_id, approved_at = issued_at,
approved_version = version WHERE id = :issued;

-- issued_unapproved
ALTER TABLE decisions_decision DROP CONSTRAINT decisions_decision_approved_where_required;
UPDATE decisions_decision SET approval_required = true, approved_by_id = NULL, approved_at =
NULL, approved_version = NULL WHERE id = :issued;

-- decided_by_disqualified
INSERT INTO cases_disqualification (case_id, staff_id, ground, note, declared_by_id,
declared_at, taken_back_reason, municipality_id) SELECT d.case_id, d.decided_by_id, 'PARTY', '',
d.decided_by_id, d.submitted_at - interval '1 hour', '', c.municipality_id FROM
decisions_decision d JOIN cases_case c ON c.id = d.case_id WHERE d.id = :issued;

-- decision_without_letter
DELETE FROM decisions_decisionletter WHERE decision_id = :issued;

-- decided_case_without_decision
UPDATE cases_case SET stage = 'DECIDED' WHERE id = :open;

-- complaint_without_deadline
DELETE FROM deadlines_deadline WHERE kind LIKE 'COMPLAINT%';

-- service_without_decision
UPDATE decisions_decisionline SET outcome = 'REFUSED' WHERE id IN (SELECT o.line_id FROM
delivery_order o JOIN delivery_runningservice s ON s.order_id = o.id WHERE s.id = :running);

-- service_overlaps_itself
ALTER TABLE delivery_runningservice DROP CONSTRAINT delivery_runningservice_no_overlap;
INSERT INTO delivery_runningservice SELECT (jsonb_populate_record(t, jsonb_build_object('id',
900001, 'order_id', 900001))).* FROM delivery_runningservice AS t WHERE t.id = :running;

-- running_without_order
UPDATE delivery_order SET state = 'CONFIRMED' WHERE id = (SELECT order_id FROM
delivery_runningservice WHERE id = :running);

-- service_of_another_person
UPDATE delivery_runningservice SET person_id = :somebody WHERE id = :running;

-- letter_text_changed
UPDATE notifications_letterfile SET body = body || 'x'::bytea WHERE letter_id = :letter;

-- letter_not_in_trail
UPDATE notifications_letter SET sha256 = 'x' WHERE id = :letter;

-- letter_forgotten
UPDATE notifications_letter SET hold_until = '2026-02-01' WHERE id = :letter;

-- letter_not_heard_of
UPDATE notifications_letter SET state = 'SENT', channel = 'DIGITAL', posted_on = '2026-02-20' WHERE
id = :letter;
INSERT INTO notifications_dispatch (municipality_id, letter_id, channel, account, tries, tried_at,
                                    sent_at, receipt, trouble, status)
SELECT municipality_id, id, 'DIGITAL', gen_random_uuid(), 1, '2026-02-20 09:00+00',
       '2026-02-20 09:00+00', 'x', '', ''
FROM notifications_letter WHERE state = 'SENT' AND channel = 'DIGITAL';

-- protected_letter_in_bundle
ALTER TABLE notifications_letter DROP CONSTRAINT notifications_letter_printed_by_somebody;
UPDATE notifications_letter SET protected = true, address = '', bundle = gen_random_uuid() WHERE
id = :letter;

-- letter_to_the_dead
UPDATE people_resident SET died_on = '2026-03-01' WHERE id = (SELECT person_id FROM
notifications_letter WHERE id = :letter);

-- letter_of_another_person
UPDATE notifications_letter SET person_id = :somebody WHERE id = :letter;

-- letter_without_journal
UPDATE notifications_letter SET posted_on = '2026-03-01', posted_by_id = owner_id WHERE id =
:letter;

-- outbox_waits
UPDATE notifications_digest SET sent_at = NULL, next_at = '2026-03-04 08:00+00';

-- document_without_journal
DELETE FROM records_journalnumber WHERE document_id IS NOT NULL;

-- paper_of_another_person
UPDATE records_note SET person_id = :somebody WHERE case_id IS NOT NULL;

-- role_without_end
ALTER TABLE people_rolegrant DROP CONSTRAINT people_rolegrant_a_year_at_most;
UPDATE people_rolegrant SET valid_to = '2099-01-01' WHERE id = :role;

-- role_in_no_unit
UPDATE people_unit SET valid_to = '2026-02-01' WHERE id = (SELECT unit_id FROM people_rolegrant
WHERE id = :role);

-- role_of_who_left
UPDATE people_staffmember SET left_on = '2026-02-01' WHERE id = (SELECT staff_id FROM
people_rolegrant WHERE id = :role);

-- auditor_also_works
INSERT INTO people_rolegrant SELECT (jsonb_populate_record(t, jsonb_build_object('id', 900001,
'role', 'AUDITOR'))).* FROM people_rolegrant AS t WHERE t.id = :role;

-- access_of_who_left
UPDATE people_staffmember SET left_on = '2026-02-01' WHERE id IN (SELECT staff_id FROM
cases_caseaccess WHERE to_at IS NULL);

-- meeting_access_past
UPDATE cases_caseaccess SET ground = 'meeting', from_at = '2026-02-01', until_at = NULL WHERE id
= (SELECT max(id) FROM cases_caseaccess WHERE to_at IS NULL);

-- reason_past_review
UPDATE oversight_reasonedaccess SET outcome = '', control_note = '', controlled_by_id = NULL,
controlled_at = NULL, control_due_on = '2026-03-01';

-- two_open_merges
ALTER TABLE privacy_merge DROP CONSTRAINT IF EXISTS privacy_merge_one;
DROP INDEX IF EXISTS privacy_merge_absorbed_once;
UPDATE privacy_merge SET confirmed_at = NULL, confirmed_by_id = NULL, withdrawn_at = NULL,
withdrawn_by_id = NULL, undo_proposed_at = NULL, undo_proposed_by_id = NULL, undo_reason = '',
undone_at = NULL, undone_by_id = NULL, breach_due_at = NULL, breach = '', breach_note = '',
breach_by_id = NULL, breach_at = NULL;
INSERT INTO privacy_merge SELECT (jsonb_populate_record(t, jsonb_build_object('id', 900001,
'public_id', gen_random_uuid()))).* FROM privacy_merge AS t WHERE t.id = (SELECT max(id) FROM
privacy_merge);

-- merged_person_with_case
UPDATE people_resident SET merged_into_id = :somebody WHERE id = (SELECT person_id FROM
cases_case WHERE id = :open);

-- stands_still_for_nothing
UPDATE people_resident SET stands_still = true WHERE id = (SELECT person_id FROM cases_case
WHERE id = :open);

-- two_results_for_a_key
ALTER TABLE people_idempotentresult DROP CONSTRAINT people_idempotentresult_once;
INSERT INTO people_idempotentresult (account_id, route, key, body_hash, at, municipality_id)
SELECT 1, '/', 'k', 'h', '2026-03-04 08:00+00', id FROM people_municipality, generate_series(1,
2);

-- keys_not_forgotten
INSERT INTO people_idempotentresult (account_id, route, key, body_hash, at, municipality_id)
SELECT 1, '/', 'k', 'h', '2026-02-01', id FROM people_municipality;

-- entry_without_actor
INSERT INTO audit_entry (at, id, municipality_id, event, data, role, case_id) SELECT '2026-03-04
09:30+00', gen_random_uuid(), id, 'X', '{}', 'CASEWORKER', 1 FROM people_municipality;

-- look_without_ground
INSERT INTO audit_read (at, id, municipality_id, staff_id, role, page, ground, person_ids,
case_id) SELECT '2026-03-04 09:30+00', gen_random_uuid(), id, 1, 'CASEWORKER', 'Sak', ' ', '[]',
1 FROM people_municipality;

-- looks_fell
INSERT INTO audit_read (at, id, municipality_id, staff_id, role, page, ground, person_ids)
SELECT timestamptz '2026-02-25 09:30+00', gen_random_uuid(), id, 1, 'CASEWORKER', 'Sak', 'case',
'[]' FROM people_municipality, generate_series(1, 1000);
