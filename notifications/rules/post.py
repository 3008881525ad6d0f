"""Rules of the post: who a letter is for, what stops it, how long to wait, when it has come."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from notifications.letters import OPEN_ADDRESS, PROTECTIONS, RecipientKind, StopReason
from notifications.rules.content import Addressee

MOST_TRIES: Final = 10  # e-mails; then the notice stands in the application alone
FIRST_WAIT: Final = dt.timedelta(minutes=1)
LONGEST_WAIT: Final = dt.timedelta(hours=4)
STANDS_TOO_LONG: Final = dt.timedelta(days=2)  # a letter that nobody prints becomes a task

# A child under 15 gets no letters: fvl § 18 shows a party under 15 nothing confidential, and
# §§ 16 and 27 give notice directly over 15. From 16 one decides about one's own health
# (pbrl § 4-3), so that parents no longer get the letters.
LETTERS_FROM_AGE: Final = 15
ALONE_FROM_AGE: Final = 16


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody a letter may go to, in what capacity, and where: as it stands today.

    `address` is empty when it is protected or not registered.
    """

    kind: RecipientKind
    person_id: int
    name: str
    address: tuple[str, ...]
    protection: str = OPEN_ADDRESS  # notifications.letters.PROTECTIONS
    representative_id: int | None = None
    relative_id: int | None = None

    @property
    def protected(self) -> bool:
        """Whether the address is protected, more or less strictly."""
        return self.protection != OPEN_ADDRESS

    @property
    def protection_label(self) -> str:
        """What the protection is called; empty without."""
        return PROTECTIONS[self.protection]

    def addressee(self) -> Addressee:
        """What stands in the window of the envelope."""
        return Addressee(self.name, self.address)


def trouble(*, queued: Recipient, current: Recipient | None, dead: bool) -> StopReason | None:
    """Why a letter may not be sent as it was queued; None if it may.

    `current` is the recipient read anew, None when they no longer get letters in the case.
    """
    if dead:
        return StopReason.DEAD
    if current is None:
        return StopReason.NO_LONGER_ENTITLED
    if current.protected and not queued.protected:
        return StopReason.NOW_PROTECTED
    if not current.protected and not current.address:
        return StopReason.ADDRESS_MISSING
    if (current.name, current.address) != (queued.name, queued.address):
        return StopReason.ADDRESS_CHANGED
    return None


def strictest(*protections: str) -> str:
    """The strictest of several protections of one address."""
    return max(protections, key=list(PROTECTIONS).index)


def same_place(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two addresses are the same, however they are spaced and capitalised."""
    return (
        bool(one)
        and "".join("".join(one).split()).lower() == "".join("".join(other).split()).lower()
    )


def reached_on(posted_on: dt.date, assumed_days: int) -> dt.date:
    """The day a paper letter is taken to have reached the party («antatt»)."""
    return posted_on + dt.timedelta(days=assumed_days)


def next_try(tries: int, *, at: dt.datetime) -> dt.datetime | None:
    """When to try an e-mail again after `tries` failures; None when it is given up."""
    if tries >= MOST_TRIES:
        return None
    wait: dt.timedelta = FIRST_WAIT * 2 ** (tries - 1)
    return at + min(wait, LONGEST_WAIT)


def gets_letters(age: int | None) -> tuple[bool, bool]:
    """Whether the person, and whether the parents, get the letters at that age."""
    if age is None:
        return True, False
    return age >= LETTERS_FROM_AGE, age < ALONE_FROM_AGE
