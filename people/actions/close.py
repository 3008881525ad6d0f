"""Those who stand by a person: relatives and who may be told what, guardians and agents."""

import datetime as dt
import uuid

from django.utils.timezone import localdate

from audit import trail
from people.access import Actor, use_case
from people.events import (
    RelativeAdded,
    RelativeEdited,
    RelativeEnded,
    RepresentativeAdded,
    RepresentativeEnded,
)
from people.models import Relative, Representative, Resident
from people.models.residents import MayBeTold
from people.queries import lock_resident
from people.refusals import NotFound, Objection, Refused
from people.roles import Permission
from people.rules import text_objections


@use_case(Permission.EDIT_PERSON)
def add_relative(
    person: str,
    *,
    name: str,
    relation: str,
    phone: str = "",
    address: str = "",
    postal: str = "",
    next_of_kin: bool = False,
    may_be_told: str = "NO",
    told_scope: str = "",
    carer: bool = False,
    parent: bool = False,
    valid_from: dt.date | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Register somebody close to a person, and whether they may be told (kan få opplysninger).

    `valid_from` None is today. Raises Refused with every objection at its field.
    """
    resident = lock_resident(person, actor=actor)
    found = _told_objections(name, relation, may_be_told, told_scope)
    found += text_objections({"phone": phone, "address": address, "postal": postal})
    if found:
        raise Refused.all(found)
    if next_of_kin:
        resident.relatives.update(next_of_kin=False)
    relative = Relative.objects.create(
        resident=resident,
        name=name.strip(),
        relation=relation.strip(),
        phone=phone.strip(),
        address=address.strip(),
        postal=postal.strip(),
        next_of_kin=next_of_kin,
        may_be_told=may_be_told,
        told_scope=told_scope.strip(),
        carer=carer,
        parent=parent,
        valid_from=valid_from or localdate(at),
    )
    trail.record(
        RelativeAdded(
            person_id=resident.pk,
            relative_id=relative.pk,
            may_be_told=may_be_told,
            label=str(MayBeTold(may_be_told).label),
        ),
        actor=actor,
        at=at,
    )
    return {"relative": str(relative.public_id)}


def introduce(
    resident: Resident, *, name: str, relation: str, phone: str, actor: Actor, at: dt.datetime
) -> Relative:
    """Register a caller as close to a locked person, who may be told nothing until they say so."""
    relative = Relative.objects.create(
        resident=resident,
        name=" ".join(name.split()),
        relation=relation.strip(),
        phone=phone.strip(),
        may_be_told=MayBeTold.NO,
        valid_from=localdate(at),
    )
    trail.record(
        RelativeAdded(
            person_id=resident.pk,
            relative_id=relative.pk,
            may_be_told=MayBeTold.NO,
            label=str(MayBeTold.NO.label),
        ),
        actor=actor,
        at=at,
    )
    return relative


@use_case(Permission.EDIT_PERSON)
def edit_relative(
    person: str,
    *,
    relative: str,
    name: str,
    relation: str,
    phone: str,
    address: str,
    postal: str,
    next_of_kin: bool,
    may_be_told: str,
    told_scope: str,
    carer: bool,
    parent: bool,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Change what is known of somebody close, or what they may be told. The trail keeps both."""
    resident = lock_resident(person, actor=actor)
    row = _relative_of(resident, relative)
    found = _told_objections(name, relation, may_be_told, told_scope)
    found += text_objections({"phone": phone, "address": address, "postal": postal})
    if found:
        raise Refused.all(found)
    if next_of_kin and not row.next_of_kin:
        resident.relatives.exclude(pk=row.pk).update(next_of_kin=False)
    row.name, row.relation, row.phone = name.strip(), relation.strip(), phone.strip()
    row.address, row.postal = address.strip(), postal.strip()
    row.next_of_kin, row.carer, row.parent = next_of_kin, carer, parent
    row.may_be_told, row.told_scope = may_be_told, told_scope.strip()
    row.save()
    trail.record(
        RelativeEdited(
            person_id=resident.pk,
            relative_id=row.pk,
            may_be_told=may_be_told,
            label=str(MayBeTold(may_be_told).label),
        ),
        actor=actor,
        at=at,
    )
    return {"relative": str(row.public_id)}


@use_case(Permission.EDIT_PERSON)
def end_relative(
    person: str, *, relative: str, ended_on: dt.date, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """End that somebody is registered as close, from `ended_on` (the first day without)."""
    resident = lock_resident(person, actor=actor)
    row = _relative_of(resident, relative)
    _must_end_after_start(ended_on, row.valid_from)
    row.valid_to = ended_on
    row.next_of_kin = False
    row.save(update_fields=["valid_to", "next_of_kin"])
    trail.record(RelativeEnded(person_id=resident.pk, relative_id=row.pk), actor=actor, at=at)
    return {"relative": str(row.public_id)}


@use_case(Permission.EDIT_PERSON)
def add_representative(
    person: str,
    *,
    kind: str,
    name: str,
    personal_matters: bool,
    economy: bool,
    scope_note: str = "",
    phone: str = "",
    address: str = "",
    postal: str = "",
    protected: bool = False,
    receives_letters: bool = True,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Register a guardian (verge) or agent (fullmektig) with scope and period [from, to).

    With `protected` (fortrolig adresse) no address is kept, and letters go one by one, by hand.
    Raises Refused with every objection: no scope is no mandate (vergemålsloven, fvl § 12).
    """
    resident = lock_resident(person, actor=actor)
    found = text_objections(
        {"name": name, "phone": phone, "address": address, "postal": postal}
        | {"scope_note": scope_note}
    )
    if not name.strip():
        found.insert(0, Objection("Skriv navnet.", "name_missing", "name"))
    if kind not in Representative.Kind.values:
        found.append(Objection("Velg verge eller fullmektig.", "kind", "kind"))
    if protected and (address.strip() or postal.strip()):
        found.append(
            Objection(
                "Adressen er fortrolig og skal ikke stå her. Fjern den.",
                "address_protected",
                "address",
            )
        )
    if not (personal_matters or economy or scope_note.strip()):
        found.append(
            Objection(
                "Si hva oppdraget gjelder: personlige forhold, økonomi eller noe annet.",
                "scope_missing",
                "scope_note",
            )
        )
    if valid_to is not None and valid_to <= valid_from:
        found.append(Objection("Sluttdatoen må være etter startdatoen.", "period", "valid_to"))
    if found:
        raise Refused.all(found)
    row = Representative.objects.create(
        resident=resident,
        kind=kind,
        name=name.strip(),
        phone=phone.strip(),
        address=address.strip(),
        postal=postal.strip(),
        personal_matters=personal_matters,
        economy=economy,
        scope_note=scope_note.strip(),
        protected=protected,
        receives_letters=receives_letters,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    trail.record(
        RepresentativeAdded(
            person_id=resident.pk, representative_id=row.pk, label=str(row.get_kind_display())
        ),
        actor=actor,
        at=at,
    )
    return {"representative": str(row.public_id)}


@use_case(Permission.EDIT_PERSON)
def end_representative(
    person: str, *, representative: str, ended_on: dt.date, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """End a guardian's or agent's mandate from `ended_on` (the first day without)."""
    resident = lock_resident(person, actor=actor)
    row = Representative.objects.filter(public_id=_uuid(representative), resident=resident).first()
    if row is None:
        raise NotFound
    _must_end_after_start(ended_on, row.valid_from)
    row.valid_to = ended_on
    row.save(update_fields=["valid_to"])
    trail.record(
        RepresentativeEnded(
            person_id=resident.pk, representative_id=row.pk, label=str(row.get_kind_display())
        ),
        actor=actor,
        at=at,
    )
    return {"representative": str(row.public_id)}


def _relative_of(resident: Resident, public_id: str) -> Relative:
    row = Relative.objects.filter(public_id=_uuid(public_id), resident=resident).first()
    if row is None:
        raise NotFound
    return row


def _told_objections(
    name: str, relation: str, may_be_told: str, told_scope: str
) -> list[Objection]:
    found = text_objections({"name": name, "relation": relation, "told_scope": told_scope})
    if not name.strip():
        found.insert(0, Objection("Skriv navnet.", "name_missing", "name"))
    if not relation.strip():
        found.append(
            Objection(
                "Skriv hvem det er for personen, for eksempel datter.",
                "relation_missing",
                "relation",
            )
        )
    if may_be_told not in MayBeTold.values:
        found.append(Objection("Velg ja, delvis eller nei.", "may_be_told", "may_be_told"))
    if may_be_told == MayBeTold.PARTLY and not told_scope.strip():
        found.append(
            Objection("Skriv hva pårørende kan få vite.", "told_scope_missing", "told_scope")
        )
    return found


def _must_end_after_start(ended_on: dt.date, valid_from: dt.date) -> None:
    if ended_on <= valid_from:
        raise Refused("Sluttdatoen må være etter startdatoen.", code="period", field="ended_on")


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        raise NotFound from None
