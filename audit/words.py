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

    def __getnewargs__(self) -> tuple[str, Mapping[str, object]]:  # type: ignore[override]  # copies
        """What a copy is made from."""
        return self.template, self.values


def mark(text: str) -> str:
    """Return `text` (bokmål, the msgid) as it is; templates and doors translate it."""
    return text


def filled(template: str, **values: object) -> Filled:
    """The sentence (bokmål, the msgid; names in braces) with its values filled in.

    A value may be a table's word or another filled text: it is then translated with the sentence.
    """
    return Filled(
        template, {k: v if isinstance(v, str | int) else str(v) for k, v in values.items()}
    )


def said(text: str, say: Callable[[str], str]) -> str:
    """A marked or filled text as `say` (gettext) turns it into the reader's language."""
    if isinstance(text, Filled):
        values = {k: _part(v, say) if isinstance(v, str) else v for k, v in text.values.items()}
        return say(text.template).format(**values)
    return say(text) if text else ""


def _part(text: str, say: Callable[[str], str]) -> str:
    """A part of a sentence; a table's word may stand there with a small first letter."""
    told = said(text, say)
    if told != text or not text[:1].islower():
        return told
    alone = text[0].upper() + text[1:]
    return told if say(alone) == alone else say(alone)[0].lower() + say(alone)[1:]
