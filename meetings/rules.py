"""Rules of meetings: what a line, a plan and a conclusion lack, and what the note says."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from audit.words import filled, mark
from people.refusals import Objection
from people.rules import unwritable

WAY_OUT: Final = "ut-av-motet"  # what the draft of postponing or taking off is called
LONGEST_LINE: Final = 200
LONGEST_TEXT: Final = 4_000
SHORTEST_NAME: Final = 3  # a word of fewer letters is no name that says who it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """What a conclusion rests on."""

    on: date  # the day it is written
    meets_on: date
    attending: frozenset[int]  # staff ids
    newcomers: tuple[str, ...]  # who came after it was said who is disqualified
    impartial: bool  # it has been said who is disqualified, or that nobody is
    disqualified: frozenset[int]
    writer: int


@dataclass(frozen=True, slots=True)
class Declared:
    """Somebody at the table who is disqualified, as it was typed."""

    staff: str  # public id
    ground: str
    note: str = ""


def declared_objections(
    declared: Sequence[Declared],
    *,
    nobody: bool | None,
    present: frozenset[str],
    before: Mapping[str, str],
) -> list[Objection]:
    """What is wrong with what was said of who is disqualified: it is said in so many words.

    `before` are those present who were disqualified already, by public id, with their names.
    """
    if not present:
        return [Objection(mark("Før hvem som er til stede først."), "nobody_attends")]
    if nobody is None:
        sentence = mark("Velg om noen er inhabile.")
        return [Objection(sentence, "impartiality_missing", "nobody")]
    if nobody and declared:
        sentence = mark("Du har valgt at ingen er inhabile, og hvem som er det. Velg én av delene.")
        return [Objection(sentence, "contradiction", "nobody")]
    if nobody and before:
        sentence = filled(
            "{who} er allerede meldt inhabil i saken. Velg «Noen er inhabile».",
            who=", ".join(before.values()),
        )
        return [Objection(sentence, "disqualified_before", "nobody")]
    if not nobody and not declared and not before:
        return [Objection(mark("Velg hvem som er inhabil, og hvorfor."), "who_missing", "nobody")]
    if any(one.staff not in present for one in declared):
        return [Objection(mark("Velg blant dem som er til stede."), "unknown_staff", "nobody")]
    return []


def summary_objections(summary: str, *, names: Collection[str]) -> list[Objection]:
    """What is wrong with the one line that stands on the agenda and on the wall.

    It says what, not whom: no word of the person's `names`.
    """
    if not summary.strip():
        return [Objection(mark("Skriv saken på én linje."), "summary_missing", "summary")]
    found = _too_long("summary", summary, LONGEST_LINE) + _unwritable("summary", summary)
    if "\n" in summary.strip():
        found.append(Objection(mark("Skriv saken på én linje."), "several_lines", "summary"))
    if names_in(summary, names):
        sentence = mark("Skriv linjen uten navn. Den vises på veggen i møtet.")
        found.append(Objection(sentence, "names_somebody", "summary"))
    return found


def names_in(text: str, names: Collection[str]) -> list[str]:
    """The words of `names` that stand in `text` as words of their own, or in the genitive."""
    words = set(re.findall(r"\w+", text.casefold()))
    told = [word for name in names for word in re.findall(r"\w+", name.casefold())]
    return [
        word
        for word in told
        if len(word) >= SHORTEST_NAME and (word in words or f"{word}s" in words)
    ]


def proposed_summary(*, services: str, stage: str, recommended: Sequence[str]) -> str:
    """The line as the case's facts give it: what is recommended, or where the case stands."""
    line = "; ".join(recommended) or f"{services} – {stage.lower()}"
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 2].rsplit(' ', 1)[0]} …"


def plan_objections(*, place: str, meets_on: date, on: date) -> list[Objection]:
    """What is wrong with time and place of a meeting that is planned on a day (`on`)."""
    found = []
    if meets_on < on:
        sentence = mark("Møtet kan ikke planlegges tilbake i tid.")
        found.append(Objection(sentence, "in_the_past", "meets_on"))
    if not place.strip():
        found.append(Objection(mark("Skriv hvor møtet er."), "place_missing", "place"))
    return found + _too_long("place", place, LONGEST_LINE) + _unwritable("place", place)


def readiness_objections(ready: Ready) -> list[Objection]:
    """Why the item may not be concluded by this writer yet, in the order of the page.

    Source: forvaltningsloven §§ 6 and 8: who is disqualified takes no part in preparing the case.
    """
    found = []
    if ready.on < ready.meets_on:
        when = filled(
            "Konklusjonen skrives når møtet holdes, {day}.", day=f"{ready.meets_on:%d.%m.%Y}"
        )
        found.append(Objection(when, "before_the_meeting"))
    if not ready.attending:
        found.append(Objection(mark("Før hvem som er til stede først."), "nobody_attends"))
    elif ready.writer not in ready.attending:
        who = mark("Bare en som er til stede i møtet, kan skrive konklusjonen.")
        found.append(Objection(who, "writer_not_attending"))
    if ready.writer in ready.disqualified:
        left = mark("Du er meldt inhabil i saken. En annen må skrive konklusjonen.")
        found.append(Objection(left, "disqualified"))
    if not ready.impartial:
        said = mark("Avklar habiliteten før konklusjonen skrives.")
        found.append(Objection(said, "impartiality_missing"))
    elif ready.newcomers:
        anew = filled(
            "{who} kom til etter at habiliteten ble avklart. Avklar den på nytt.",
            who=", ".join(ready.newcomers),
        )
        found.append(Objection(anew, "impartiality_missing"))
    if ready.attending and not ready.attending - ready.disqualified:
        alone = mark("Alle som er til stede, er inhabile. Utsett saken til et annet møte.")
        found.append(Objection(alone, "all_disqualified"))
    return found


def text_objections(text: str, *, missing: str, field: str = "text") -> list[Objection]:
    """What is wrong with a conclusion or a reason; `missing` asks for it."""
    if not text.strip():
        return [Objection(missing, f"{field}_missing", field)]
    return _too_long(field, text, LONGEST_TEXT) + _unwritable(field, text)


def note_text(
    *, meets_on: date, conclusion: str, present: Sequence[str], disqualified: Sequence[str]
) -> str:
    """The note as it stands in each case: the conclusion, who took part and who had left."""
    lines = [
        f"Tildelingsmøte {meets_on:%d.%m.%Y}: {conclusion.strip()}",
        "",
        f"Til stede: {', '.join(present)}.",
        f"Inhabile, deltok ikke i saken: {', '.join(disqualified)}."
        if disqualified
        else "Ingen var inhabile.",
        "Konklusjonen er et råd. Vedtaket fattes av den som har myndighet til det.",
    ]
    return "\n".join(lines)


def initials(given: str, family: str) -> str:
    """«B. H.»: who it is for those who know, and for nobody else."""
    return " ".join(f"{part[0].upper()}." for part in (given.strip(), family.strip()) if part)


def _too_long(field: str, text: str, longest: int) -> list[Objection]:
    if len(text) <= longest:
        return []
    sentence = filled(
        "Teksten har {length} tegn. Kort den ned til {longest}.", length=len(text), longest=longest
    )
    return [Objection(sentence, "too_long", field)]


def _unwritable(field: str, text: str) -> list[Objection]:
    odd = unwritable(text)
    if not odd:
        return []
    sign = odd[0] if odd[0].isprintable() else f"U+{ord(odd[0]):04X}"
    sentence = filled("Tegnet «{sign}» kan ikke brukes her. Skriv det med ord.", sign=sign)
    return [Objection(sentence, "unwritable", field)]
