"""Which groups of the municipality's sign-in give which roles: dated rows, made by hand."""

import datetime as dt

from django.utils.timezone import localdate

from audit import trail
from entrance.events import MappingAdded, MappingEnded
from entrance.models import RoleMapping
from people.access import Actor, use_case
from people.models import StaffMember
from people.queries import lock_unit
from people.refusals import NotFound, Objection, Refused
from people.roles import ROLES, Permission, Role


@use_case(Permission.ADMINISTER)
def add_mapping(
    *,
    claim: str,
    value: str,
    role: str,
    unit_id: int,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Let whoever has `value` in `claim` hold a role in a unit, in [valid_from, valid_to).

    It bites when they sign in, and gives nothing to whoever made it. Raises Refused with every
    objection.
    """
    unit = lock_unit(unit_id, actor=actor)
    claim, value = claim.strip(), value.strip()
    found = []
    if not claim or len(claim) > 100:
        found.append(Objection("Skriv hva opplysningen heter i innloggingen.", "claim", "claim"))
    if not value or len(value) > 200:
        found.append(Objection("Skriv gruppen slik den heter i innloggingen.", "value", "value"))
    if role not in list(Role) or role in {Role.SYSTEM, Role.INTEGRATION}:
        found.append(Objection("Velg en rolle fra listen.", "no_such_role", "role"))
    if valid_from < localdate(at):
        found.append(Objection("Velg i dag eller en senere dag.", "from_past", "valid_from"))
    if valid_to is not None and valid_to <= valid_from:
        found.append(Objection("Sluttdatoen må være etter startdatoen.", "period", "valid_to"))
    if found:
        raise Refused.all(found)
    row = RoleMapping.objects.create(
        municipality_id=actor.municipality_id,
        claim=claim,
        value=value,
        role=role,
        unit=unit,
        valid_from=valid_from,
        valid_to=valid_to,
        made_by=StaffMember.objects.get(pk=actor.staff()),
    )
    trail.record(
        MappingAdded(unit_id=unit.pk, role=role, label=ROLES[Role(role)].label, claim=claim),
        actor=actor,
        at=at,
    )
    return {"mapping": str(row.public_id)}


@use_case(Permission.ADMINISTER)
def end_mapping(public_id: str, *, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Let a group give its role no more from today (Avslutt).

    Those who hold it keep it until they sign in again; to take it at once, revoke the role.
    """
    today = localdate(at)
    row = (
        RoleMapping.objects.select_for_update()
        .filter(public_id=public_id, municipality_id=actor.municipality_id)
        .first()
    )
    if row is None:
        raise NotFound("Vi finner ikke raden.")
    if row.valid_to is not None and row.valid_to <= today:
        raise Refused("Raden er allerede avsluttet.", code="ended")
    row.valid_to = max(today, row.valid_from)
    row.save(update_fields=["valid_to"])
    trail.record(
        MappingEnded(unit_id=row.unit_id, role=row.role, label=ROLES[Role(row.role)].label),
        actor=actor,
        at=at,
    )
    return {"mapping": str(row.public_id)}
