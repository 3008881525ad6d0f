"""Who stands where: whether an actor may receive, coordinates, or holds the case."""

from cases.models import Case
from pathways.models import Handover, Pathway
from people.access import Actor
from people.roles import Permission


def receives(handover: Handover, actor: Actor) -> bool:
    """Whether the handover is proposed to the actor.

    The named person; with nobody named, anyone in the unit but the sender; and a leader of the
    unit in place of a named person who is away.
    """
    if handover.to_staff_id is not None and handover.to_staff_id == actor.staff_id:
        return True
    if handover.to_unit_id not in actor.unit_ids or handover.from_staff_id == actor.staff_id:
        return False
    return handover.to_staff_id is None or handover.to_unit_id in actor.led_unit_ids


def sent(handover: Handover, actor: Actor) -> bool:
    """Whether the actor may take the handover back: the sender, or a colleague in the unit."""
    return (
        handover.from_staff_id == actor.staff_id or handover.from_unit_id in actor.unit_ids
    ) and actor.may(Permission.HAND_OVER)


def coordinates(pathway: Pathway, actor: Actor) -> bool:
    """Whether the actor is the coordinator, or coordinates in the same unit (a colleague away)."""
    return actor.may(Permission.COORDINATE) and (
        pathway.coordinator_id == actor.staff_id
        or pathway.unit_id in actor.units_with(Permission.COORDINATE)
    )


def holds(case: Case, actor: Actor) -> bool:
    """Whether the actor is responsible for the case, or works in the unit that is."""
    return (
        case.responsible_id is not None and case.responsible_id == actor.staff_id
    ) or case.unit_id in actor.unit_ids
