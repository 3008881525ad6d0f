"""The plain words of why somebody may open a case or a person: the ground of a written access."""

from typing import Final

from audit.words import mark

ACCESS: Final[dict[str, str]] = {
    "coordinator": mark("Koordinerer forløpet"),
    "decides": mark("Enheten avgjør saken"),
    "gives help": mark("Gir hjelpen"),
    "handover": mark("Saken er tilbudt enheten"),
    "hastevedtak": mark("Spurt om hastevedtak"),
    "henvendelse": mark("Følger opp en henvendelse"),
    "inspection": mark("Internkontroll"),
    "meeting": mark("Tildelingsmøte"),
    "order": mark("Bestilling til enheten"),
    "reasoned": mark("Begrunnet selv"),
    "registered": mark("Registrerte saken"),
    "responsible": mark("Satt på oppgaven"),
    "responsible unit": mark("Enheten har saken"),
    "shared": mark("Fikk tilgang av en kollega"),
}
