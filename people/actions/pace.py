"""Part: somebody who looked up too many, and could explain it, is let in again."""

import datetime as dt

from people.access import Actor
from people.models import StaffMember, Stop


def open_again(staff: StaffMember, *, on: dt.date, actor: Actor, at: dt.datetime) -> None:
    """What `staff` was stopped for on the day counts no more: from now on it is counted anew."""
    stops = Stop.objects.filter(staff=staff, on=on, opened_at=None)
    stops.update(opened_by_id=actor.staff(), opened_at=at)
