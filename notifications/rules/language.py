"""Small rules of language: dates, lists, names in a sentence, citations of law."""

import datetime as dt
import re
from collections.abc import Sequence

from notifications.legal import LAWS, Law
from notifications.letters import Language
from notifications.words import PHRASES

NUMBER_AND_LETTER = re.compile(r"nr\. (\d+) ([a-z])\b")
ORE = 100


def long_date(day: dt.date, language: Language) -> str:
    """The day in words: "3. november 2026", "3 November 2026"."""
    words = PHRASES[language]
    return words.date.format(day=day.day, month=words.months[day.month - 1], year=day.year)


def short_date(day: dt.date) -> str:
    """The day for a table: 03.11.2026."""
    return f"{day:%d.%m.%Y}"


def kroner(ore: int) -> str:
    """An amount in kroner as people write it: 205 or 205,50."""
    whole, rest = divmod(ore, ORE)
    grouped = f"{whole:,}".replace(",", " ")
    return f"{grouped},{rest:02}" if rest else grouped


def listed(items: Sequence[str], language: Language) -> str:
    """The items as a list in a sentence: "a", "a og b", "a, b og c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {PHRASES[language].and_} {items[-1]}"


def in_sentence(name: str) -> str:
    """A service's name inside a sentence: small first letter, the part after the dash in brackets.

    "Avlastning – i institusjon" is "avlastning (i institusjon)". An acronym keeps its capitals.
    """
    name = name[:1].lower() + name[1:] if name[1:2].islower() else name
    main, dash, rest = name.partition(" – ")
    if not dash:
        return name
    return f"{main}, {rest}" if "(" in rest else f"{main} ({rest})"


def services(names: Sequence[str], language: Language) -> str:
    """Services as a list inside a sentence."""
    return listed([in_sentence(name) for name in names], language)


def spelled_out(citation: str, language: Language) -> str:
    """A short citation with the act's whole name: "hol § 3-2 nr. 6 a" becomes what people read.

    An act without a row keeps the name it came with.
    """
    words = PHRASES[language]
    act, _, place = citation.strip().partition(" ")
    place = NUMBER_AND_LETTER.sub(rf"nr. \1 {words.letter} \2", place)
    return f"{words.acts.get(act, act)} {place}".strip()


def in_force(law: Law, on: dt.date) -> str:
    """The rule's short citation on `on`. Raises LookupError if it is not in force then."""
    for row in LAWS:
        if row.law is law and row.from_on <= on and (row.to_on is None or on < row.to_on):
            return row.citation
    raise LookupError(f"{law} is not in force on {on}")


def cited(law: Law, language: Language, on: dt.date) -> str:
    """The rule as a letter of `on` cites it."""
    return spelled_out(in_force(law, on), language)


def cited_all(on: dt.date, language: Language) -> dict[str, str]:
    """Every rule the fixed words may name, by its place in them."""
    return {
        "agent": cited(Law.AGENT, language, on),
        "access": cited(Law.ACCESS, language, on),
        "postpone": cited(Law.POSTPONE, language, on),
        "costs": cited(Law.COSTS, language, on),
    }


def several(citations: Sequence[str]) -> list[str]:
    """Single citations from rows that may hold several ("hol § 3-8; pbrl § 2-1 d"), once each."""
    split = [one.strip() for row in citations for one in row.split(";")]
    return list(dict.fromkeys(one for one in split if one))
