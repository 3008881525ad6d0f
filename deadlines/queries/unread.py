"""Digital letters that lie unopened, and the deadline to tell their recipients again."""

import datetime as dt
import uuid

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from deadlines.kinds import Kind
from deadlines.models import Deadline
from deadlines.queries.rules import rules_of
from deadlines.rules import compute
from notifications.letters import Channel, LetterState
from notifications.models import Dispatch, Letter
from notifications.queries import midnight
from watch.queries import put_aside

AT_ONCE = 200
PREFIX = "unread:"


def unread_key(letter: uuid.UUID) -> str:
    """The key of a letter's deadline."""
    return f"{PREFIX}{letter}"


def lies_too_long(letter: Letter, *, on: dt.date) -> bool:
    """Whether a letter of no case has lain unopened for so long that its recipient is told again.

    Such a letter has no deadline, which stands in a case or is a unit's: the rule's own length
    from the day it came says when.
    """
    came = letter.delivered_at
    lies = letter.state == LetterState.DELIVERED and letter.settled_at is None
    return lies and came is not None and came < _lain_since(letter.municipality_id, on=on)


def _lain_since(municipality_id: int, *, on: dt.date) -> dt.datetime:
    """The end of the last day whose week is over on a day."""
    row = rules_of(municipality_id).row(Kind.UNREAD_LETTER, on=on)
    came = on
    while compute(row, came).due_on > on:
        came -= dt.timedelta(days=1)
    return midnight(came + dt.timedelta(days=1))


def ids_of_unread_to_follow(municipality_id: int, *, on: dt.date) -> list[int]:
    """Letters delivered since the last look, and those whose open deadline is to end or is due;
    of no case, those that have lain so long.
    """
    digital = Letter.objects.filter(
        ~put_aside("follow_unread"), municipality_id=municipality_id, channel=Channel.DIGITAL
    )
    letters = digital.filter(case__isnull=False).annotate(
        unread=Concat(Value(PREFIX), Cast("public_id", CharField()))
    )
    its = Deadline.objects.filter(
        kind=Kind.UNREAD_LETTER, key=OuterRef("unread"), case=OuterRef("case")
    )
    running = its.filter(met_at=None, cancelled_at=None)
    noticed = Dispatch.objects.filter(letter=OuterRef("pk"), channel=Channel.EMAIL)
    told = noticed.filter(sent_at__isnull=False)
    new = letters.filter(~Exists(its), state=LetterState.DELIVERED)
    over = letters.filter(Exists(running)).exclude(state=LetterState.DELIVERED)
    seen_to = Q(settled_at__isnull=False) | Q(replaced_by__isnull=False)
    met = letters.filter(Exists(told) | seen_to, Exists(running))
    due = letters.filter(
        Exists(running.filter(due_on__lte=on)), ~Exists(noticed), state=LetterState.DELIVERED
    )
    apart = digital.filter(
        ~Exists(noticed),
        case=None,
        state=LetterState.DELIVERED,
        delivered_at__lt=_lain_since(municipality_id, on=on),
        settled_at=None,
        replaced_by=None,
    )
    return [
        pk
        for found in (new, over, met, due, apart)
        for pk in found.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    ]
