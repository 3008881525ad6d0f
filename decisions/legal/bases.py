"""The paragraphs a decision may rest on, in the words of the letter, as dated rows."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from cases.service_types import Basis, ComplaintRoute, Confidence, ServiceType

_HOL: Final = date(2012, 1, 1)  # helse- og omsorgstjenesteloven in force


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalBasis:
    """One paragraph in force from `valid_from`: what it is called, and what it says to us."""

    basis: Basis
    short: str  # as officers say it
    text_nb: str  # as the letter cites it
    text_nn: str
    rule_nb: str  # what it says, in our own plain words
    rule_nn: str
    route: ComplaintRoute = ComplaintRoute.STATSFORVALTEREN_PBRL
    confidence: Confidence = Confidence.VERIFIED
    valid_from: date = _HOL
    valid_to: date | None = None  # the first day it no longer counts


def _hol(basis: Basis, place: str, place_nn: str, rule_nb: str, rule_nn: str) -> LegalBasis:
    return LegalBasis(
        basis=basis,
        short=f"hol {_short(place)}",
        text_nb=f"helse- og omsorgstjenesteloven {place}",
        text_nn=f"helse- og omsorgstenestelova {place_nn}",
        rule_nb=rule_nb,
        rule_nn=rule_nn,
    )


def _short(place: str) -> str:
    for long, short in ((" første ledd", ""), (" tredje ledd", ""), (" bokstav", "")):
        place = place.replace(long, short)
    return place


_3_2: Final = "§ 3-2 første ledd nr. "

BASES: Final[tuple[LegalBasis, ...]] = (
    _hol(
        Basis.HOL_3_2_NR_4,
        _3_2 + "4",
        _3_2 + "4",
        "Kommunen skal tilby utredning, diagnostisering og behandling.",
        "Kommunen skal tilby utgreiing, diagnostisering og behandling.",
    ),
    _hol(
        Basis.HOL_3_2_NR_5,
        _3_2 + "5",
        _3_2 + "5",
        "Kommunen skal tilby sosial, psykososial og medisinsk habilitering og rehabilitering.",
        "Kommunen skal tilby sosial, psykososial og medisinsk habilitering og rehabilitering.",
    ),
    _hol(
        Basis.HOL_3_2_NR_6_A,
        _3_2 + "6 bokstav a",
        _3_2 + "6 bokstav a",
        "Kommunen skal tilby helsetjenester i hjemmet til den som trenger det.",
        "Kommunen skal tilby helsetenester i heimen til den som treng det.",
    ),
    _hol(
        Basis.HOL_3_2_NR_6_B,
        _3_2 + "6 bokstav b",
        _3_2 + "6 bokstav b",
        "Kommunen skal tilby personlig assistanse, som praktisk bistand, opplæring og"
        " støttekontakt, til den som trenger det.",
        "Kommunen skal tilby personleg assistanse, som praktisk bistand, opplæring og"
        " støttekontakt, til den som treng det.",
    ),
    _hol(
        Basis.HOL_3_2_NR_6_C,
        _3_2 + "6 bokstav c",
        _3_2 + "6 bokstav c",
        "Kommunen skal tilby plass i institusjon, også sykehjem, til den som trenger det.",
        "Kommunen skal tilby plass i institusjon, òg sjukeheim, til den som treng det.",
    ),
    _hol(
        Basis.HOL_3_2_NR_7,
        _3_2 + "7",
        _3_2 + "7",
        "Kommunen skal tilby dagaktivitet til hjemmeboende personer med demens.",
        "Kommunen skal tilby dagaktivitet til heimebuande personar med demens.",
    ),
    LegalBasis(
        basis=Basis.HOL_3_2_A,
        short="hol § 3-2 a",
        text_nb="helse- og omsorgstjenesteloven § 3-2 a og pasient- og brukerrettighetsloven"
        " § 2-1 e",
        text_nn="helse- og omsorgstenestelova § 3-2 a og pasient- og brukarrettslova § 2-1 e",
        rule_nb="Du har rett til langtidsopphold i sykehjem, eller i bolig tilrettelagt for"
        " heldøgns tjenester, når det er det eneste som gir deg nødvendige og forsvarlige"
        " tjenester.",
        rule_nn="Du har rett til langtidsopphald i sjukeheim, eller i bustad tilrettelagd for"
        " heildøgns tenester, når det er det einaste som gir deg nødvendige og forsvarlege"
        " tenester.",
        valid_from=date(2017, 7, 1),
    ),
    _hol(
        Basis.HOL_3_3,
        "§ 3-3",
        "§ 3-3",
        "Kommunen skal fremme helse og forebygge sykdom, skade og sosiale problemer.",
        "Kommunen skal fremje helse og førebyggje sjukdom, skade og sosiale problem.",
    ),
    _hol(
        Basis.HOL_3_6_NR_1,
        "§ 3-6 nr. 1",
        "§ 3-6 nr. 1",
        "Kommunen skal tilby opplæring og veiledning til den som har særlig tyngende"
        " omsorgsarbeid.",
        "Kommunen skal tilby opplæring og rettleiing til den som har særleg tyngjande"
        " omsorgsarbeid.",
    ),
    _hol(
        Basis.HOL_3_6_NR_2,
        "§ 3-6 nr. 2",
        "§ 3-6 nr. 2",
        "Kommunen skal tilby avlastning til den som har særlig tyngende omsorgsarbeid.",
        "Kommunen skal tilby avlasting til den som har særleg tyngjande omsorgsarbeid.",
    ),
    _hol(
        Basis.HOL_3_6_NR_3,
        "§ 3-6 nr. 3",
        "§ 3-6 nr. 3",
        "Kommunen skal ha tilbud om omsorgsstønad til den som har særlig tyngende omsorgsarbeid.",
        "Kommunen skal ha tilbod om omsorgsstønad til den som har særleg tyngjande omsorgsarbeid.",
    ),
    LegalBasis(
        basis=Basis.HOL_3_8,
        short="hol § 3-8",
        text_nb="helse- og omsorgstjenesteloven § 3-8 og pasient- og brukerrettighetsloven § 2-1 d",
        text_nn="helse- og omsorgstenestelova § 3-8 og pasient- og brukarrettslova § 2-1 d",
        rule_nb="Kommunen skal ha tilbud om brukerstyrt personlig assistanse. Den som er under"
        " 67 år og har et langvarig og stort behov, kan ha rett til det.",
        rule_nn="Kommunen skal ha tilbod om brukarstyrt personleg assistanse. Den som er under"
        " 67 år og har eit langvarig og stort behov, kan ha rett til det.",
        valid_from=date(2015, 1, 1),
    ),
    LegalBasis(
        basis=Basis.HOL_7_2,
        short="hol §§ 7-1 og 7-2",
        text_nb="helse- og omsorgstjenesteloven §§ 7-1 og 7-2 og pasient- og"
        " brukerrettighetsloven §§ 2-5 og 2-5 b",
        text_nn="helse- og omsorgstenestelova §§ 7-1 og 7-2 og pasient- og brukarrettslova"
        " §§ 2-5 og 2-5 b",
        rule_nb="Den som trenger langvarige og koordinerte tjenester, skal få tilbud om"
        " koordinator og individuell plan.",
        rule_nn="Den som treng langvarige og koordinerte tenester, skal få tilbod om"
        " koordinator og individuell plan.",
    ),
    LegalBasis(
        basis=Basis.HOL_7_2_A,
        short="hol § 7-2 a",
        text_nb="helse- og omsorgstjenesteloven § 7-2 a og pasient- og brukerrettighetsloven"
        " § 2-5 c",
        text_nn="helse- og omsorgstenestelova § 7-2 a og pasient- og brukarrettslova § 2-5 c",
        rule_nb="Familier som har eller venter et barn med alvorlig sykdom, skade eller"
        " nedsatt funksjonsevne, har rett til barnekoordinator.",
        rule_nn="Familiar som har eller ventar eit barn med alvorleg sjukdom, skade eller"
        " nedsett funksjonsevne, har rett til barnekoordinator.",
        valid_from=date(2022, 8, 1),
    ),
    LegalBasis(
        basis=Basis.PBRL_4_6_A,
        short="pbrl § 4-6 a",
        text_nb="pasient- og brukerrettighetsloven § 4-6 a",
        text_nn="pasient- og brukarrettslova § 4-6 a",
        rule_nb="Varsling og lokalisering kan brukes for en person uten beslutningskompetanse"
        " når det er nødvendig for å hindre skade, er i personens interesse, er det minst"
        " inngripende, og personen ikke motsetter seg det.",
        rule_nn="Varsling og lokalisering kan brukast for ein person utan avgjerdskompetanse"
        " når det er nødvendig for å hindre skade, er i personen si interesse, er det minst"
        " inngripande, og personen ikkje set seg imot det.",
        valid_from=date(2013, 9, 1),
    ),
    LegalBasis(
        basis=Basis.HOUSING_ACT,
        short="boligsosialloven",
        text_nb="boligsosialloven",
        text_nn="bustadsosiallova",
        rule_nb="Kommunen skal hjelpe vanskeligstilte på boligmarkedet.",
        rule_nn="Kommunen skal hjelpe vanskelegstilte på bustadmarknaden.",
        route=ComplaintRoute.STATSFORVALTEREN_BOLIG,
        confidence=Confidence.GENERAL,
        valid_from=date(2023, 7, 1),
    ),
    LegalBasis(
        basis=Basis.HOUSING_ALLOCATION,
        short="tildeling av kommunal bolig",
        text_nb="kommunens regler om tildeling av kommunal bolig",
        text_nn="kommunen sine reglar om tildeling av kommunal bustad",
        rule_nb="Kommunen tildeler boligene den disponerer, etter sine egne regler.",
        rule_nn="Kommunen tildeler bustadene han disponerer, etter sine eigne reglar.",
        route=ComplaintRoute.KLAGENEMND,
        confidence=Confidence.GENERAL,
    ),
    LegalBasis(
        basis=Basis.LOCAL,
        short="kommunens eget tilbud",
        text_nb="kommunens egne regler om tilbudet",
        text_nn="kommunen sine eigne reglar om tilbodet",
        rule_nb="Kommunen gir dette tilbudet etter sine egne regler.",
        rule_nn="Kommunen gir dette tilbodet etter sine eigne reglar.",
        route=ComplaintRoute.KLAGENEMND,
        confidence=Confidence.GENERAL,
    ),
)


def basis_row(basis: Basis, *, on: date) -> LegalBasis:
    """The row of a paragraph in force on that day. Raises LookupError if there is none."""
    for row in BASES:
        if row.basis is basis and row.valid_from <= on and not _over(row.valid_to, on):
            return row
    raise LookupError(f"{basis} is not in force on {on}, or no letter rests on it")


def basis_for(service: ServiceType, *, on: date) -> tuple[LegalBasis, ...]:
    """The paragraphs an officer may choose for a service; the first is proposed.

    Empty for what is only registered and reported: coercion and emergency beds.
    """
    rows = {row.basis: row for row in BASES if row.valid_from <= on and not _over(row.valid_to, on)}
    return tuple(rows[basis] for basis in service.bases if basis in rows)


class Reference(StrEnum):
    """A rule every letter cites, whatever the service."""

    RIGHT_TO_SERVICES = "right_to_services"
    PERSONS_VIEW = "persons_view"
    GROUNDS = "grounds"
    NOTICE = "notice"
    ACCESS = "access"
    COSTS = "costs"
    POSTPONE = "postpone"


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """How a rule is cited from `valid_from` on, up to but not including `valid_to`."""

    reference: Reference
    text_nb: str
    text_nn: str
    valid_from: date
    valid_to: date | None = None
    confidence: Confidence = Confidence.VERIFIED


_FVL: Final = date(1970, 1, 1)

REFERENCES: Final[tuple[ReferenceRow, ...]] = (
    ReferenceRow(
        Reference.RIGHT_TO_SERVICES,
        "pasient- og brukerrettighetsloven § 2-1 a",
        "pasient- og brukarrettslova § 2-1 a",
        _HOL,
        date(2024, 6, 1),  # renumbered
    ),
    ReferenceRow(
        Reference.RIGHT_TO_SERVICES,
        "pasient- og brukerrettighetsloven § 2-1",
        "pasient- og brukarrettslova § 2-1",
        date(2024, 6, 1),
    ),
    ReferenceRow(
        Reference.PERSONS_VIEW,
        "pasient- og brukerrettighetsloven § 3-1",
        "pasient- og brukarrettslova § 3-1",
        _HOL,
    ),
    ReferenceRow(
        Reference.GROUNDS,
        "forvaltningsloven §§ 24 og 25",
        "forvaltningslova §§ 24 og 25",
        _FVL,
    ),
    ReferenceRow(Reference.NOTICE, "forvaltningsloven § 27", "forvaltningslova § 27", _FVL),
    ReferenceRow(
        Reference.ACCESS, "forvaltningsloven §§ 18 og 19", "forvaltningslova §§ 18 og 19", _FVL
    ),
    ReferenceRow(Reference.COSTS, "forvaltningsloven § 36", "forvaltningslova § 36", _FVL),
    ReferenceRow(Reference.POSTPONE, "forvaltningsloven § 42", "forvaltningslova § 42", _FVL),
)


def reference_text(reference: Reference, *, on: date, language: str = "nb") -> str:
    """How the rule is cited in a letter of that day. Raises LookupError if it is not."""
    for row in REFERENCES:
        if row.reference is reference and row.valid_from <= on and not _over(row.valid_to, on):
            return row.text_nn if language == "nn" else row.text_nb
    raise LookupError(f"{reference} is not in force on {on}")


def _over(valid_to: date | None, on: date) -> bool:
    return valid_to is not None and valid_to <= on
