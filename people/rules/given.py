"""Who somebody is, as told, and what is wrong with it."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from audit.words import filled, mark
from people.refusals import Objection
from people.rules.numbers import parse_identity_number


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonGiven:
    """Who it is about, as told: somebody known (`public_id` or `number`), or a new person."""

    public_id: str = ""
    number: str = ""
    given_name: str = ""
    family_name: str = ""
    born_on: date | None = None
    sex: str = "U"
    address: str = ""
    postal: str = ""
    phone: str = ""
    email: str = ""
    language: str = "nb"
    interpreter_language: str = ""


# The longest text each field holds: what the columns hold, said before they refuse.
LONGEST: Final = {
    "given_name": 100,
    "family_name": 100,
    "address": 200,
    "postal": 100,
    "phone": 30,
    "email": 254,
    "interpreter_language": 40,
    "doctor": 120,
    "name": 200,
    "relation": 60,
    "told_scope": 300,
    "scope_note": 300,
}
# How many figures there are at least: «911 11 111 (jobb)» and «S-111 22 Stockholm» are well.
FIGURES: Final[dict[str, tuple[int, str]]] = {
    "phone": (3, mark("Skriv telefonnummeret med sifre, for eksempel 911 11 111.")),
    "postal": (4, mark("Skriv postnummeret med fire sifre og stedet, for eksempel 3045 Drammen.")),
}
# Outside these a day is a slip of the key; beyond 9999 nothing can be reckoned from it.
DAYS: Final = (date(1850, 1, 1), date(2199, 12, 31))  # both included
EARLIEST_BIRTH: Final = date(1854, 1, 1)  # the oldest series of identity numbers


def text_objections(texts: Mapping[str, str]) -> list[Objection]:
    """What is wrong with short texts, by field: too long, signs nobody can write out, no number
    where one is meant.
    """
    found = []
    for name, text in texts.items():
        least, wanted = FIGURES.get(name, (0, ""))
        if text.strip() and sum(sign.isdecimal() for sign in text) < least:
            found.append(Objection(wanted, "no_number", name))
        longest = LONGEST.get(name)
        if longest is not None and len(text) > longest:
            found.append(
                Objection(
                    filled(
                        "Teksten har {length} tegn. Kort den ned til {longest}.",
                        length=len(text),
                        longest=longest,
                    ),
                    "too_long",
                    name,
                )
            )
        if odd := unwritable(text):
            found.append(
                Objection(
                    filled(
                        "Tegnet «{sign}» kan ikke brukes her. Skriv det med ord.",
                        sign=odd[0] if odd[0].isprintable() else f"U+{ord(odd[0]):04X}",
                    ),
                    "unwritable",
                    name,
                )
            )
    return found


def unwritable(text: str) -> list[str]:
    """The signs of `text` that are neither letters, figures nor marks: controls and pictures."""
    return [
        sign
        for sign in text
        if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn", "So", "Zl", "Zp"}
        and sign not in "\r\n\t°©®"
    ]


def birth_objections(born_on: date | None, *, on: date) -> list[Objection]:
    """Why nobody can be born on that day; empty if somebody can, or it is not known."""
    if born_on is None:
        return []
    if born_on > on:
        return [
            Objection(mark("Fødselsdatoen kan ikke være etter i dag."), "born_ahead", "born_on")
        ]
    if born_on < EARLIEST_BIRTH:
        return [
            Objection(
                mark("Fødselsdatoen er for langt tilbake. Sjekk året."), "born_too_early", "born_on"
            )
        ]
    return []


def newcomer_objections(given: PersonGiven, *, synthetic: bool, on: date) -> list[Objection]:
    """Why somebody not known here cannot be registered with what is told; empty if they can."""
    found = []
    if given.number:
        try:
            parse_identity_number(given.number, synthetic=synthetic, on=on)
        except ValueError as error:
            return [Objection(str(error), "bad_number", "number")]
    elif not given.family_name.strip() and not given.given_name.strip():
        return [
            Objection(
                mark("Skriv fødselsnummeret, eller velg «Mangler nummer?»."),
                "person_missing",
                "number",
            )
        ]
    if not given.family_name.strip():
        unknown = mark(
            "Nummeret er ikke registrert her fra før. Sjekk sifrene, eller skriv navnet."
        )
        found.append(
            Objection(unknown, "unknown_number", "family_name")
            if given.number
            else Objection(mark("Skriv etternavnet."), "name_missing", "family_name")
        )
    found += birth_objections(given.born_on, on=on)
    texts = ("given_name", "family_name", "address", "postal", "phone", "email")
    found += text_objections({name: getattr(given, name) for name in texts})
    if given.language not in {"nb", "nn", "en"}:
        found.append(Objection(mark("Velg bokmål, nynorsk eller engelsk."), "language", "language"))
    if given.sex not in {"K", "M", "U"}:
        found.append(Objection(mark("Velg kjønn fra listen."), "sex", "sex"))
    return found
