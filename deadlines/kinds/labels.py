"""What the set-up calls the columns of a row: how well it is known, who must act, and pauses."""

from typing import Final

from audit.words import mark
from cases.service_types import Confidence
from deadlines.kinds.row import Whose

CONFIDENCES: Final[dict[Confidence, str]] = {
    Confidence.VERIFIED: mark("Lest i loven"),
    Confidence.SECONDARY: mark("Ikke kontrollert mot loven"),
    Confidence.GENERAL: mark("Ikke kontrollert"),
    Confidence.LOCAL: mark("Lokal praksis, ikke kontrollert"),
    Confidence.UNKNOWN: mark("Ikke kontrollert"),
}
WHOSE: Final[dict[Whose, str]] = {
    Whose.MUNICIPALITY: mark("Kommunen"),
    Whose.UNIT: mark("Enheten som utfører"),
    Whose.PARTY: mark("Parten"),
    Whose.HOSPITAL: mark("Sykehuset"),
}
PAUSES: Final[dict[bool, str]] = {
    True: mark("Kan settes på pause"),
    False: mark("Settes aldri på pause"),
}
