"""The base of every event: what was done, in the past tense, with a sentence a person can read."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

EVENTS: dict[str, type["Event"]] = {}


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


def sentence_of(name: str, data: dict[str, Any]) -> str:
    """The sentence of a stored event; the bare name if the event is no longer known."""
    event = EVENTS.get(name)
    if event is None:
        return name
    try:
        return event.sentence.format(**data)
    except (KeyError, IndexError):
        return event.sentence
