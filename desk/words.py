"""The plain words of the access log: what was looked at, and on what ground."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from audit.words import mark
from people.roles import Permission

BY_ROLE: Final = mark("Tilgang gjennom rollen")
LEADS: Final = mark("Leder over enheten som har saken")
# The ground a door gave itself, or the permission it asked for. What is not here: BY_ROLE.
GROUNDS: Final[dict[str, str]] = {
    Permission.AUDIT: mark("Kontroll"),
    Permission.DELIVER: mark("Bestilling til enheten"),
    Permission.DISTRIBUTE: mark("Fordeling av arbeidet"),
    Permission.FIND_PERSON: mark("Slo opp personen"),
    Permission.POST_LETTERS: mark("Sender brev"),
    Permission.REGISTER_APPLICATION: mark("Tar imot henvendelser"),
    Permission.SYSTEM: mark("Systemet"),
    "Bestilling": mark("Bestilling til enheten"),
    "Fortrolig adresse": mark("Bestilling til enheten"),
    "control of looks": mark("Kontroll av innsyn"),
    "distribution": mark("Fordeling av arbeidet"),
    "innsyn": mark("Personen har bedt om innsyn"),
    "one of two": mark("Kontroll av dobbeltregistrering"),
    "inbox": mark("Tar imot henvendelser"),
    "list of cases": mark("Egen liste over saker"),
    "list of deadlines": mark("Egen liste over frister"),
    "list of extracts": mark("Kontroll av uttrekk"),
    "number": mark("Slo opp fødselsnummeret"),
    "own tasks": mark("Egen liste over oppgaver"),
    "inspection": mark("Internkontroll"),
    "reasoned": mark("Begrunnet selv"),
    "queue of referrals": mark("Køen av henvisninger"),
    "tildelingsmøte": mark("Tildelingsmøte"),
}
# Of them, the lists in which a person is one of many.
LISTS: Final = frozenset(
    {
        "distribution",
        "inbox",
        "list of cases",
        "list of deadlines",
        "list of extracts",
        "own tasks",
        "queue of referrals",
    }
)


class Why(StrEnum):
    """The sort of ground somebody looked on; the values stand in addresses."""

    TASK = "oppgave"
    REASON = "begrunnet"
    CONTROL = "kontroll"
    ROLE = "rolle"


@dataclass(frozen=True, slots=True)
class WhyRow:
    """A sort of ground: as it is chosen, and as it ends «5 besøk: 3 …»."""

    label: str
    because: str


WHYS: Final[dict[Why, WhyRow]] = {
    Why.TASK: WhyRow(
        mark("Hadde saken eller oppgaven"), mark("fordi de hadde saken eller oppgaven")
    ),
    Why.REASON: WhyRow(mark("Oppga grunn selv"), mark("med en grunn de oppga selv")),
    Why.CONTROL: WhyRow(mark("Kontroll"), mark("som kontroll")),
    Why.ROLE: WhyRow(mark("Gjennom rollen"), mark("gjennom rollen sin")),
}
# The grounds of written access (`cases.words.ACCESS`) that are neither the case nor a task in it.
NO_TASK: Final = {"reasoned": Why.REASON, "inspection": Why.CONTROL}
