"""What sorts of notes and documents there are, and what is said of a file that is not taken."""

from enum import StrEnum
from typing import Final

from audit.words import mark


class NoteKind(StrEnum):
    """What a note is about."""

    TELEPHONE = "TELEPHONE"
    HOME_VISIT = "HOME_VISIT"
    MEETING = "MEETING"
    INFORMATION = "INFORMATION"  # from others: is to be put before the person
    OTHER = "OTHER"


COMES_IN: Final = frozenset({NoteKind.TELEPHONE, NoteKind.INFORMATION})  # whoever takes it


class PutBefore(StrEnum):
    """Whether information from others is put before the person (forvaltningsloven § 17)."""

    NOT_YET = "NOT_YET"
    YES = "YES"
    NOT_NEEDED = "NOT_NEEDED"


class DocumentKind(StrEnum):
    """What a document is. Rules above may ask whether a person has one (`queries.kinds_held`)."""

    POWER_OF_ATTORNEY = "POWER_OF_ATTORNEY"
    GUARDIANSHIP = "GUARDIANSHIP"
    GP_LETTER = "GP_LETTER"
    EPIKRISE = "EPIKRISE"
    HOSPITAL = "HOSPITAL"
    SPECIALIST = "SPECIALIST"
    PAPER_APPLICATION = "PAPER_APPLICATION"
    FROM_PERSON = "FROM_PERSON"
    PHOTO = "PHOTO"
    OTHER = "OTHER"


class Direction(StrEnum):
    """Whether the paper came in or went out."""

    IN = "IN"
    OUT = "OUT"


class Source(StrEnum):
    """How the file came to us."""

    UPLOAD = "UPLOAD"
    API = "API"
    SCAN = "SCAN"


NOTE_KINDS: Final[dict[NoteKind, str]] = {
    NoteKind.TELEPHONE: mark("Telefonsamtale"),
    NoteKind.HOME_VISIT: mark("Hjemmebesøk"),
    NoteKind.MEETING: mark("Møte"),
    NoteKind.INFORMATION: mark("Opplysninger fra andre"),
    NoteKind.OTHER: mark("Annet notat"),
}
PUT_BEFORE: Final[dict[PutBefore, str]] = {
    PutBefore.NOT_YET: mark("Ikke ennå"),
    PutBefore.YES: mark("Ja"),
    PutBefore.NOT_NEEDED: mark("Nei, det trengs ikke"),
}
DOCUMENT_KINDS: Final[dict[DocumentKind, str]] = {
    DocumentKind.POWER_OF_ATTORNEY: mark("Fullmakt"),
    DocumentKind.GUARDIANSHIP: mark("Vergefullmakt"),
    DocumentKind.GP_LETTER: mark("Brev fra fastlegen"),
    DocumentKind.EPIKRISE: mark("Epikrise"),
    DocumentKind.HOSPITAL: mark("Melding fra sykehus"),
    DocumentKind.SPECIALIST: mark("Uttalelse fra andre fagfolk"),
    DocumentKind.PAPER_APPLICATION: mark("Søknad på papir"),
    DocumentKind.FROM_PERSON: mark("Brev fra personen eller pårørende"),
    DocumentKind.PHOTO: mark("Bilde"),
    DocumentKind.OTHER: mark("Annet dokument"),
}
# The paper that says that somebody may speak for a person, and its name where it is missing,
# by `people.models.Representative.Kind`.
MANDATES: Final[dict[str, tuple[DocumentKind, str]]] = {
    "GUARDIAN": (DocumentKind.GUARDIANSHIP, mark("vergefullmakt")),
    "AGENT": (DocumentKind.POWER_OF_ATTORNEY, mark("fullmakt")),
}
DIRECTIONS: Final[dict[Direction, str]] = {
    Direction.IN: mark("Inn"),
    Direction.OUT: mark("Ut"),
}

# Media types we keep, and how the file is called when it is fetched.
SUFFIXES: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}

# Why a file is not taken: what the child process answers, and what the user reads.
FILE_REFUSALS: Final[dict[str, str]] = {
    "empty": mark("Filen er tom. Velg en annen fil."),
    "unknown": mark("Filen er ikke PDF, JPEG, PNG eller TIFF. Lagre den som PDF og prøv igjen."),
    "damaged": mark("Filen er skadet eller ikke hel. Lagre eller skann den på nytt."),
    "locked": mark("Filen er låst med passord. Lagre den uten passord og prøv igjen."),
    "portfolio": mark("Filen er en samling av flere filer. Last opp hver fil for seg."),
    "dynamic_form": mark("Skjemaet må skrives ut til PDF før det kan lastes opp."),
    "too_many_pixels": mark("Bildet er for stort. Skann det på nytt med lavere oppløsning."),
    "too_many_pages": mark("Filen har for mange sider. Del den opp og prøv igjen."),
    "moving": mark("Filen er en animasjon. Last opp et bilde som står stille."),
    "too_large_inside": mark("Filen er for tung å åpne trygt. Skriv den ut til PDF på nytt."),
}
# Why a file is not taken for the time being. What a scanner has laid in its folder waits there.
INFECTED: Final = mark(
    "Virussjekken fant noe skadelig i filen. Den er ikke lagret. Meld fra til IKT."
)
SCANNER_DOWN: Final = mark(
    "Virussjekken svarer ikke, så filen er ikke lagret. Prøv igjen om litt, eller legg den i"
    " skannemappen: da kommer den i innboksen når sjekken svarer."
)
STORE_DOWN: Final = mark(
    "Dokumentlageret svarer ikke, så filen er ikke lagret. Prøv igjen om litt."
)
STORE_DOWN_NOW: Final = mark("Dokumentlageret svarer ikke. Prøv igjen om litt.")
STORE_FULL: Final = mark(
    "Dokumentlageret er fullt ({used} av {quota} MB er brukt). Filen er ikke lagret. Meld fra til"
    " systemansvarlig."
)
FOR_NOW: Final = frozenset({"scanner_down", "store_down", "store_full"})

# What was taken out of a file to make it harmless.
REMOVED: Final[dict[str, str]] = {
    "script": mark("skript"),
    "attachments": mark("vedlegg"),
    "form": mark("utfyllbare felt"),
    "signature": mark("elektronisk signatur"),
    "links": mark("lenker og merknader"),
    "metadata": mark("skjulte opplysninger om filen"),
    "tail": mark("skjult innhold"),
}
