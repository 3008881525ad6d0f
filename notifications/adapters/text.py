"""What people may write in a letter: the font's own characters, in sensible amounts.

Forms ask at the field, so that nothing unprintable ever reaches a letter.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

import font_source_sans_pro  # type: ignore[import-untyped]  # carries no types
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # carries no types

from audit.words import filled, mark

LONGEST_WORD: Final = 120  # characters without a space
MOST_MARKS: Final = 3  # accents on one letter
LONGEST_TEXT: Final = 20_000  # characters in one field
SHOWN: Final = 5  # offending characters named in one message

BORROWED: Final = "ŊŋŦŧ"  # Sami letters Source Sans lacks; set in Typst's own Libertinus
INVISIBLE: Final = re.compile("[\u00ad\u200b\ufeff]")  # pasted along, never meant
LINE_ENDS: Final = re.compile("\r\n?|[\u2028\u2029\x0b\x0c\x85]")
SPACES: Final = re.compile("[\t\u2000-\u200a\u202f\u205f\u3000]")
HYPHENS: Final = re.compile("[\u2010\u2011]")
BLANK_LINES: Final = re.compile("\n{3,}")


def clean(text: str) -> str:
    """The text as a letter holds it: composed (NFC), plain line ends and spaces, nothing invisible.

    What cannot be shown is left in: `objections` says so to the writer.
    """
    text = unicodedata.normalize("NFC", text)
    text = LINE_ENDS.sub("\n", INVISIBLE.sub("", HYPHENS.sub("-", text)))
    return BLANK_LINES.sub("\n\n", SPACES.sub(" ", text)).strip()


def unprintable(text: str) -> list[str]:
    """The characters of `text`, once each, that the letters' font cannot show."""
    known = _characters()
    return [c for c in dict.fromkeys(clean(text)) if c != "\n" and ord(c) not in known]


def objections(text: str, *, longest: int = LONGEST_TEXT) -> list[str]:
    """Why `text` may not stand in a letter, in the words the writer reads; empty if it may."""
    text = clean(text)
    found: list[str] = []
    if len(text) > longest:
        found.append(
            filled(
                "Teksten har {length} tegn. Kort den ned til {longest}.",
                length=len(text),
                longest=longest,
            )
        )
    for character in (odd := unprintable(text))[:SHOWN]:
        found.append(
            filled(
                "Tegnet «{sign}» kan ikke stå i et brev. Skriv det med ord.",
                sign=_shown(character),
            )
        )
    if len(odd) > SHOWN:
        found.append(
            filled("Det er {n} andre tegn som heller ikke kan stå i et brev.", n=len(odd) - SHOWN)
        )
    if word := next((w for w in text.split() if len(w) > LONGEST_WORD), ""):
        found.append(filled("Ordet «{word}…» er for langt. Sett inn mellomrom.", word=word[:20]))
    if _most_marks(text) > MOST_MARKS:
        found.append(mark("Teksten har for mange aksenter på samme bokstav."))
    return found


@cache
def _characters() -> frozenset[int]:
    """What every weight of the font can show, and what it borrows, without control characters."""
    folder = Path(font_source_sans_pro.__file__).parent / "files"
    shared: set[int] | None = None
    for name in ("Regular", "It", "Semibold", "SemiboldIt", "Bold"):
        with TTFont(folder / f"SourceSansPro-{name}.ttf", lazy=True) as font:
            covered = set(font.getBestCmap())
        shared = covered if shared is None else shared & covered
    return frozenset(map(ord, BORROWED)) | frozenset(
        code for code in shared or () if not unicodedata.category(chr(code)).startswith("C")
    )


def _shown(character: str) -> str:
    """The character itself, or its code where nothing would be seen."""
    if unicodedata.category(character)[0] in "CMZ":
        return f"U+{ord(character):04X}"
    return character


def _most_marks(text: str) -> int:
    most = run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        most = max(most, run)
    return most
