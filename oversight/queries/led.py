"""Which control is a leader's, and of whom they may be told in it."""

from collections.abc import Collection

from django.db.models import Q

from people.access import Actor
from people.models import Resident
from people.queries import kept_from
from people.roles import Permission


def led_by(actor: Actor) -> Q:
    """What is the actor's to control, by leader or by unit; nothing for who leads nobody."""
    if not actor.may(Permission.DISTRIBUTE):
        return Q(pk__in=[])
    return Q(municipality_id=actor.municipality_id) & (
        Q(leader_id=actor.staff_id) | Q(unit_id__in=actor.led_unit_ids)
    )


def shown_to(actor: Actor, person_ids: Collection[int]) -> dict[int, Resident]:
    """Those a leader may be told of in a control: nobody guarded, nobody they are related to."""
    people = Resident.objects.exclude(pk__in=kept_from(actor)).filter(protection="NONE")
    return people.filter(blocked=False).in_bulk(person_ids)
