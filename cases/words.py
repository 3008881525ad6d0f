"""The plain words of looks: why somebody may open a case or a person, and which page it was."""

from typing import Final

from audit.words import mark

ACCESS: Final[dict[str, str]] = {
    "coordinator": mark("Koordinerer forløpet"),
    "earlier": mark("Enheten har en åpen sak for personen, og leser sakene før den"),
    "decides": mark("Enheten avgjør saken"),
    "gives help": mark("Gir hjelpen"),
    "handover": mark("Saken er tilbudt enheten"),
    "hastevedtak": mark("Spurt om hastevedtak"),
    "henvendelse": mark("Følger opp en henvendelse"),
    "inspection": mark("Internkontroll"),
    "meeting": mark("Tildelingsmøte"),
    "order": mark("Bestilling til enheten"),
    "question": mark("Fikk spørsmål om innstillingen"),
    "reasoned": mark("Begrunnet selv"),
    "registered": mark("Registrerte saken"),
    "responsible": mark("Satt på oppgaven"),
    "responsible unit": mark("Enheten har saken"),
    "shared": mark("Fikk tilgang av en kollega"),
}
# Until when, where no moment is written: by ground; of a unit, and of who has it in their own name.
LASTS: Final[dict[str, str]] = {
    "coordinator": mark("Til forløpet er avsluttet"),
    "earlier": mark("Så lenge enheten har den åpne saken"),
    "gives help": mark("Så lenge hjelpen gis"),
    "handover": mark("Til tilbudet er besvart"),
    "meeting": mark("Ut dagen"),
    "order": mark("Så lenge bestillingen løper"),
    "question": mark("Til spørsmålet er besvart"),
    "registered": mark("Til saken blir tatt, overført eller avsluttet"),
}
OF_ITS_UNIT: Final = mark("Uten sluttdato")  # of a case that has ended
AFTER_THE_END: Final = mark("Til {n} dager etter at saken er avsluttet")
AFTER_HANDOVER: Final = mark("Til {n} dager etter at saken er gitt videre")
HAD: Final = mark("Hadde saken før")  # and may open it some days more

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
    "Give_reason": mark("Begrunnet innsyn"),  # tried, and refused
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


def page_label(name: str) -> tuple[str, bool]:
    """What a look was at, in bokmål, and whether another program asked for it."""
    plain = name.removeprefix(f"{API} – ").removeprefix(f"{API}: ")
    known = plain[:1].upper() + plain[1:]
    label = PAGES.get(known) or PAGES.get(known.split(" – ")[0], ELSEWHERE)
    return label, plain != name
