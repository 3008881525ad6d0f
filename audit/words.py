"""Marks texts in tables for translation, and says them in another language; knows no framework."""

from collections.abc import Callable, Mapping
from typing import Self


class Filled(str):
    """A marked sentence with its values filled in, which remembers both: see `said`."""

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object]) -> Self:
        made = super().__new__(cls, template.format(**values))
        made.template, made.values = template, values
        return made


def mark(text: str) -> str:
    """Return `text` (bokmål, the msgid) as it is; templates and doors translate it."""
    return text


def filled(template: str, **values: object) -> Filled:
    """The sentence (bokmål, the msgid; names in braces) with its values filled in.

    A value may be a table's word or another filled text: it is then translated with the sentence.
    """
    return Filled(template, values)


def said(text: str, say: Callable[[str], str]) -> str:
    """A marked or filled text as `say` (gettext) turns it into the reader's language."""
    if isinstance(text, Filled):
        values = {k: said(v, say) if isinstance(v, str) else v for k, v in text.values.items()}
        return say(text.template).format(**values)
    return say(text) if text else ""
