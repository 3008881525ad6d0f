"""What the log says of an error: its kind and where it happened, never the words it holds.

PostgreSQL tells the whole row that a constraint refused, with names and what is written of a
person's health; other errors may quote what somebody typed.
"""

import traceback
from collections.abc import Iterator, MutableMapping
from typing import Any


def with_error_number(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A step of the log's formatter: the number that the page told whoever met the error."""
    request = getattr(event.get("_record"), "request", None)
    number = getattr(request, "error_number", None)
    if number is not None:
        event["error_number"] = number
    return event


def without_words(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A step of the log's formatter: the exception as kinds and places, and no text of its own."""
    exc_info = event.pop("exc_info", None)
    error = exc_info[1] if isinstance(exc_info, tuple) else None
    if error is None:
        return event
    text = str(event.get("event", ""))
    for link in _chain(error):
        for words in filter(None, (repr(link), str(link))):
            text = text.replace(words, type(link).__name__)
    event["event"] = text
    event["exception"] = [_told(link) for link in _chain(error)]
    return event


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and those it came of, itself first."""
    link: BaseException | None = error
    seen: set[int] = set()
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or link.__context__


def _told(error: BaseException) -> dict[str, Any]:
    told: dict[str, Any] = {
        "type": f"{type(error).__module__}.{type(error).__qualname__}",
        "at": [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ],
    }
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
    return told | ({"constraint": constraint} if constraint else {})
