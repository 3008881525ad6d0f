"""Finds and locks people, staff and units inside the actor's municipality, and nowhere else."""

import uuid

from audit.words import mark
from people.access import Actor
from people.models import Resident, StaffMember, Unit
from people.queries.relations import kept_from, within_reach
from people.refusals import AccessDenied, NotFound, Stale

NOBODY = mark("Vi finner ikke personen. Søk på nytt, eller registrer personen.")


def resident_id(public_id: str, *, actor: Actor) -> int:
    """The id behind a public id. Raises NotFound outside the actor's municipality, and for whom
    they are kept from (tilknytning).
    """
    found = (
        within_reach(actor)
        .filter(public_id=_uuid(public_id, NOBODY))
        .values_list("pk", flat=True)
        .first()
    )
    if found is None:
        raise NotFound(NOBODY, what="person")
    return found


def open_resident_id(public_id: str, *, actor: Actor) -> int:
    """The id of a person whose details may be opened. Raises as `lock_resident`."""
    person_id = resident_id(public_id, actor=actor)
    _must_not_be_blocked(Resident.objects.get(pk=person_id))
    return person_id


def lock_resident(public_id: str, *, actor: Actor, version: int | None = None) -> Resident:
    """The person, locked until the transaction ends, to change what is known of them.

    Raises NotFound as `resident_id`; AccessDenied for what the person has blocked
    (sperret); Stale if `version` is given and is another.
    """
    person = (
        Resident.objects.select_for_update(no_key=True)
        .filter(public_id=_uuid(public_id, NOBODY), municipality_id=actor.municipality_id)
        .exclude(pk__in=kept_from(actor))
        .first()
    )
    if person is None:
        raise NotFound(NOBODY, what="person")
    _must_not_be_blocked(person)
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


def _must_not_be_blocked(person: Resident) -> None:
    if person.blocked:
        raise AccessDenied(
            "Opplysninger er sperret av personen. Ved fare for liv eller helse: be om tilgang.",
            what="blocked person",
        )


def _uuid(text: str, sentence: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        raise NotFound(sentence) from None
