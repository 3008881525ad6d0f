"""What each column is called where a person is given all that is registered of them (innsyn).

Always bokmål, and so not marked for translation. What a change of a row is told by (`label_of`)
stands first; here is what only the whole row tells.
"""

from typing import Final

from desk.rules.rows import label_of

HEADINGS: Final[dict[str, str]] = {
    "act": "Hva som ble gjort",
    "answers_case": "Gir det saken gjelder",
    "applied": "Hvordan regelen er brukt",
    "approved_version": "Godkjent utgave",
    "at": "Tidspunkt",
    "balance": "Dager igjen da den ble satt på pause",
    "basis": "Grunnlag",
    "by_trial": "Begynte med utprøving",
    "capacity": "Beslutningskompetanse",
    "carer": "Gir omsorg",
    "case_id": "Sak",
    "category": "Slags grunn",
    "channel": "Kanal",
    "close_reason": "Hvorfor det ble avsluttet",
    "closed_how": "Hvordan det ble avsluttet",
    "closed_text": "Om avslutningen",
    "code": "Grunn",
    "complaint_route": "Hvem klagen går til",
    "content": "Innhold",
    "coordinator_passed": "Gikk forbi forløpskoordinator",
    "direction": "Retning",
    "end_code": "Hvorfor den ble avsluttet",
    "end_reason": "Hvorfor den ble avsluttet",
    "end_told": "Hvem som fikk vite det",
    "external_id": "Nummer i det tidligere systemet",
    "fee_ore": "Egenandel i øre",
    "fee_per": "Egenandel per",
    "field": "Felt",
    "file_name": "Filnavn",
    "form": "Slag",
    "from_whom": "Fra hvem",
    "gate": "Krav det er gjort avvik fra",
    "grade": "Hastegrad",
    "ground": "Grunn",
    "handed_how": "Hvordan det ble gitt",
    "handed_to": "Gitt til",
    "handled_as": "Behandlet som",
    "helped_from": "Hjelp fra",
    "important": "Viktig for den som hjelper",
    "imported_ref": "Nummer i det tidligere systemet",
    "kind": "Slag",
    "label": "Navn på hastegraden",
    "ladder_step": "Trinn i omsorgstrappen",
    "legal_basis": "Hjemmel",
    "may_be_told": "Kan få vite",
    "media_type": "Filtype",
    "met_letter": "Holdt ved brev",
    "n": "Nummer",
    "new": "Etter rettingen",
    "next_of_kin": "Nærmeste pårørende",
    "number": "Nummer",
    "old": "Før rettingen",
    "on": "Dag",
    "order": "Tidligere tjeneste",
    "origin": "Hvordan saken begynte",
    "pages": "Sider",
    "parent": "Forelder",
    "part": "Del av vedtaket",
    "party": "Fra eller til",
    "per": "Per",
    "person_knows": "Personen vet om det",
    "position": "Plass i rekkefølgen",
    "protected": "Uten adresse",
    "purpose": "Formål",
    "reached_assumed": "Regnet som kommet fram",
    "receiving": "Kommunen som tar imot",
    "recipient_kind": "Sendt til",
    "recommendation_version": "Innstillingens utgave",
    "reference": "Saksnummer",
    "refuse": "Foreslått ikke innvilget",
    "relation": "Hvem de er",
    "return_code": "Hvorfor den ble sendt tilbake",
    "rule": "Regel",
    "rules": "Regler",
    "sex": "Kjønn",
    "since": "Fra",
    "size": "Størrelse i byte",
    "sort_name": "Navn i lister",
    "source": "Kilde",
    "start_by": "Start senest",
    "state": "Status",
    "stop_reason": "Hvorfor det ble stoppet",
    "taken_off": "Tatt av sakslisten",
    "told_scope": "Hva de kan få vite om",
    "unit": "Enhet",
    "wanted_from": "Trengs fra",
    "what": "Hva det gjelder",
    "year": "År",
}
# Another row's number, or the person's own: it leads nowhere on paper.
KEYS: Final = frozenset(
    {
        "application_id", "assessment_id", "became_id", "bundle", "carried_from_id", "claim_id",
        "corrects_id", "deadline_id", "decision_id", "document_id", "double_of_id", "help_id",
        "imported_from_id", "item_id", "letter_id", "line_id", "meeting_id", "merged_into_id",
        "note_id", "order_id", "other_id", "pathway_id", "person_id", "postponed_to_id",
        "recommendation_id", "relative_id", "replaces_id", "representative_id", "resident_id",
        "service_id", "source_id", "split_from_id", "trial_id", "urgent_id",
    }
)  # fmt: skip


def heading_of(column: str) -> str:
    """What a column is called to the person, in bokmål; empty for a key, which is not told."""
    if column in KEYS:
        return ""
    return HEADINGS.get(column) or str(label_of(column))
