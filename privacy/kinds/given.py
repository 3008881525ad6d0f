"""What innsyn (GDPR art. 15) gives of each table that leads to a person, and what it leaves out.

A test finds every such table in the models, and every column that may tell of somebody else; what
is not said here fails it.
"""

from typing import Final

# These lead to a person, and are another's file.
NEVER_BY: Final[dict[str, str]] = {
    "people.StaffMember.resident": "what is done at work is not what is known of the resident",
    "people.Relative.other": "the row is of the other's file: who stands by them",
    "people.Resident.merged_into": "both are gathered by their own ids",
    "privacy.Merge.kept": "as privacy.Merge",
    "privacy.Merge.absorbed": "as privacy.Merge",
}

# Whole tables that are not given. The reason stands in the file that is handed out.
NOT_GIVEN: Final[dict[str, str]] = {
    "cases.Draft": "Kladder som ikke er lagret som noe ennå, og slettes av seg selv.",
    "deadlines.TaskState": "Hvem som har tatt en oppgave, og hva den venter på.",
    "notifications.Notice": "Varsler til ansatte. De sier ikke mer enn saken selv.",
    "decisions.StepSeen": "Hvilke steg en ansatt har vært innom mens vedtaket ble skrevet.",
    "assessments.StepSave": "Hvem som lagret hvilket steg sist. Selve svarene er med.",
    "notifications.Dispatch": "Forsøk på å sende brev. Når brevene kom fram, står i brevlisten.",
    "notifications.LetterFile": "Brevene ligger som egne filer.",
    "oversight.Signal": "Hva en leder skal se nærmere på hos en ansatt.",
    "inspection.InspectedCase": "Stikkprøver: hvilke saker internkontrollen trakk ut.",
    "inspection.Finding": "Internkontrollens funn om saksbehandlingen.",
    "inspection.ToldDeviation": "At en leder er fortalt om et funn.",
    "inspection.Extract": "At noe er tatt ut. Hvem som leste, står i innsynsloggen.",
}

LEFT_TITLES: Final[dict[str, str]] = {  # what they are called there
    "cases.Draft": "Kladder",
    "deadlines.TaskState": "Hvem som har tatt oppgaver",
    "notifications.Notice": "Varsler til ansatte",
    "decisions.StepSeen": "Steg ansatte har vært innom",
    "assessments.StepSave": "Lagring av steg i kartleggingen",
    "notifications.Dispatch": "Forsøk på å sende brev",
    "notifications.LetterFile": "Brevfilene",
    "oversight.Signal": "Tegn på uvanlig innsyn",
    "inspection.InspectedCase": "Stikkprøver",
    "inspection.Finding": "Internkontrollens funn",
    "inspection.ToldDeviation": "Meldte avvik fra internkontroll",
    "inspection.Extract": "Uttrekk",
}

