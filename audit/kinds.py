"""What a verification can find wrong with the trail: one row a kind, with its sentence."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final, Self

from audit.words import Filled, filled, mark


class Fault(StrEnum):
    """One way in which the trail, its seal or its walls are not as they were left."""

    CHANGED = "changed"
    DELETED = "deleted"
    PARTITION = "partition"
    INSERTED = "inserted"
    REORDERED = "reordered"
    LINK = "link"
    SEAL = "seal"
    SEAL_MISSING = "seal_missing"
    REMADE = "remade"
    CUT = "cut"
    RESTORED = "restored"
    CLOCK = "clock"
    TRIGGER = "trigger"
    GUARD = "guard"
    GRANT = "grant"
    ROLE = "role"
    ANCHOR_CHANGED = "anchor_changed"
    ANCHOR_CUT = "anchor_cut"
    NOT_ANCHORED = "not_anchored"
    NOT_SEALED = "not_sealed"
    HISTORY = "history"
    BUILT = "built"
    RECEIPT = "receipt"


SENTENCES: Final[dict[Fault, str]] = {
    Fault.CHANGED: mark("Rad {position} i blokk {block} er endret ({row})."),
    Fault.DELETED: mark("Rad {position} i blokk {block} er slettet ({row})."),
    Fault.PARTITION: mark("Måneden {what} er fjernet, fra rad {position} i blokk {block}."),
    Fault.INSERTED: mark("En rad er satt inn etter forseglingen ({row})."),
    Fault.REORDERED: mark("Rekkefølgen i blokk {block} er endret fra rad {position}."),
    Fault.LINK: mark("Lenkene i blokk {block} er endret fra rad {position}."),
    Fault.SEAL: mark("Forseglingen av blokk {block} er skiftet ut."),
    Fault.SEAL_MISSING: mark("Forseglingen av blokk {block} er borte."),
    Fault.REMADE: mark(
        "Kjeden er laget på nytt fra blokk {block}: kvitteringsfilen sier noe annet."
    ),
    Fault.CUT: mark("Slutten er kuttet av: blokk {block} til {what} er borte."),
    Fault.RESTORED: mark(
        "Databasen er eldre enn kvitteringsfilen: blokk {block} til {what} er borte."
    ),
    Fault.CLOCK: mark("Klokken er stilt tilbake: blokk {block} er forseglet før den forrige."),
    Fault.TRIGGER: mark("Sperren mot endring er slått av i {what}."),
    Fault.GUARD: mark("Sperren mot endring er skrevet om ({what})."),
    Fault.HISTORY: mark("Endringer i {what} blir ikke lenger skrevet i historikken."),
    Fault.BUILT: mark("Databasen er ikke som oppsettet laget den: {what}."),
    Fault.GRANT: mark("Programmet har fått lov til mer enn å legge til i {what}."),
    Fault.ROLE: mark("Programmet kobler seg til med en rolle som kan for mye ({what})."),
    Fault.ANCHOR_CHANGED: mark("Kvitteringsfilen er endret ved blokk {block}."),
    Fault.ANCHOR_CUT: mark("Kvitteringsfilen er kuttet: blokk {block} til {what} mangler i den."),
    Fault.NOT_ANCHORED: mark("Blokk {block} til {what} er ikke skrevet i kvitteringsfilen."),
    Fault.NOT_SEALED: mark("Forseglingen har stoppet: rader venter siden {what}."),
    Fault.RECEIPT: mark("Kvitteringen for blokk {block} stemmer ikke med kjeden."),
}


# Tables whose every change is written in audit_change, and for rows that name neither a case nor
# a person the way to the row they hang on: its column, that row's table, and so on (0004_history).
# Which tables are not, and why, stands in tests/architecture/test_history.py.
FOLLOWED: Final[dict[str, tuple[str, ...]]] = {
    "people_resident": (),
    "people_identitynumber": (),
    "people_relative": (),
    "people_representative": (),
    "people_relation": (),
    "people_personaccess": (),
    "people_departure": (),
    "people_takenover": (),
    "people_staffmember": (),
    "people_rolegrant": (),
    "people_absence": (),
    "cases_case": (),
    "cases_caseservice": (),
    "cases_responsibility": (),
    "cases_disqualification": (),
    "cases_caseaccess": (),
    "notifications_letter": (),
    "notifications_dispatch": ("letter_id", "notifications_letter"),
    "deadlines_deadline": (),
    "deadlines_ledgerentry": ("deadline_id", "deadlines_deadline"),
    "deadlines_taskstate": (),
    "records_note": (),
    "records_document": (),
    "records_journalnumber": (
        "document_id",
        "records_document",
        "letter_id",
        "notifications_letter",
    ),
    "oversight_reasonedaccess": (),
    "oversight_signal": (),
    "intake_application": (),
    "intake_applicationcase": (),
    "assessments_assessment": ("application_id", "intake_application"),
    "assessments_score": (
        "assessment_id",
        "assessments_assessment",
        "application_id",
        "intake_application",
    ),
    "assessments_trial": (),
    "assessments_recommendation": (),
    "assessments_recommendedservice": ("recommendation_id", "assessments_recommendation"),
    "assessments_submission": ("recommendation_id", "assessments_recommendation"),
    "assessments_givenbefore": (),
    "pathways_pathway": (),
    "pathways_pathwaycase": (),
    "pathways_handover": (),
    "pathways_question": (),
    "decisions_decision": (),
    "decisions_decisionline": ("decision_id", "decisions_decision"),
    "decisions_lineend": (
        "line_id",
        "decisions_decisionline",
        "decision_id",
        "decisions_decision",
    ),
    "decisions_decisionletter": ("decision_id", "decisions_decision"),
    "decisions_decisionwriter": ("decision_id", "decisions_decision"),
    "decisions_decisionversion": ("decision_id", "decisions_decision"),
    "decisions_decisionreturn": (),
    "decisions_stepseen": ("decision_id", "decisions_decision"),
    "decisions_urgentdecision": ("decision_id", "decisions_decision"),
    "decisions_urgentrequest": (),
    "decisions_deviation": (),
    "delivery_order": (),
    "delivery_redirection": (
        "line_id",
        "decisions_decisionline",
        "trial_id",
        "assessments_trial",
        "decision_id",
        "decisions_decision",
    ),
    "delivery_orderquestion": (),
    "delivery_runningservice": (),
    "delivery_reassessed": (),
    "referrals_grading": (),
    "referrals_help": (),
    "referrals_review": ("help_id", "referrals_help"),
    "meetings_meeting": (),
    "meetings_agendaitem": (),
    "meetings_agendacase": (),
    "meetings_attendance": (),
    "inspection_inspectedcase": (),
    "inspection_finding": ("inspected_id", "inspection_inspectedcase"),
    "inspection_tolddeviation": ("inspected_id", "inspection_inspectedcase"),
    "inspection_extract": (),
    "privacy_claim": (),
    "privacy_correction": (),
}


@dataclass(frozen=True, slots=True)
class Break:
    """One thing found wrong, and where; 0 and empty where that does not say."""

    fault: Fault
    block: int = 0
    position: int = 0
    row: str = ""  # table, moment and id
    what: str = ""

    @property
    def sentence(self) -> Filled:
        """Bokmål, to be said in the reader's language (audit.words.said)."""
        values = {name: value for name, value in asdict(self).items() if name != "fault"}
        return filled(SENTENCES[self.fault], **values)

    def stored(self) -> dict[str, Any]:
        """As it is recorded, and read again by `of`."""
        return {**asdict(self), "fault": self.fault.value}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """A recorded break."""
        return cls(**{**stored, "fault": Fault(stored["fault"])})
