"""What sorts of contact there are, how they come, from whom, and how a case may end here."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from audit.words import mark
from cases.stages import EndReason


class Form(StrEnum):
    """What sort of contact it is (model: What the words cover)."""

    APPLICATION = "APPLICATION"  # from the person, or whoever speaks for them
    MESSAGE = "MESSAGE"  # from others, the person need not know
    ENQUIRY = "ENQUIRY"  # may live and end on the telephone page
    OWN_MOTION = "OWN_MOTION"


class Channel(StrEnum):
    """How it came."""

    PHONE = "PHONE"
    PAPER = "PAPER"
    WEB = "WEB"
    E_MESSAGE = "E_MESSAGE"
    VISIT = "VISIT"
    OFFICE = "OFFICE"  # nobody made contact: the municipality's own motion


class FromWhom(StrEnum):
    """Who makes contact (Hvem tar kontakt?)."""

    PERSON = "PERSON"
    RELATIVE = "RELATIVE"
    REPRESENTATIVE = "REPRESENTATIVE"
    HOSPITAL = "HOSPITAL"
    DOCTOR = "DOCTOR"
    STAFF = "STAFF"
    OTHER = "OTHER"


FORMS: Final[dict[Form, str]] = {
    Form.APPLICATION: mark("Søknad"),
    Form.MESSAGE: mark("Melding"),
    Form.ENQUIRY: mark("Henvendelse"),
    Form.OWN_MOTION: mark("Eget initiativ"),
}
CHANNELS: Final[dict[Channel, str]] = {
    Channel.PHONE: mark("Telefon"),
    Channel.PAPER: mark("Brev"),
    Channel.WEB: mark("Nettskjema"),
    Channel.E_MESSAGE: mark("E-melding"),
    Channel.VISIT: mark("Oppmøte"),
    Channel.OFFICE: mark("Kommunen selv"),
}
# What somebody who makes contact may be said to have used.
CONTACT: Final = tuple(channel for channel in Channel if channel is not Channel.OFFICE)
# As said after a time: «Mottatt i dag kl. 09.42 på telefon».
BY_CHANNEL: Final[dict[Channel, str]] = {
    Channel.PHONE: mark("på telefon"),
    Channel.PAPER: mark("i brev"),
    Channel.WEB: mark("på nettskjema"),
    Channel.E_MESSAGE: mark("som e-melding"),
    Channel.VISIT: mark("ved oppmøte"),
    Channel.OFFICE: mark("av kommunen selv"),
}
FROM_WHOM: Final[dict[FromWhom, str]] = {
    FromWhom.PERSON: mark("Personen selv"),
    FromWhom.RELATIVE: mark("Pårørende"),
    FromWhom.REPRESENTATIVE: mark("Verge eller fullmektig"),
    FromWhom.HOSPITAL: mark("Sykehus"),
    FromWhom.DOCTOR: mark("Fastlege"),
    FromWhom.STAFF: mark("Ansatt"),
    FromWhom.OTHER: mark("Andre"),
}
# Those whose søknad is the person's own. Source: a søknad is from the person or a representative.
SPEAKS_FOR_PERSON: Final = frozenset({FromWhom.PERSON, FromWhom.REPRESENTATIVE})

# What is promised when a caller nobody knew becomes a contact person: only the person can say.
ASK_THE_PERSON: Final = mark("Spør personen hva kontaktpersonen kan få vite")
FOLLOW_UPS: Final[tuple[str, ...]] = (
    mark("Ring tilbake"),
    mark("Gi råd og veiledning"),
    mark("Hør om personen ønsker å søke"),
    mark("Send informasjon"),
    ASK_THE_PERSON,
)

# The ends somebody at the office may choose; the others come with a decision or a merge.
ENDS_BY_HAND: Final[tuple[EndReason, ...]] = (
    EndReason.WITHDRAWN,
    EndReason.NOT_WISHED,
    EndReason.ANSWERED,
    EndReason.REFERRED_ON,
    EndReason.WITHOUT_DECISION,
    EndReason.LAPSED_DEATH,
    EndReason.LAPSED_MOVED,
)

# How long after a death is registered what the person had is to be ended: our own target, no law.
TO_END_AFTER_DEATH: Final = timedelta(days=7)
