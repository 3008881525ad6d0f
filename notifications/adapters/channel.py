"""The port: what a relay asks of any channel, whichever it is, and what can come of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class ChannelDown(Exception):
    """Nothing left us: they cannot be reached, or will not talk to us. All may be tried again."""


class NoAnswer(Exception):
    """It left us, and nobody said what became of it. It may have been taken."""


class ChannelRefused(Exception):
    """They will not have this one. `code` says why in our own words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is handed to a channel, as it was read at that moment."""

    key: str  # the same key is the same parcel
    number: str  # the recipient's identity number; empty where only their e-mail is told of it
    name: str
    address: tuple[str, ...]  # both lines
    email: str
    title: str  # shown in lists and notices outside: says nothing of what it is about
    body: bytes  # the file; empty for a notice


@dataclass(frozen=True, slots=True)
class Told:
    """What a channel says has become of something it took."""

    receipt: str
    status: str
    at: dt.datetime | None  # none if they did not say so that it can be understood


class Channel(Protocol):
    """Somewhere a parcel is handed over."""

    @staticmethod
    def settles() -> dt.timedelta | None:
        """How long what left us may still be on its way in, and be looked for by our key.

        None where they take no key of ours: what may have been taken is never handed over again.
        """

    def send(self, parcel: Parcel) -> str:
        """Hand it over; what they call it. Raises ChannelDown, NoAnswer, ChannelRefused."""

    def find(self, key: str) -> str:
        """What they call the one with our key; empty if they have none. Raises ChannelDown."""

    def statuses(self, receipts: Sequence[str]) -> list[Told]:
        """What became of those. Raises ChannelDown."""
