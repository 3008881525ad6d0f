"""Staff and their roles with an end. Who may give one, and accounts, are for `rights`."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.utils.timezone import localdate

from audit import trail
from audit.words import filled, mark
from people.access import Actor, use_case
from people.actions.letting_go import let_go
from people.actions.relations import declare_oneself
from people.events import RoleRevoked, StaffCreated
from people.models import Municipality, Revoked, RoleGrant, StaffMember
from people.policy import rights_policy_on
from people.refusals import NotFound, Objection, Refused
from people.roles import ROLES, Permission, Role, apart
from people.rules import employee_number as canonical_number
from people.rules import period_objections, text_objections


@use_case(Permission.ADMINISTER)
def create_staff(
    *,
    employee_number: str,
    given_name: str,
    family_name: str,
    title: str = "",
    email: str = "",
    phone: str = "",
    number: str = "",
    actor: Actor,
    at: dt.datetime,
) -> dict[str, int | str]:
    """Register a member of staff: one person, whatever number of accounts and roles.

    The employer's number says who it is. The identity number (`number`), if it is known, closes
    their own record to them; else they are asked for it. Raises Refused with every objection; for
    a number that is registered, with whose it is.
    """
    # Locked, so that two who register the same person at once meet the refusal.
    municipality = Municipality.objects.select_for_update().get(pk=actor.municipality_id)
    employer_number = canonical_number(employee_number)
    found = _number_objections(municipality, employer_number)
    found += text_objections(
        {"given_name": given_name, "family_name": family_name, "email": email, "phone": phone}
    )
    for field, sentence in (
        ("given_name", mark("Skriv fornavnet.")),
        ("family_name", mark("Skriv etternavnet.")),
    ):
        if not {"given_name": given_name, "family_name": family_name}[field].strip():
            found.append(Objection(sentence, "name_missing", field))
    if found:
        raise Refused.all(found)
    staff = StaffMember.objects.create(
        municipality=municipality,
        employee_number=employer_number,
        given_name=given_name.strip(),
        family_name=family_name.strip(),
        title=title.strip()[:100],
        email=email.strip(),
        phone=phone.strip(),
    )
    if number.strip() and (
        wrong := declare_oneself(staff, number=number, declared_by=actor.staff(), at=at)
    ):
        raise Refused.all(wrong)
    trail.record(StaffCreated(new_staff_id=staff.pk), actor=actor, at=at)
    return {"id": staff.pk, "staff": str(staff.public_id)}


def _number_objections(municipality: Municipality, number: str) -> list[Objection]:
    """Why nobody new can have this number: there is none, or somebody has it."""
    if not number:
        return [
            Objection(
                "Skriv ansattnummeret fra lønnssystemet, inntil 10 tall eller bokstaver.",
                "bad_employee_number",
                "employee_number",
            )
        ]
    known = StaffMember.objects.filter(municipality=municipality, employee_number=number).first()
    if known is None:
        return []
    return [
        Objection(
            filled(
                "{staff} er registrert med dette ansattnummeret."
                " Gi rollen eller kontoen til den ansatte som finnes.",
                staff=known,
            ),
            "known_staff",
            "employee_number",
        )
    ]


def grant_objections(
    staff: StaffMember,
    *,
    unit_id: int,
    role: str,
    valid_from: dt.date,
    valid_to: dt.date,
    at: dt.datetime,
) -> list[Objection]:
    """Part: why a locked member of staff may not get the role in the unit in the period."""
    found = period_objections(
        valid_from, valid_to, rights_policy_on(localdate(at)), on=localdate(at)
    )
    # What a system may do, it is given where it is registered, and nobody else.
    if role not in list(Role) or role in {Role.SYSTEM, Role.INTEGRATION}:
        return [*found, Objection("Velg en rolle fra listen.", "no_such_role", "role")]
    held = RoleGrant.objects.filter(
        Q(revoked_at=None) | Q(revoked_at__gt=at),
        staff=staff,
        valid_from__lt=valid_to,
        valid_to__gt=valid_from,
    )
    return found + _role_objections(Role(role), unit_id, held.values_list("role", "unit_id"))


def grant_role(
    staff: StaffMember, *, unit_id: int, role: str, valid_from: dt.date, valid_to: dt.date
) -> RoleGrant:
    """Part: the locked member of staff has the role from now on; somebody has said yes to it."""
    return RoleGrant.objects.create(
        staff=staff, unit_id=unit_id, role=role, valid_from=valid_from, valid_to=valid_to
    )


def _role_objections(role: Role, unit_id: int, held: Iterable[tuple[str, int]]) -> list[Objection]:
    """Why the role cannot stand beside those `held` (role, unit) in the same period."""
    beside = list(held)
    if (role, unit_id) in beside:
        return [Objection("Den ansatte har allerede denne rollen i perioden.", "has_role", "role")]
    if any(other == Role.INTEGRATION for other, _ in beside):
        return [Objection("En integrasjon kan ikke ha roller som en ansatt.", "machine", "role")]
    if any(apart(role, Role(other)) for other, _ in beside):
        return [
            Objection(
                "En kontrollør kan ikke ha andre roller samtidig. Velg en annen ansatt, eller trekk"
                " tilbake de andre rollene først.",
                "roles_apart",
                "role",
            )
        ]
    return []


@use_case(Permission.ADMINISTER)
def revoke_role(grant_id: int, *, actor: Actor, at: dt.datetime) -> dict[str, int]:
    """Take a role back at once; it bites on the next request, and what was in hand goes back."""
    grant = (
        RoleGrant.objects.select_for_update(of=("self",))
        .select_related("staff")
        .filter(pk=grant_id, staff__municipality_id=actor.municipality_id)
        .first()
    )
    if grant is None:
        raise NotFound("Vi finner ikke rollen.")
    if grant.revoked_at is not None:
        raise Refused("Rollen er allerede trukket tilbake.", code="revoked")
    grant.revoked_at, grant.revoked = at, Revoked.HAND
    grant.save(update_fields=["revoked_at", "revoked"])
    let_go(grant.staff, actor=actor, at=at)
    trail.record(
        RoleRevoked(
            of_staff_id=grant.staff_id, role=grant.role, label=ROLES[Role(grant.role)].label
        ),
        actor=actor,
        at=at,
    )
    return {"grant": grant.pk}
