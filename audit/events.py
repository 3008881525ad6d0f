"""The base of every event: what was done, in the past tense, with a sentence a person can read."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Final

EVENTS: dict[str, type["Event"]] = {}
# Fields that hold words of a table, said in the reader's language; others are said as they are.
WORDS: Final = frozenset({"label", "purpose_label", "because", "outcomes", "approval", "assumed"})


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that was done. Subclasses live in their app's `events.py` and register by name.

    `sentence` is bokmål with the event's fields in braces, marked for translation. Fields hold
    ids, codes and short words, never a name or an identity number: the page looks names up.
    """

    sentence: ClassVar[str]

    case_id: int | None = None
    person_id: int | None = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.__name__ in EVENTS:
            message = f"two events are called {cls.__name__}"
            raise TypeError(message)
        EVENTS[cls.__name__] = cls

    def data(self) -> dict[str, Any]:
        """The event's own fields, without the case and the person."""
        fields = asdict(self)
        del fields["case_id"], fields["person_id"]
        return fields


def sentence_of(name: str, data: dict[str, Any], *, say: Callable[[str], str] = str) -> str:
    """The sentence of a stored event; the bare name if the event is no longer known.

    `say` turns a text of ours into the reader's language; without it the sentence is bokmål.
    """
    event = EVENTS.get(name)
    if event is None:
        return name
    sentence = say(event.sentence)
    try:
        return sentence.format(
            **{key: _said(str(v), say) if key in WORDS else v for key, v in data.items()}
        )
    except (KeyError, IndexError):
        return sentence


def _said(text: str, say: Callable[[str], str]) -> str:
    """A table's words, also where several stand in a row: «Innvilget, Avslått»."""
    whole = say(text) if text else text
    return whole if whole != text else ", ".join(say(part) for part in text.split(", ") if part)
