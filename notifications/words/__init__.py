"""The fixed words of letters, one module for each language; a missing one fails the type check.

Nynorsk and English are ours and await a language professional before release.
"""

from collections.abc import Mapping
from typing import Final

from notifications.words import en, nb, nn
from notifications.words.phrases import Phrases

PHRASES: Final[Mapping[str, Phrases]] = {"nb": nb.WORDS, "nn": nn.WORDS, "en": en.WORDS}

__all__ = ["PHRASES", "Phrases"]
