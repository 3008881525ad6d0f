"""The plain words of the access log: what was looked at, and on what ground."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from audit.words import mark
from people.roles import Permission

ELSEWHERE: Final = mark("Annen side")
API: Final = "API"
# By the name a door gives its look: the whole name, or else what stands before its dash.
PAGES: Final[dict[str, str]] = {
    "Angre koblingen": mark("Innboks"),
    "Avslutt utprøving": mark("Utprøving"),
    "Avvik": mark("Avvik"),
    "Begrunn innsyn": mark("Begrunnet innsyn"),
    "Bevaring": mark("Bevaring"),
    "Bestilling": mark("Bestilling"),
    "Bestilling – fortrolig adresse": mark("Fortrolig adresse"),
    "Bestillinger": mark("Bestillinger"),
    "Bestillinger – Uten vedtak": mark("Hjelp uten vedtak"),
    "Brev": mark("Brev"),
    "Dokument": mark("Dokument"),
    "Dokumenter og notater": mark("Dokumenter og notater"),
    "Dødsfallet var feil": mark("Personopplysninger"),
    "Endre møtet": mark("Møte"),
    "Flytter ikke likevel": mark("Flytting"),
    "Flytting": mark("Flytting"),
    "Fordeling": mark("Fordeling"),
    "Forløp": mark("Forløp"),
    "Forløpstavle": mark("Forløpstavle"),
    "Frist": mark("Frist"),
    "Frister": mark("Frister"),
    "Godkjenning": mark("Godkjenning"),
    "Hastevedtak": mark("Hastevedtak"),
    "Henvendelse": mark("Henvendelse"),
    "Henvisninger": mark("Henvisninger"),
    "Historikk": mark("Historikk"),
    "Sak – Historikk – Uttrekk": mark("Historikk, tatt ut"),
    "Ikke haster": mark("Trenger hjelp nå"),
    "Innboks": mark("Innboks"),
    "Innstilling": mark("Innstilling"),
    "Innsyn – hele personen": mark("Innsyn i egne opplysninger"),
    "Innsynslogg": mark("Innsynslogg"),
    "Innsynslogg – svar til personen": mark("Innsynslogg, svar til personen"),
    "Innsynslogg – Uttrekk": mark("Innsynslogg, tatt ut"),
    "Internkontroll": mark("Internkontroll"),
    "Kartlegging": mark("Kartlegging"),
    "Kartlegging og innstilling": mark("Kartlegging og innstilling"),
    "Kontroller innsyn": mark("Begrunnet innsyn"),
    "Kvittering": mark("Kvittering"),
    "Last opp dokument": mark("Dokumenter og notater"),
    "Mine oppgaver": mark("Mine oppgaver"),
    "Mine oppgaver – nedlasting": mark("Mine oppgaver, lastet ned"),
    "Møte": mark("Møte"),
    "Møter": mark("Møter"),
    "Notat": mark("Notat"),
    "Ny søknad": mark("Ny søknad"),
    "Nytt møte": mark("Møte"),
    "Nytt notat": mark("Nytt notat"),
    "Oppsett": mark("Oppsett"),
    "Personopplysninger": mark("Personopplysninger"),
    "Personoversikt": mark("Personoversikt"),
    "Rettigheter": mark("Krav om innsyn, retting og sperring"),
    "Registrer dødsfall": mark("Personopplysninger"),
    "Registrer løpende vedtak": mark("Personoversikt"),
    "Rett dokument": mark("Dokument"),
    "Sak": mark("Sak"),
    "Sak – Før og etter": mark("Før og etter"),
    "Sak – Historikk": mark("Historikk"),
    "Sak – Oversikt": mark("Oversikt"),
    "Sak – Tjenester": mark("Tjenester"),
    "Sak – Uten vedtak": mark("Uten vedtak"),
    "Sak – Utskrift": mark("Utskrift av saken"),
    "Saken som PDF": mark("Saken som PDF"),
    "Saken som ZIP": mark("Hele saken, tatt ut"),
    "Saker": mark("Saker"),
    "Slå sammen": mark("Registrert to ganger"),
    "Start revurdering": mark("Revurdering"),
    "Start utprøving": mark("Utprøving"),
    "Søk": mark("Søk"),
    "Tilganger": mark("Tilganger"),
    "Uten gyldig vedtak": mark("Uten gyldig vedtak"),
    "Trenger hjelp nå": mark("Trenger hjelp nå"),
    "Utkast": mark("Utkast"),
    "Utprøving": mark("Utprøving"),
    "Uvanlig innsyn": mark("Uvanlig innsyn"),
    "Vedtak": mark("Vedtak"),
    "Åpne forpliktelser": mark("Åpne forpliktelser"),
    # what the interface for other programs calls some of its looks
    "Avslutt hjelp uten vedtak": mark("Uten vedtak"),
    "Avslutt sak": mark("Sak"),
    "Case": mark("Sak"),
    "Cases": mark("Saker"),
    "Deadlines": mark("Frister"),
    "Dokumenter": mark("Dokumenter og notater"),
    "Forelagt personen": mark("Notat"),
    "Hastegrad": mark("Sak"),
    "Notater": mark("Dokumenter og notater"),
    "Nytt dokument": mark("Dokument"),
    "Referrals": mark("Henvisninger"),
    "Timeline": mark("Historikk"),
    "Uten vedtak": mark("Uten vedtak"),
    "Vedtak eller avslutning?": mark("Uten vedtak"),
}

BY_ROLE: Final = mark("Tilgang gjennom rollen")
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
    "distribution": mark("Fordeling av arbeidet"),
    "innsyn": mark("Personen har bedt om innsyn"),
    "inbox": mark("Tar imot henvendelser"),
    "list of cases": mark("Egen liste over saker"),
    "list of deadlines": mark("Egen liste over frister"),
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
        "own tasks",
        "queue of referrals",
    }
)


def page_label(name: str) -> tuple[str, bool]:
    """What a look was at, in bokmål, and whether another program asked for it."""
    plain = name.removeprefix(f"{API} – ").removeprefix(f"{API}: ")
    known = plain[:1].upper() + plain[1:]
    label = PAGES.get(known) or PAGES.get(known.split(" – ")[0], ELSEWHERE)
    return label, plain != name


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
