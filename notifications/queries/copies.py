"""What waits to leave a municipality: counted, for those who may see no letter."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Q

from notifications.letters import Channel, LetterState
from notifications.models import Dispatch, Letter, Notice
from notifications.queries.digest import UNTOLD
from people.access import also_hidden


@dataclass(frozen=True, slots=True)
class ToLeave:
    """How many letters and reminders wait, since when the oldest does, and how many of the staff
    have notices that no e-mail has told them of.
    """

    on_paper: int
    digital: int
    oldest_letter: dt.datetime | None
    reminders: int
    oldest_reminder: dt.datetime | None
    staff: int


def to_leave(municipality_id: int) -> ToLeave:
    """What would leave if it might, whoever it is to. Asked inside `reading`."""
    with also_hidden():
        letters = Letter.objects.filter(
            municipality_id=municipality_id, state=LetterState.HELD
        ).aggregate(
            on_paper=Count("pk", filter=Q(channel=Channel.PRINT)),
            digital=Count("pk", filter=Q(channel=Channel.DIGITAL)),
            oldest=Min("queued_at"),
        )
        reminders = Dispatch.objects.filter(
            municipality_id=municipality_id, channel=Channel.EMAIL, next_at__isnull=False
        ).aggregate(count=Count("pk"), oldest=Min("next_at"))
        untold = Notice.objects.filter(UNTOLD, municipality_id=municipality_id)
        staff = untold.exclude(staff__email="").aggregate(count=Count("staff", distinct=True))
    return ToLeave(
        on_paper=letters["on_paper"],
        digital=letters["digital"],
        oldest_letter=letters["oldest"],
        reminders=reminders["count"],
        oldest_reminder=reminders["oldest"],
        staff=staff["count"],
    )
