"""How hard a text is to read."""

import re
from typing import Final

LONG: Final = 7  # letters, and more
EASY: Final = 40  # our target for letters: LIX at most this


def lix(text: str) -> int:
    """LIX (lesbarhetsindeks): words in a sentence plus the share of words over six letters.

    Headings and lines of a list count as sentences. 0 for a text without words.
    """
    words = re.findall(r"[^\W\d_]+", text)
    if not words:
        return 0
    sentences = [part for part in re.split(r"[.!?:\n]+", text) if re.search(r"[^\W\d_]", part)]
    long = sum(len(word) >= LONG for word in words)
    return round(len(words) / len(sentences) + 100 * long / len(words))
