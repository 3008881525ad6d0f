"""Registers people, and keeps what is known of them right."""

import datetime as dt
from dataclasses import replace

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from audit import trail
from people.access import Actor, use_case
from people.events import (
    ProtectionChanged,
    ResidentEdited,
    ResidentRegistered,
)
from people.models import IdentityNumber, Municipality, Resident, Unit
from people.models.residents import Protection
from people.queries import known_as, lock_resident, resident_id
from people.refusals import Objection, Refused
from people.roles import Permission
from people.rules import IdentityNumber as Checked
from people.rules import (
    NumberKind,
    PersonGiven,
    birth_objections,
    newcomer_objections,
    parse_identity_number,
    proposed_birth_date,
    text_objections,
)

KINDS = {NumberKind.FNR: IdentityNumber.Kind.NATIONAL, NumberKind.DNR: IdentityNumber.Kind.D_NUMBER}


def admit(
    municipality: Municipality, *, given: PersonGiven, actor: Actor, at: dt.datetime
) -> Resident:
    """The person who is meant, locked: known by public id or number, or registered now.

    The same number is the same person, also when two register at the same moment. Locked against
    those who lock the person, not against a case that is opened for them (no_key).

    Raises NotFound for an unknown public id; Refused with every objection to a new person.
    """
    if given.public_id:
        # Also who has blocked what is known of them may apply.
        return Resident.objects.select_for_update(no_key=True).get(
            pk=resident_id(given.public_id, actor=actor)
        )
    number = _checked(given, at)
    known = known_as(number.digits, municipality_id=municipality.pk) if number else None
    if known is not None:
        return Resident.objects.select_for_update(no_key=True).get(pk=known)
    found = newcomer_objections(given, synthetic=settings.SYNTHETIC_NUMBERS, on=localdate(at))
    if found:
        raise Refused.all(found)
    try:
        with transaction.atomic():
            return _register(municipality, given, number, actor, at)
    except IntegrityError:
        # Somebody else registered the same number in the meantime: then that is the person.
        known = known_as(number.digits, municipality_id=municipality.pk) if number else None
        if known is None:
            raise
        return Resident.objects.select_for_update(no_key=True).get(pk=known)


def _checked(given: PersonGiven, at: dt.datetime) -> Checked | None:
    """The number as told, if it can be one; what is wrong with it is told with the rest."""
    try:
        return parse_identity_number(
            given.number, synthetic=settings.SYNTHETIC_NUMBERS, on=localdate(at)
        )
    except ValueError:
        return None


def _register(
    municipality: Municipality,
    given: PersonGiven,
    number: Checked | None,
    actor: Actor,
    at: dt.datetime,
) -> Resident:
    born_on = given.born_on or (
        proposed_birth_date(number, on=localdate(at)) if number is not None else None
    )
    person = Resident.objects.create(
        municipality=municipality,
        given_name=" ".join(given.given_name.split()),
        family_name=" ".join(given.family_name.split()),
        born_on=born_on,
        sex=given.sex,
        address=given.address.strip(),
        postal=given.postal.strip(),
        phone=given.phone.strip(),
        email=given.email.strip(),
        language=given.language,
        interpreter_language=given.interpreter_language.strip(),
    )
    if number is not None:
        IdentityNumber.objects.create(
            resident=person,
            municipality=municipality,
            number=number.digits,
            kind=KINDS[number.kind],
            registered_at=at,
        )
    trail.record(
        ResidentRegistered(person_id=person.pk, numbered=number is not None), actor=actor, at=at
    )
    return person


@use_case(Permission.REGISTER_APPLICATION)
def register_resident(*, given: PersonGiven, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Register a person by number, D-number or none yet; a number already here is that person.

    Returns the public id. Raises Refused with every objection.
    """
    municipality = Municipality.objects.get(pk=actor.municipality_id)
    person = admit(municipality, given=replace(given, public_id=""), actor=actor, at=at)
    return {"person": str(person.public_id)}


@use_case(Permission.EDIT_PERSON)
def edit_resident(
    person: str,
    *,
    version: int,
    given_name: str,
    family_name: str,
    born_on: dt.date | None,
    sex: str,
    phone: str | None,
    email: str,
    language: str,
    interpreter_language: str,
    doctor: str,
    address: str | None = None,
    postal: str | None = None,
    district: int | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Change what is known of a person.

    `address`, `postal`, `phone` None: as before (they may be hidden).

    Raises Refused with every objection at its field; Stale.
    """
    resident = lock_resident(person, actor=actor, version=version)
    texts = {
        "given_name": given_name,
        "family_name": family_name,
        "phone": resident.phone if phone is None else phone,
        "email": email,
        "interpreter_language": interpreter_language,
        "doctor": doctor,
        "address": resident.address if address is None else address,
        "postal": resident.postal if postal is None else postal,
    }
    found = text_objections(texts)
    if not family_name.strip():
        found.insert(0, Objection("Skriv etternavnet.", "name_missing", "family_name"))
    found += birth_objections(born_on, on=localdate(at))
    if district is not None and not _is_district(district, resident):
        found.append(Objection("Velg et distrikt fra listen.", "no_such_district", "district"))
    if language not in {"nb", "nn", "en"}:
        found.append(Objection("Velg bokmål, nynorsk eller engelsk.", "language", "language"))
    if found:
        raise Refused.all(found)
    wanted = {name: " ".join(text.split()) for name, text in texts.items()} | {
        "born_on": born_on,
        "sex": sex,
        "language": language,
        "district_id": district,
    }
    changed = [name for name, value in wanted.items() if getattr(resident, name) != value]
    for name in changed:
        setattr(resident, name, wanted[name])
    _changed(resident, changed)
    trail.record(ResidentEdited(person_id=resident.pk, changed=changed), actor=actor, at=at)
    return {"person": str(resident.public_id)}


@use_case(Permission.EDIT_PERSON)
def set_protection(
    person: str, *, protection: str, version: int, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Set or lift the protection of a person's address (adressebeskyttelse); it bites at once."""
    resident = lock_resident(person, actor=actor, version=version)
    if protection not in Protection.values:
        raise Refused("Velg adressebeskyttelse fra listen.", code="protection", field="protection")
    resident.protection = protection
    _changed(resident, ["protection"])
    tell_protection(resident, actor=actor, at=at)
    return {"person": str(resident.public_id)}


def tell_protection(resident: Resident, *, actor: Actor, at: dt.datetime) -> None:
    """Part: the protection of the locked person has changed; pages that show them are read anew."""
    trail.record(
        ProtectionChanged(
            person_id=resident.pk,
            protection=resident.protection,
            label=str(Protection(resident.protection).label),
        ),
        actor=actor,
        at=at,
    )


def _changed(resident: Resident, fields: list[str]) -> None:
    resident.version += 1
    resident.save(update_fields=[*fields, "version"])


def _is_district(unit_id: int, resident: Resident) -> bool:
    return Unit.objects.filter(
        pk=unit_id, municipality_id=resident.municipality_id, kind="DISTRICT"
    ).exists()
