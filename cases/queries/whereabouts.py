"""Who may read where a protected person lives, moves to or gets help (adressebeskyttelse)."""

from django.db.models import Q

from cases.models import CaseAccess
from cases.models.support import MEETING, ORDER
from cases.queries.scope import access_in_force
from people.access import Actor
from people.models import PersonAccess, Resident


def may_know_where(person_id: int, *, actor: Actor) -> bool:
    """Whether a text that says where a person is may be shown: to all for an open address, else to
    who has the person or a case of theirs in their own name, not as one of a unit.

    The street address itself is shown to nobody then, not even to them.
    """
    if Resident.objects.filter(pk=person_id, protection="NONE").exists():
        return True
    if actor.staff_id is None:
        return False
    mine = Q(staff_id=actor.staff_id, to_at=None)
    cases = CaseAccess.objects.filter(mine, access_in_force(), case__person_id=person_id)
    return (
        cases.exclude(ground__in=[ORDER, MEETING]).exists()
        or PersonAccess.objects.filter(mine, person_id=person_id).exists()
    )
