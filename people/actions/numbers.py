"""A number comes to a person who was registered without it, or with another."""

import datetime as dt

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from audit import trail
from audit.words import filled
from people.access import Actor, use_case
from people.actions.residents import KINDS
from people.events import NumberGiven
from people.models import IdentityNumber, Resident
from people.queries import known_as, lock_resident
from people.refusals import Objection, Refused
from people.roles import Permission
from people.rules import list_name, parse_identity_number, proposed_birth_date


@use_case(Permission.EDIT_PERSON)
def give_number(
    person: str,
    *,
    number: str,
    confirmed: bool = False,
    version: int | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Give a person already registered the number that came later (D-number, fødselsnummer).

    The person stays the same row: cases, letters and services follow, and the earlier number is
    kept and still finds them. A birth date is filled in where none was known; one that differs
    from the number's asks for `confirmed`.

    Raises Refused when the number is wrong, or is somebody else's here, saying whose and what to
    do; Stale.
    """
    resident = lock_resident(person, actor=actor, version=version)
    on = localdate(at)
    try:
        checked = parse_identity_number(number, synthetic=settings.SYNTHETIC_NUMBERS, on=on)
    except ValueError as error:
        raise Refused(str(error), code="bad_number", field="number") from None
    owner = known_as(checked.digits, municipality_id=resident.municipality_id)
    if owner not in {None, resident.pk}:
        raise _taken(owner, resident)
    born_on = proposed_birth_date(checked, on=on)
    if born_on is not None and resident.born_on not in {None, born_on} and not confirmed:
        raise Refused.all([_differs(resident, born_on)])
    IdentityNumber.objects.filter(resident=resident, current=True).update(current=False)
    try:
        with transaction.atomic():
            IdentityNumber.objects.update_or_create(
                municipality_id=resident.municipality_id,
                resident=resident,
                number=checked.digits,
                defaults={"current": True},
                create_defaults={
                    "current": True,
                    "kind": KINDS[checked.kind],
                    "registered_at": at,
                },
            )
    except IntegrityError:
        owner = known_as(checked.digits, municipality_id=resident.municipality_id)
        raise _taken(owner, resident) from None
    resident.born_on = resident.born_on or born_on
    resident.version += 1
    resident.save(update_fields=["born_on", "version"])
    label = str(KINDS[checked.kind].label)
    trail.record(NumberGiven(person_id=resident.pk, label=label), actor=actor, at=at)
    return {"person": str(resident.public_id)}


def _taken(owner: int | None, resident: Resident) -> Refused:
    """Whose number it is, and what to do: one person is never two, and two are never one."""
    other = Resident.objects.filter(pk=owner or 0).first()
    name = list_name(other.family_name, other.given_name) if other else ""
    if other is not None and other.born_on:
        name = filled("{name}, født {day}", name=name, day=f"{other.born_on:%d.%m.%Y}")
    return Refused(
        filled(
            "Nummeret tilhører {name}, som er registrert her. Er det samme menneske, bruk den"
            " personen videre, og skriv et notat på denne om at den er dobbelt. Er det to,"
            " sjekk sifrene.",
            name=name,
        ),
        code="number_taken",
        field="number",
    )


def _differs(resident: Resident, born_on: dt.date) -> Objection:
    return Objection(
        filled(
            "Nummeret sier født {said}, men her står {stands}. Sjekk sifrene. Er nummeret riktig,"
            " kryss av for det.",
            said=f"{born_on:%d.%m.%Y}",
            stands=f"{resident.born_on:%d.%m.%Y}",
        ),
        "birth_differs",
        "confirmed",
    )
