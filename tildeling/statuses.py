"""Status words and their colours, and the tags of the person banner."""

from typing import Final

from audit.words import mark

# Status words and their colours (one word, one colour). Red is for "act now" only.
COLOURS: Final[dict[str, str]] = {
    # Sak
    mark("Mottatt"): "info",
    mark("Under kartlegging"): "accent",
    mark("Utprøving"): "accent",
    mark("Innstilt"): "accent",
    mark("Hos forløpskoordinator"): "accent",
    mark("Til vedtak"): "brand1",
    mark("Til godkjenning"): "brand1",
    mark("Vedtak fattet"): "success",
    mark("Tjeneste i gang"): "success",
    mark("På vent"): "warning",
    mark("Avsluttet"): "neutral",
    mark("Trukket"): "neutral",
    # Oppgave
    mark("Ikke startet"): "neutral",
    mark("Pågår"): "info",
    mark("Kan ikke startes ennå"): "neutral",
    mark("Frist nådd"): "danger",
    # Vedtaksutfall
    mark("Innvilget"): "success",
    mark("Delvis innvilget"): "warning",
    mark("Avslått"): "neutral",
    mark("Avvist"): "neutral",
    mark("Opphørt"): "neutral",
    # Brev
    mark("Utkast"): "neutral",
    mark("Venter på utsending"): "info",
    mark("Skrevet ut"): "info",
    mark("Sendt"): "info",
    mark("Stanset"): "neutral",
    mark("Usikkert om sendt"): "warning",
    mark("Levert"): "success",
    mark("Lest"): "success",
    mark("Ikke levert"): "danger",
    # Plass
    mark("Ledig"): "success",
    mark("Reservert"): "info",
    mark("Opptatt"): "neutral",
    mark("Blir ledig"): "warning",
    mark("Klargjøres"): "brand2",
    mark("Stengt"): "danger",
    # Bestilling
    mark("Bekreftet"): "success",
    mark("I gang"): "success",
    mark("Endring venter"): "warning",
    # Venteliste
    mark("Venter"): "info",
    mark("Har tilbud"): "brand1",
    mark("Har midlertidig tjeneste"): "accent",
    mark("Takket nei"): "neutral",
    mark("Tatt av listen"): "neutral",
    # Klage
    mark("Rettidig vurderes"): "info",
    mark("Hos oss"): "info",
    mark("Oversendt Statsforvalteren"): "info",
    mark("Avgjort"): "neutral",
}
# The same word means something else for another thing: a refused order is "act now".
COLOURS_OF_KIND: Final[dict[tuple[str, str], str]] = {("bestilling", "Avvist"): "danger"}
PLAIN: Final = {mark("Fullført")}  # said without colour

# Tags in the person banner; anything else is information.
PERSON_TAGS: Final[dict[str, str]] = {
    "Verge": "warning",
    "Fullmektig": "warning",
    "Fortrolig adresse": "warning",
    "Strengt fortrolig adresse": "warning",
    "Sperret": "warning",
    "Død": "neutral",
}
