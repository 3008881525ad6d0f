"""What stands between a letter's words and the typesetter: cleaned, and asked whether they show."""

from collections.abc import Iterator
from typing import Any

from notifications.adapters.text import clean, objections
from notifications.rules import LetterContent
from people.refusals import Objection, Refused


def must_be_printable(content: LetterContent) -> None:
    """Raise Refused for what the font cannot show: the last gate, since registers are not asked."""
    found = dict.fromkeys(
        objection for text in _texts(content.as_json()) for objection in objections(text)
    )
    if found:
        raise Refused.all([Objection(sentence, "unprintable") for sentence in found])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


def cleaned(value: Any) -> Any:
    """The same words with nothing in them that nobody can see."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: cleaned(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(one) for one in value]
    return value
