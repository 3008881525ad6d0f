"""What a merge does with each row that points at a person: moves it, or leaves it for a reason.

A test finds every foreign key to a person in the models; one that is not here fails it.
"""

from typing import Final

from audit.words import mark

# app.Model.field, in the order they move.
MOVED: Final[tuple[str, ...]] = (
    "people.IdentityNumber.resident",
    "people.Relative.resident",
    "people.Relative.other",
    "people.Representative.resident",
    "people.PersonAccess.person",
    "people.Departure.resident",
    "people.TakenOver.resident",
    "people.StaffMember.resident",
    "people.Resident.merged_into",
    "cases.Case.person",
    "cases.Draft.person",
    "notifications.Letter.person",
    "deadlines.Deadline.person",
    "oversight.ReasonedAccess.person",
    "oversight.Signal.person",
    "records.Note.person",
    "records.Document.person",
    "intake.Application.person",
    "pathways.Pathway.person",
    "delivery.RunningService.person",
    "referrals.Help.person",
    "meetings.AgendaItem.person",
    "privacy.Claim.person",
    "privacy.Correction.person",
)
_THE_MERGE: Final = "the merge itself: it says who was which"
STAYS: Final[dict[str, str]] = {
    "privacy.Merge.kept": _THE_MERGE,
    "privacy.Merge.absorbed": _THE_MERGE,
    "inspection.Extract.person": "what was taken out then was of that one",
}
HISTORY: Final = "what a row was: it only grows, and is read with those merged (people.all_of)"
# Rows that stay where they are when both have one alike: nothing anybody has said or decided.
LEFT_WHERE_ALIKE: Final[dict[str, tuple[str, ...]]] = {  # with what makes two alike
    "cases.Draft.person": ("owner_id", "form", "case_id"),
    "oversight.Signal.person": ("staff_id", "pattern", "on"),
}

# What the database allows once of a person: why the two cannot be one yet, and what to do.
ONCE: Final[dict[str, str]] = {
    "pathways_pathway_one_open": mark("Begge har et åpent forløp. Avslutt det ene forløpet først."),
    "people_departure_one": mark("Begge er registrert med flytting. Avslutt den ene først."),
    "delivery_runningservice_no_overlap": mark(
        "Begge får den samme tjenesten i de samme dagene. Avslutt den ene først."
    ),
    "referrals_help_one_open": mark(
        "Begge får den samme hjelpen uten vedtak. Avslutt den ene først."
    ),
    "meetings_agendaitem_person_once": mark(
        "Begge står på sakslisten til det samme møtet. Ta den ene av listen først."
    ),
}
# Settled before the rows move, or left where they are: these can never be in the way.
NEVER_IN_THE_WAY: Final[dict[str, str]] = {
    "people_identitynumber_one_current": "only the chosen number stays in force",
    "cases_draft_one": "left where both have one alike",
    "oversight_signal_once_a_day": "left where both have one alike",
}
