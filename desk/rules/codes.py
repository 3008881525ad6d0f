"""What the codes of stored columns are called: the words of each app's own tables."""

from collections.abc import Mapping
from typing import Final

from assessments.iplos import VARIABLES
from assessments.kinds import RETURN_REASONS
from audit.words import mark
from cases.service_types import SERVICE_TYPES
from cases.stages import ENDS, ORIGINS, STAGES, TRACKS
from cases.words import ACCESS
from deadlines.kinds import KINDS
from decisions.legal import BASES, ROUTES
from decisions.policy import GATES, OUTCOMES, PARTS, RETURN_CODES
from delivery.rules import REASONS
from delivery.rules import STATES as ORDER_STATES
from intake.kinds import CHANNELS, FORMS, FROM_WHOM
from meetings.kinds import OUTCOMES as MEETING_OUTCOMES
from notifications.letters import CHANNELS as LETTER_CHANNELS
from notifications.letters import LETTERS, PROTECTIONS, RECIPIENTS, STOPPED_BECAUSE
from notifications.letters import STATES as LETTER_STATES
from oversight.kinds import CATEGORIES
from pathways.rules import PURPOSES
from people.roles import ROLES
from privacy.kinds import CLAIMS
from privacy.kinds import FIELDS as CORRECTED
from privacy.kinds import OUTCOMES as CLAIM_OUTCOMES
from records.kinds import DIRECTIONS, DOCUMENT_KINDS, NOTE_KINDS, PUT_BEFORE, Source
from referrals.kinds import ANSWERS, CONSENTS, GROUNDS

_DEADLINES: Final = {row.kind.value: row.label for row in KINDS}

# By column alone, and by table and column where the same column means several things.
CODES: Final[Mapping[str, Mapping[str, str]]] = {
    "stage": {stage.value: row.label for stage, row in STAGES.items()},
    "track": {track.value: label for track, label in TRACKS.items()},
    "service_key": {service.key: service.name_nb for service in SERVICE_TYPES},
    "legal_basis": {row.basis.value: row.short for row in BASES},
    "basis": {row.basis.value: row.short for row in BASES},
    "variable": {row.code: row.name for row in VARIABLES},
    "protection": dict(PROTECTIONS),
    "language": {"nb": mark("Bokmål"), "nn": mark("Nynorsk"), "en": mark("Engelsk")},
    "origin": {one.value: label for one, label in ORIGINS.items()},
    "role": {one.value: row.label for one, row in ROLES.items()},
    "return_code": dict(RETURN_REASONS),
    "cases_case.end_reason": {one.value: row.label for one, row in ENDS.items()},
    "cases_caseaccess.ground": dict(ACCESS),
    "people_personaccess.ground": dict(ACCESS),
    "deadlines_deadline.kind": _DEADLINES,
    "decisions_decisionline.outcome": {one.value: label for one, label in OUTCOMES.items()},
    "decisions_decisionline.complaint_route": {row.route.value: row.body_nb for row in ROUTES},
    "decisions_decisionreturn.code": {one.value: row.label for one, row in RETURN_CODES.items()},
    "decisions_decisionreturn.part": {one.value: label for one, label in PARTS.items()},
    "decisions_deviation.gate": {one.value: row.label for one, row in GATES.items()},
    "delivery_reassessed.reason": {one.value: label for one, label in REASONS.items()},
    "delivery_order.state": {one.value: label for one, label in ORDER_STATES.items()},
    "intake_application.channel": {one.value: label for one, label in CHANNELS.items()},
    "intake_application.form": {one.value: label for one, label in FORMS.items()},
    "intake_application.from_whom": {one.value: label for one, label in FROM_WHOM.items()},
    "meetings_agendaitem.outcome": {one.value: label for one, label in MEETING_OUTCOMES.items()},
    "notifications_letter.channel": {one.value: label for one, label in LETTER_CHANNELS.items()},
    "notifications_letter.kind": {one.value: row.label for one, row in LETTERS.items()},
    "notifications_letter.recipient_kind": {one.value: name for one, name in RECIPIENTS.items()},
    "notifications_letter.state": {one.value: row.label for one, row in LETTER_STATES.items()},
    "notifications_letter.stop_reason": {one.value: why for one, why in STOPPED_BECAUSE.items()},
    "oversight_reasonedaccess.category": {one.value: label for one, label in CATEGORIES.items()},
    "pathways_handover.purpose": {one.value: label for one, label in PURPOSES.items()},
    "privacy_claim.kind": {one.value: label for one, label in CLAIMS.items()},
    "privacy_claim.outcome": {one.value: label for one, label in CLAIM_OUTCOMES.items()},
    "privacy_correction.field": dict(CORRECTED),
    "records_document.kind": {one.value: label for one, label in DOCUMENT_KINDS.items()},
    "records_document.direction": {one.value: label for one, label in DIRECTIONS.items()},
    "records_document.source": {
        Source.UPLOAD.value: "Lagt inn av en ansatt",
        Source.API.value: "Sendt fra et annet system",
        Source.SCAN.value: "Skannet",
    },
    "records_note.kind": {one.value: label for one, label in NOTE_KINDS.items()},
    "records_note.put_before": {one.value: label for one, label in PUT_BEFORE.items()},
    "referrals_help.ground": {one.value: label for one, label in GROUNDS.items()},
    "referrals_help.consent": {one.value: label for one, label in CONSENTS.items()},
    "referrals_review.answer": {one.value: label for one, label in ANSWERS.items()},
}


def word_of(relation: str, column: str, value: object) -> str:
    """What a stored code is called, in bokmål; empty for what is no code."""
    known = CODES.get(f"{relation}.{column}") or CODES.get(column, {})
    return known.get(value, "") if isinstance(value, str) else ""
