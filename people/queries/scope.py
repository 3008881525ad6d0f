"""Finds and locks people, staff and units inside the actor's municipality, and nowhere else."""

import uuid

from people.access import Actor
from people.models import Resident, StaffMember, Unit
from people.refusals import NotFound, Stale

NOBODY = "Vi finner ikke personen. Søk på nytt, eller registrer personen."


def resident_id(public_id: str, *, actor: Actor) -> int:
    """The id behind a public id. Raises NotFound outside the actor's municipality."""
    found = (
        Resident.objects.filter(
            public_id=_uuid(public_id, NOBODY), municipality_id=actor.municipality_id
        )
        .values_list("pk", flat=True)
        .first()
    )
    if found is None:
        raise NotFound(NOBODY)
    return found


def lock_resident(public_id: str, *, actor: Actor, version: int | None = None) -> Resident:
    """The person, locked until the transaction ends.

    Raises NotFound outside the actor's municipality; Stale if `version` is given and is another.
    """
    person = (
        Resident.objects.select_for_update()
        .filter(public_id=_uuid(public_id, NOBODY), municipality_id=actor.municipality_id)
        .first()
    )
    if person is None:
        raise NotFound(NOBODY)
    if version is not None and version != person.version:
        raise Stale
    return person


def lock_staff(staff_id: int, *, actor: Actor) -> StaffMember:
    """A member of the municipality's staff, locked. Raises NotFound."""
    staff = (
        StaffMember.objects.select_for_update()
        .filter(pk=staff_id, municipality_id=actor.municipality_id)
        .first()
    )
    if staff is None:
        raise NotFound("Vi finner ikke den ansatte.")
    return staff


def lock_unit(unit_id: int, *, actor: Actor) -> Unit:
    """A unit of the municipality, locked. Raises NotFound."""
    unit = (
        Unit.objects.select_for_update()
        .filter(pk=unit_id, municipality_id=actor.municipality_id)
        .first()
    )
    if unit is None:
        raise NotFound("Vi finner ikke enheten.")
    return unit


def _uuid(text: str, sentence: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        raise NotFound(sentence) from None