_OTHERS: Final = "Opplysninger om andre enn personen"
# Columns that are left out, and why.
LEFT_OUT: Final[dict[str, dict[str, str]]] = {
    "people.Relative": {"phone": _OTHERS, "address": _OTHERS, "postal": _OTHERS},
    "people.Representative": {"phone": _OTHERS, "address": _OTHERS, "postal": _OTHERS},
    "people.Departure": {"consent_by": _OTHERS, "handed_to": _OTHERS},
    "intake.Application": {"contact_name": _OTHERS, "contact_phone": _OTHERS},
    "records.Note": {"informant": _OTHERS},
    "records.Document": {"party": _OTHERS},
    "assessments.Assessment": {"participants": _OTHERS},
    "decisions.UrgentDecision": {"told": _OTHERS, "told_by": _OTHERS},
    "delivery.Redirection": {"told": _OTHERS},
    "referrals.Help": {"told": _OTHERS},
    "cases.Case": {"end_told": _OTHERS},
    "cases.Disqualification": {"note": "Den ansattes egne forhold"},
    "oversight.ReasonedAccess": dict.fromkeys(
        ("control_note", "person_told", "followed_up_note"), "Gjelder den ansatte"
    ),
    "notifications.Letter": {
        "name": _OTHERS,
        "address": _OTHERS,
        "content": "Brevene ligger som egne filer",
    },
}
# Columns whose names sound as if they told of others, and do not.
OF_THE_PERSON: Final[frozenset[str]] = frozenset(
    {
        "people.Resident.given_name", "people.Resident.family_name", "people.Resident.sort_name",
        "people.Resident.phone", "people.Resident.address", "people.Resident.postal",
        "people.Resident.email", "people.IdentityNumber.number", "people.TakenOver.external_id",
        # whom the person has told of, and what they may be told
        "people.Relative.name", "people.Relative.may_be_told", "people.Relative.told_scope",
        "people.Representative.name", "people.Representative.scope_note",
        "people.Departure.consent", "people.Departure.consent_on", "people.Departure.handed",
        "people.Departure.handed_on", "people.Departure.handed_how",
        "privacy.Claim.from_whom", "privacy.Claim.handed_to", "privacy.Claim.handed_how",
        "referrals.Grading.decided_by", "referrals.Grading.start_by", "referrals.Help.consent",
        "delivery.Order.number", "delivery.Redirection.number", "delivery.OrderQuestion.number",
        "decisions.UrgentDecision.not_told_reason", "decisions.UrgentDecision.told_at",
        "assessments.Assessment.consent", "assessments.Assessment.consent_note",
        "assessments.Assessment.capacity_note", "assessments.Score.note",
        "intake.Application.from_whom", "intake.Application.followed_up_note",
        "records.Note.put_before_note", "records.Document.file_name",
        "records.JournalNumber.number", "notifications.Letter.recipient_kind",
        "notifications.Letter.stop_note", "notifications.Letter.settled_note",
        "cases.Case.end_note",
    }
)  # fmt: skip
# What the database needs and nobody is told by: keys, counters, digests.
TECHNICAL: Final = frozenset(
    {"id", "public_id", "municipality", "version", "sha256", "received_sha256", "words", "key"}
)
GIVEN: Final[dict[str, str]] = {  # the tables, and what the part is called
    "people.Resident": "Personopplysninger",
    "people.IdentityNumber": "Nummer",
    "people.Relative": "Pårørende",
    "people.Representative": "Verge og fullmektig",
    "people.PersonAccess": "Hvem som har fått tilgang til personen",
    "people.Departure": "Flytting",
    "people.TakenOver": "Hentet fra et tidligere system",
    "intake.Application": "Søknader, meldinger og henvendelser",
    "intake.ApplicationCase": "Søknadenes saker",
    "cases.Case": "Saker",
    "cases.CaseService": "Tjenester det er søkt om",
    "cases.Responsibility": "Hvem som har hatt ansvaret",
    "cases.CaseAccess": "Hvem som har fått tilgang til sakene",
    "cases.Disqualification": "Inhabilitet",
    "assessments.Assessment": "Kartlegginger",
    "assessments.Score": "Skår",
    "assessments.Trial": "Utprøvinger",
    "assessments.Recommendation": "Innstillinger",
    "assessments.RecommendedService": "Tjenester i innstillingene",
    "assessments.Submission": "Innstillinger slik de ble sendt",
    "assessments.GivenBefore": "Gitt før saken",
    "pathways.Pathway": "Forløp",
    "pathways.PathwayCase": "Forløpenes saker",
    "pathways.Handover": "Overleveringer",
    "pathways.Question": "Spørsmål i forløpet",
    "decisions.Decision": "Vedtak",
    "decisions.DecisionLine": "Tjenester i vedtakene",
    "decisions.LineEnd": "Når vedtatte tjenester slutter",
    "decisions.DecisionLetter": "Vedtakenes brev",
    "decisions.DecisionWriter": "Hvem som har skrevet vedtakene",
    "decisions.DecisionVersion": "Tidligere utgaver av vedtakene",
    "decisions.DecisionReturn": "Sendt tilbake",
    "decisions.UrgentDecision": "Hastevedtak",
    "decisions.UrgentRequest": "Spurt om hastevedtak",
    "decisions.Deviation": "Avvik",
    "delivery.Order": "Bestillinger",
    "delivery.Redirection": "Bestillinger som ble sendt videre",
    "delivery.OrderQuestion": "Spørsmål om bestillinger",
    "delivery.RunningService": "Tjenester",
    "delivery.Reassessed": "Revurderte tjenester",
    "referrals.Grading": "Hastegrad",
    "referrals.Help": "Hjelp uten vedtak",
    "referrals.Review": "Vurdert på nytt",
    "meetings.AgendaItem": "Behandlet i tildelingsmøte",
    "meetings.AgendaCase": "Saker i tildelingsmøte",
    "deadlines.Deadline": "Frister",
    "deadlines.LedgerEntry": "Hva som er gjort med fristene",
    "notifications.Letter": "Brev",
    "records.Note": "Notater",
    "records.Document": "Dokumenter",
    "records.JournalNumber": "Journalnummer",
    "oversight.ReasonedAccess": "Begrunnede innsyn",
    "privacy.Claim": "Krav om innsyn, retting og sperring",
    "privacy.Correction": "Rettinger",
}
