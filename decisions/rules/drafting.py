"""What a draft says to begin with: everything the case knows, so that nothing is typed again."""

import re
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
_ASSESSED: Final = "Behovet ble kartlagt"
_HELPED: Final = "Kartleggingen viser behov for hjelp fra en annen på disse områdene"
_ONLY_WHEN: Final = re.compile(rf"{_ASSESSED} \d\d\.\d\d\.\d{{4}}\.?")
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
    helped: tuple[str, ...] = ()  # what another person must help with, by the scores
    summary: str = ""
    what_matters: str = ""  # «Hva er viktig for deg?», the person's own words
    persons_view: str = ""  # of the proposal
    professional_assessment: str = ""
    why_not_lower: str = ""


def facts_text(known: Known) -> str:
    """The facts (faktiske forhold) as the kartlegging has them: its words, or what it scored."""
    said = []
    if known.assessed_on is not None:
        said.append(f"{_ASSESSED} {known.assessed_on:%d.%m.%Y}.")
    if summary := known.summary.strip():
        said.append(summary)
    elif known.helped:
        helped = ", ".join(name[:1].lower() + name[1:] for name in known.helped)
        said.append(f"{_HELPED}: {helped}.")
    return "\n\n".join(said)


def says_only_when(facts: str) -> bool:
    """Whether facts (faktiske forhold) are no more than the day of the kartlegging, as drafted."""
    return _ONLY_WHEN.fullmatch(facts.strip()) is not None


def view_text(known: Known) -> str:
    """The person's own view as the letter quotes it: what matters, then of the proposal.

    What one of them says already stands once.
    """
    matters, view = known.what_matters.strip(), known.persons_view.strip()
    if not matters or _within(matters, view):
        return view
    return matters if not view or _within(view, matters) else f"{matters}\n\n{view}"


def considerations_text(known: Known) -> str:
    """The main considerations (hovedhensyn) as the recommendation proposes them."""
    texts = (known.professional_assessment.strip(), known.why_not_lower.strip())
    return "\n\n".join(text for text in texts if text)


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same, whatever their spaces, line ends and commas."""
    return _words(one) == _words(other)


def _within(one: str, other: str) -> bool:
    """Whether a text stands in another, word for word."""
    few, many = (" ".join(re.findall(r"\w+", text)) for text in (one, other))
    return f" {few} " in f" {many} "


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
