"""How long a letter may be stopped before it goes, and so the first day it can be sent."""

import datetime as dt

from django.conf import settings
from django.utils.timezone import localdate

from notifications.letters import LETTERS, LetterKind


def hold_of(kind: LetterKind) -> dt.timedelta:
    """How long letters of a kind wait in the queue so that they can be stopped."""
    return dt.timedelta(minutes=settings.LETTER_HOLD_MINUTES if LETTERS[kind].held else 0)


def sent_earliest(kind: LetterKind, *, at: dt.datetime) -> dt.date:
    """The first day a letter that is written at that moment can be sent."""
    return localdate(at + hold_of(kind))
