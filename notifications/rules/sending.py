"""Rules of what goes over the network: when to try again, and what a channel's word means."""

import datetime as dt
from enum import Enum, auto
from typing import Final

from notifications.letters import MOST_TRIES, LetterState

CLAIM: Final = dt.timedelta(minutes=2)  # longer than any round of a relay may last
LOOK_AFTER: Final = dt.timedelta(minutes=1)  # first only asked for, not handed over again
SHORTEST_DOWN: Final = dt.timedelta(minutes=1)
LONGEST_DOWN: Final = dt.timedelta(minutes=15)
SHORTEST_ASK: Final = dt.timedelta(minutes=5)
LONGEST_ASK: Final = dt.timedelta(hours=6)
ASKED_FOR: Final = dt.timedelta(days=90)  # then nobody asks any longer whether it is opened


class News(Enum):
    """What a channel's word means to us."""

    NOTHING = auto()  # it is on its way
    DELIVERED = auto()
    OPENED = auto()
    ON_PAPER = auto()  # they printed it and posted it themselves
    REFUSED = auto()
    UNCERTAIN = auto()  # somebody has to find out


NEWS: Final[dict[str, News]] = {
    "MOTTATT": News.NOTHING,
    "AKSEPTERT": News.NOTHING,
    "SENDT_DIGITALT": News.NOTHING,
    "SENDT_SDP": News.NOTHING,
    "KLAR_FOR_MOTTAK": News.NOTHING,
    "VARSLET": News.DELIVERED,
    "LEVERT_SDP": News.DELIVERED,
    "LEST": News.OPENED,
    "SENDT_PRINT": News.ON_PAPER,
    "PRINTET": News.ON_PAPER,
    "AVVIST": News.REFUSED,
    "IKKE_LEVERT": News.REFUSED,
    "MANUELT_HANDTERT": News.UNCERTAIN,
    "SLETTET": News.UNCERTAIN,
}


def news(status: str, *, state: LetterState, awaited: bool = True) -> News:
    """What a status means for a letter that stands at `state`; nothing where it goes back.

    What has been opened stays opened, whatever is said later. That what was delivered was not
    delivered after all contradicts itself, and is for somebody to find out. Of one that is
    uncertain, what has it go on by paper is believed only while it is `awaited`: it has not
    reached the person, and nobody has settled it or sent it anew.
    """
    found = NEWS.get(status, News.NOTHING)
    match state:
        case LetterState.SENT:
            return found
        case LetterState.DELIVERED:
            if found is News.OPENED:
                return found
            return News.UNCERTAIN if found is News.REFUSED else News.NOTHING
        case LetterState.UNCERTAIN:
            if found in {News.DELIVERED, News.OPENED}:
                return found
            return found if awaited and found in {News.ON_PAPER, News.REFUSED} else News.NOTHING
        case _:
            return News.NOTHING


def within(told: dt.datetime | None, *, sent_at: dt.datetime, at: dt.datetime) -> dt.datetime:
    """The moment they told, if it can be: not before it was sent, and not still to come.

    A deadline runs from it, so that a moment nobody can believe may not make it shorter.
    """
    return at if told is None else min(max(told, sent_at), at)


def may_hand_over(
    tries: int, *, tried_at: dt.datetime | None, settles: dt.timedelta | None, at: dt.datetime
) -> bool:
    """Whether it may be handed over now if they do not have it: else it is only asked for.

    What left us may be on its way in for as long as the channel `settles`, and be taken yet;
    without, it is handed over once.
    """
    if tried_at is None:
        return True
    return settles is not None and tries < MOST_TRIES and at >= tried_at + settles


def next_try(tries: int, *, settles: dt.timedelta, tried_at: dt.datetime) -> dt.datetime:
    """When it may be handed over again after `tries`: each wait is twice the one before."""
    wait: dt.timedelta = max(settles, LOOK_AFTER) * 2 ** (tries - 1)
    return tried_at + wait


def next_while_down(due_at: dt.datetime, *, at: dt.datetime) -> dt.datetime:
    """When to try again while nobody can be reached: seldomer, the longer it has lasted."""
    return at + min(max((at - due_at) / 4, SHORTEST_DOWN), LONGEST_DOWN)


def next_ask(sent_at: dt.datetime, *, at: dt.datetime) -> dt.datetime | None:
    """When to ask for its status again; none when it has been asked for long enough."""
    if at - sent_at > ASKED_FOR:
        return None
    return at + min(max((at - sent_at) / 4, SHORTEST_ASK), LONGEST_ASK)
