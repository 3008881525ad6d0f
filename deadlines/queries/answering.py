"""Who is told of a deadline: a named person who is here that day, or who stands in for them."""

import datetime as dt
from collections.abc import Collection
from contextlib import suppress

from django.db.models import Q

from cases.queries import closed_to, queue_owner_of
from deadlines.models import Deadline
from notifications.queries import stand_in_of
from people.models import Absence, StaffMember
from people.queries import related_staff


def holder_of(deadline: Deadline, *, on: dt.date) -> int:
    """Who is to act: the case's holder or who stands in; else as `leader_of`.

    What another unit must act on is its leader's. Raises LookupError when there is nobody at all.
    """
    if deadline.unit is None and deadline.case is not None:
        related = closed_to(deadline.case)
        for one in (deadline.case.responsible_id, deadline.case.queue_owner_id):
            if one is not None and (here := _here(one, on=on, besides=related)):
                return here
    return leader_of(deadline, on=on)


def leader_of(deadline: Deadline, *, on: dt.date) -> int:
    """Who leads the unit that must act, and is here that day; else the nearest above.

    A leader who is away is told in the name of who stands in. Where nobody leads, whoever answers
    for the case. Raises LookupError when there is nobody at all.
    """
    case = deadline.case
    related = closed_to(case) if case else related_staff(deadline.person_id or 0)
    unit = deadline.unit or (deadline.case.unit if deadline.case else None)
    candidates: list[int | None] = []
    if unit is not None:
        with suppress(LookupError):
            candidates.append(queue_owner_of(unit, on=on, besides=related | _away(on)))
    if deadline.case is not None:
        candidates += [deadline.case.queue_owner_id, deadline.case.responsible_id]
    named = [one for one in candidates if one is not None]
    for one in named:
        if here := _here(one, on=on, besides=related):
            return here
    still_here = StaffMember.objects.filter(pk__in=named).filter(_works(on))
    for one in named:  # everybody is away, and nobody stands in: they read it when they are back
        if still_here.filter(pk=one).exists():
            return one
    message = f"nobody answers for deadline {deadline.pk}"
    raise LookupError(message)


def _here(staff_id: int, *, on: dt.date, besides: Collection[int]) -> int | None:
    """Themself when they are here that day, else who stands in for them; None if nobody does."""
    staff = StaffMember.objects.filter(_works(on), pk=staff_id).first()
    if staff is None:
        return None
    if Absence.objects.filter(staff=staff, from_on__lte=on, to_on__gt=on).exists():
        staff = stand_in_of(staff, on=on)
    return staff.pk if staff is not None and staff.pk not in besides else None


def _works(on: dt.date) -> Q:
    return Q(left_on=None) | Q(left_on__gt=on)


def _away(on: dt.date) -> set[int]:
    here = Absence.objects.filter(from_on__lte=on, to_on__gt=on)
    return set(here.values_list("staff_id", flat=True))
