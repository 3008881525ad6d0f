"""What a case is controlled for, what draws it, and what can be taken out and why."""

from enum import StrEnum
from typing import Final

from audit.words import mark

TASK: Final = "answer_inspection"
TASK_LABEL: Final = mark("Svar på avvik fra internkontroll")
DRAFT: Final = "internkontroll:"  # and the sample's public id and the case's place in it


class Head(StrEnum):
    """What the supervision of allocation looks at: the five heads of Helsetilsynet's method."""

    FACTS = "fakta"
    ASSESSMENT = "vurdering"
    FORM = "form"
    GROUNDS = "begrunnelse"
    COMPLAINT = "klage"


HEADS: Final[dict[Head, tuple[str, str]]] = {
    Head.FACTS: (
        mark("Fakta"),
        mark("Er saken godt nok opplyst, og er personen og de nærmeste hørt?"),
    ),
    Head.ASSESSMENT: (
        mark("Individuell vurdering"),
        mark("Er behovet vurdert for denne personen, og er ønsket og barnets beste tatt med?"),
    ),
    Head.FORM: (
        mark("Form"),
        mark("Er vedtaket skriftlig, i tide, av rett person og med foreløpig svar?"),
    ),
    Head.GROUNDS: (
        mark("Begrunnelse"),
        mark("Står reglene, faktum og hovedhensynene der, så personen kan forstå dem?"),
    ),
    Head.COMPLAINT: (
        mark("Klageopplysning"),
        mark("Står klagefristen, klageinstansen og retten til å se saken der?"),
    ),
}


class Verdict(StrEnum):
    """What a head was found to be."""

    IN_ORDER = "IN_ORDER"
    DEVIATION = "DEVIATION"
    NOT_SEEN = "NOT_SEEN"


VERDICTS: Final[dict[Verdict, str]] = {
    Verdict.IN_ORDER: mark("I orden"),
    Verdict.DEVIATION: mark("Avvik"),
    Verdict.NOT_SEEN: mark("Ikke sett på"),
}


class Draw(StrEnum):
    """How the cases are drawn."""

    RANDOM = "RANDOM"
    RISK = "RISK"


DRAWS: Final[dict[Draw, str]] = {
    Draw.RANDOM: mark("Tilfeldig"),
    Draw.RISK: mark("Etter risiko"),
}


class What(StrEnum):
    """What can be taken out of the system."""

    CASE = "CASE"
    CASE_PDF = "CASE_PDF"
    HISTORY = "HISTORY"
    LOOKS = "LOOKS"
    PERSON = "PERSON"
    SAMPLE = "SAMPLE"
    TASKS = "TASKS"
    TOLD = "TOLD"


WHATS: Final[dict[What, str]] = {
    What.CASE: mark("Hele saken"),
    What.CASE_PDF: mark("Saken som PDF"),
    What.HISTORY: mark("Historikk"),
    What.LOOKS: mark("Innsynslogg"),
    What.PERSON: mark("Innsyn i egne opplysninger"),
    What.SAMPLE: mark("Stikkprøve"),
    What.TASKS: mark("Mine oppgaver"),
    What.TOLD: mark("Svar til personen om hvem som har sett"),
}


class Purpose(StrEnum):
    """Why it is taken out."""

    INSIGHT = "INSIGHT"
    SUPERVISION = "SUPERVISION"
    CONTROL = "CONTROL"
    COMPLAINT = "COMPLAINT"
    WORK = "WORK"
    OTHER = "OTHER"
    UNASKED = "UNASKED"  # a file of one's own cases, which nobody is asked about


PURPOSES: Final[dict[Purpose, str]] = {
    Purpose.INSIGHT: mark("Personen har bedt om innsyn"),
    Purpose.SUPERVISION: mark("Tilsyn fra Statsforvalteren eller Helsetilsynet"),
    Purpose.CONTROL: mark("Internkontroll"),
    Purpose.COMPLAINT: mark("Klage eller rettssak"),
    Purpose.WORK: mark("Planlegging av arbeidet i enheten"),
    Purpose.OTHER: mark("Annet"),
    Purpose.UNASKED: mark("Eget arbeid, ikke spurt om formål"),
}
CHOSEN: Final = tuple(one for one in Purpose if one is not Purpose.UNASKED)  # among which is asked
