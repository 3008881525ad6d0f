"""What the registered may ask for, how it is answered, and which task each is."""

from enum import StrEnum
from typing import Final

from audit.words import mark


class ClaimKind(StrEnum):
    """What is asked for (krav)."""

    ACCESS = "ACCESS"
    CORRECTION = "CORRECTION"
    BLOCK = "BLOCK"
    UNBLOCK = "UNBLOCK"


CLAIMS: Final[dict[ClaimKind, str]] = {
    ClaimKind.ACCESS: mark("Innsyn i egne opplysninger"),
    ClaimKind.CORRECTION: mark("Retting"),
    ClaimKind.BLOCK: mark("Sperring"),
    ClaimKind.UNBLOCK: mark("Oppheving av sperring"),
}


class Outcome(StrEnum):
    """How a claim was answered."""

    GRANTED = "GRANTED"
    REFUSED = "REFUSED"


OUTCOMES: Final[dict[Outcome, str]] = {
    Outcome.GRANTED: mark("Innvilget"),
    Outcome.REFUSED: mark("Avslått"),
}

JOURNAL: Final = "journal"  # a correction of what stands in notes, papers and decisions
# What of the register a correction may set right, and what it is called.
FIELDS: Final[dict[str, str]] = {
    "given_name": mark("Fornavn"),
    "family_name": mark("Etternavn"),
    "born_on": mark("Fødselsdato"),
    "address": mark("Adresse"),
    "postal": mark("Postnummer og sted"),
    "phone": mark("Telefon"),
    "email": mark("E-post"),
    "doctor": mark("Fastlege"),
}
OF_THE_JOURNAL: Final = mark("Noe i notater, dokumenter eller vedtak")


class Breach(StrEnum):
    """What came of a merge in error, for whom it concerns and the supervisory authority."""

    NOTIFIED = "NOTIFIED"
    NOT_NEEDED = "NOT_NEEDED"


BREACHES: Final[dict[Breach, str]] = {
    Breach.NOTIFIED: mark("Meldt til Datatilsynet og fortalt dem det gjelder"),
    Breach.NOT_NEEDED: mark("Vurdert: ikke meldepliktig"),
}


class MergeState(StrEnum):
    """Where a merge stands."""

    PROPOSED = "PROPOSED"
    WITHDRAWN = "WITHDRAWN"
    MERGED = "MERGED"
    UNDO_PROPOSED = "UNDO_PROPOSED"
    UNDONE = "UNDONE"


STATES: Final[dict[MergeState, str]] = {
    MergeState.PROPOSED: mark("Venter på en annen"),
    MergeState.WITHDRAWN: mark("Trukket"),
    MergeState.MERGED: mark("Slått sammen"),
    MergeState.UNDO_PROPOSED: mark("Oppheving venter på en annen"),
    MergeState.UNDONE: mark("Opphevet"),
}


class Task(StrEnum):
    """The tasks these give."""

    ANSWER_CLAIM = "answer_claim"
    CONFIRM_MERGE = "confirm_merge"
    CONFIRM_UNMERGE = "confirm_unmerge"
    SETTLE_BREACH = "settle_breach"


TASKS: Final[dict[Task, tuple[str, str, tuple[str, ...]]]] = {  # label, page, events
    Task.ANSWER_CLAIM: (
        mark("Svar på krav om innsyn, retting eller sperring"),
        "/rettigheter/{key}/",
        ("ClaimAnswered",),
    ),
    Task.CONFIRM_MERGE: (
        mark("Kontroller forslag om å slå sammen"),
        "/sammenslaing/{key}/",
        ("PersonsMerged", "MergeWithdrawn"),
    ),
    Task.CONFIRM_UNMERGE: (
        mark("Kontroller forslag om å oppheve sammenslåing"),
        "/sammenslaing/{key}/",
        ("PersonsUnmerged", "MergeWithdrawn"),
    ),
    Task.SETTLE_BREACH: (
        mark("Vurder avvik etter feil sammenslåing"),
        "/sammenslaing/{key}/",
        ("BreachSettled",),
    ),
}
