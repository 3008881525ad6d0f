"""What a draft says to begin with: everything the case knows, so that nothing is typed again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from unicodedata import normalize

from cases.service_types import Basis, ComplaintRoute
from decisions.legal import LegalBasis, Reference, reference_text

# Where the person's view weighs heavily (pbrl § 3-1 second para.).
_HEAVY_VIEW: Final = frozenset(
    {
        Basis.HOL_3_2_NR_6_A,
        Basis.HOL_3_2_NR_6_B,
        Basis.HOL_3_2_NR_6_C,
        Basis.HOL_3_6_NR_1,
        Basis.HOL_3_6_NR_2,
        Basis.HOL_3_6_NR_3,
        Basis.HOL_3_8,
    }
)
GREAT_WEIGHT: Final = {
    "nb": "Vi skal legge stor vekt på hva du selv mener ({}).",
    "nn": "Vi skal leggje stor vekt på kva du sjølv meiner ({}).",
}
RIGHT: Final = {
    "nb": "Du har rett til nødvendige og forsvarlige tjenester fra kommunen ({}).",
    "nn": "Du har rett til nødvendige og forsvarlege tenester frå kommunen ({}).",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What kartlegging and innstilling say in words."""

    assessed_on: date | None = None
    summary: str = ""
    professional_assessment: str = ""
    why_not_lower: str = ""


def facts_text(known: Known) -> str:
    """The facts (faktiske forhold) as the kartlegging has them."""
    said = []
    if known.assessed_on is not None:
        said.append(f"Behovet ble kartlagt {known.assessed_on:%d.%m.%Y}.")
    if known.summary.strip():
        said.append(known.summary.strip())
    return "\n\n".join(said)


def considerations_text(known: Known) -> str:
    """The main considerations (hovedhensyn) as the recommendation proposes them."""
    texts = (known.professional_assessment.strip(), known.why_not_lower.strip())
    return "\n\n".join(text for text in texts if text)


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same, whatever their spaces, line ends and commas."""
    return _words(one) == _words(other)


def _words(text: str) -> str:
    return "".join(sign for sign in normalize("NFC", text) if sign.isalnum())


def rules_text(bases: Sequence[LegalBasis], *, on: date, language: str = "nb") -> str:
    """What the rules say, in the letter's words, from the dated rows (fvl § 25 first para.).

    Each basis once, in the order of the lines. Empty without any.
    """
    nn = language == "nn"
    spoken = "nn" if nn else "nb"
    once = list(dict.fromkeys(bases))
    if not once:
        return ""
    said = [
        f"{(row.rule_nn if nn else row.rule_nb).rstrip('.')}"
        f" ({row.text_nn if nn else row.text_nb})."
        for row in once
    ]
    if any(row.route is ComplaintRoute.STATSFORVALTEREN_PBRL for row in once):
        right = reference_text(Reference.RIGHT_TO_SERVICES, on=on, language=spoken)
        said.insert(0, RIGHT[spoken].format(right))
    if any(row.basis in _HEAVY_VIEW for row in once):
        view = reference_text(Reference.PERSONS_VIEW, on=on, language=spoken)
        said.append(GREAT_WEIGHT[spoken].format(view))
    return "\n".join(said)
