"""Who may read where a protected person lives, moves to or gets help (adressebeskyttelse)."""

from collections.abc import Iterable

from django.db.models import Q

from cases.models import CaseAccess
from cases.models.support import HASTE, MEETING, ORDER
from cases.queries.access import access_in_force
from people.access import Actor
from people.models import PersonAccess, Resident, StaffMember


def may_know_where(person_id: int, *, actor: Actor) -> bool:
    """Whether a text that says where a person is may be shown: to all for an open address, else to
    who has the person or a case of theirs in their own name, not as one of a unit, at a table or
    of those asked for help now.

    The street address itself is shown to nobody then, not even to them.
    """
    if Resident.objects.filter(pk=person_id, protection="NONE").exists():
        return True
    if actor.staff_id is None:
        return False
    mine = Q(staff_id=actor.staff_id, to_at=None)
    cases = CaseAccess.objects.filter(mine, access_in_force(), case__person_id=person_id)
    return (
        cases.exclude(ground__in=[ORDER, MEETING, HASTE]).exists()
        or PersonAccess.objects.filter(mine, person_id=person_id).exists()
    )


def opened_to_no_more(persons: Iterable[Resident]) -> frozenset[int]:
    """Whose cases are opened to nobody who is not named for it, by no agenda and no call for help:
    a protected address, a block, a colleague's own.
    """
    found = list(persons)
    guarded = {one.pk for one in found if one.protection != "NONE" or one.blocked}
    staff = StaffMember.objects.filter(resident__in=found)
    own = Resident.objects.filter(pk__in=staff.values("resident")).values_list("pk", flat=True)
    return frozenset(guarded.union(own))
