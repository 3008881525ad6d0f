"""Digital letters that lie unopened, and the deadline to tell their recipients again."""

import datetime as dt
import uuid

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from deadlines.kinds import Kind
from deadlines.models import Deadline
from notifications.letters import Channel, LetterState
from notifications.models import Dispatch, Letter
from watch.queries import put_aside

AT_ONCE = 200
PREFIX = "unread:"


def unread_key(letter: uuid.UUID) -> str:
    """The key of a letter's deadline."""
    return f"{PREFIX}{letter}"


def ids_of_unread_to_follow(municipality_id: int, *, on: dt.date) -> list[int]:
    """Letters delivered since the last look, and those whose open deadline is to end or is due."""
    letters = Letter.objects.filter(
        ~put_aside("follow_unread"),
        municipality_id=municipality_id,
        channel=Channel.DIGITAL,
        case__isnull=False,
    ).annotate(unread=Concat(Value(PREFIX), Cast("public_id", CharField())))
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
    return [
        pk
        for found in (new, over, met, due)
        for pk in found.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    ]
