"""Reads settings from the environment and says at start-up what is missing."""

import os
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class MissingSettingError(Exception):
    """A setting without a default is not set."""


def read(name: str, parse: Callable[[str], T], default: T | None = None) -> T:
    """Return `name` parsed by `parse`; without a default, its absence is fatal."""
    raw = os.environ.get(name)
    if raw is not None and raw != "":
        return parse(raw)
    if default is None:
        message = f"set {name} (see .env.example)"
        raise MissingSettingError(message)
    return default


def flag(raw: str) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off; else ValueError."""
    lowered = raw.strip().lower()
    if lowered in {"1", "true", "yes", "on"}:
        return True
    if lowered in {"0", "false", "no", "off"}:
        return False
    message = f"not a flag: {raw!r}"
    raise ValueError(message)


def words(raw: str) -> list[str]:
    """The comma-separated words, without blanks."""
    return [word.strip() for word in raw.split(",") if word.strip()]
