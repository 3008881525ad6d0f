"""Units change without harming history: names have periods, and what takes over is written down."""

import datetime as dt

from django.db.models import Q
from django.utils.text import slugify

from audit import trail
from audit.words import filled
from people.access import Actor, use_case
from people.actions.dated import end_row
from people.events import (
    IntakeRuleAdded,
    UnitClosed,
    UnitCreated,
    UnitRenamed,
    UnitServiceAdded,
    UnitServiceEnded,
    UnitsMerged,
)
from people.models import (
    Municipality,
    Unit,
    UnitIntakeRule,
    UnitKind,
    UnitName,
    UnitService,
    UnitSuccession,
)
from people.queries import lock_unit
from people.refusals import NotFound, Objection, Refused
from people.roles import Permission

LONGEST_NAME = 120


@use_case(Permission.ADMINISTER)
def create_unit(
    *,
    name: str,
    kind: str,
    from_on: dt.date,
    parent_id: int | None = None,
    performs: bool = False,
    decides: bool = False,
    phone: str = "",
    key: str = "",
    actor: Actor,
    at: dt.datetime,
) -> dict[str, int]:
    """Set up a unit from a day. It performs, decides, or neither; never both.

    `key` is made from the name when it is not given. Returns the id. Raises Refused.
    """
    municipality = Municipality.objects.get(pk=actor.municipality_id)
    found = _name_objections(name)
    if kind not in UnitKind.values:
        found.append(Objection("Velg hva slags enhet det er.", "kind", "kind"))
    if performs and decides:
        found.append(
            Objection(
                "En enhet kan ikke både fatte vedtak og utføre tjenester.",
                "decides_and_performs",
                "performs",
            )
        )
    if found:
        raise Refused.all(found)
    parent = lock_unit(parent_id, actor=actor) if parent_id is not None else None
    unit = Unit.objects.create(
        municipality=municipality,
        key=free_key(municipality, key or name),
        kind=kind,
        parent=parent,
        performs=performs,
        decides=decides,
        phone=phone.strip(),
        valid_from=from_on,
    )
    UnitName.objects.create(unit=unit, name=name.strip(), valid_from=from_on)
    trail.record(UnitCreated(unit_id=unit.pk), actor=actor, at=at)
    return {"unit": unit.pk}


@use_case(Permission.ADMINISTER)
def rename_unit(
    unit_id: int, *, name: str, from_on: dt.date, actor: Actor, at: dt.datetime
) -> dict[str, int]:
    """Give a unit another name from a day; what it was called before stays with its period."""
    unit = lock_unit(unit_id, actor=actor)
    found = _name_objections(name)
    latest = UnitName.objects.get(unit=unit, valid_to=None)
    if from_on <= latest.valid_from:
        found.append(
            Objection(
                filled(
                    "Det nye navnet må gjelde fra etter {valid_from}.",
                    valid_from=f"{latest.valid_from:%d.%m.%Y}",
                ),
                "not_after_last_name",
                "from_on",
            )
        )
    if found:
        raise Refused.all(found)
    latest.valid_to = from_on
    latest.save(update_fields=["valid_to"])
    UnitName.objects.create(unit=unit, name=name.strip(), valid_from=from_on)
    trail.record(UnitRenamed(unit_id=unit.pk, from_on=f"{from_on:%d.%m.%Y}"), actor=actor, at=at)
    return {"unit": unit.pk}


@use_case(Permission.ADMINISTER)
def close_unit(
    unit_id: int,
    *,
    closed_on: dt.date,
    successor_id: int | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, int]:
    """Close a unit from a day (the first without it); another may take over.

    Roles and running cases stay with it until people move them: closing stops no help.
    """
    unit = lock_unit(unit_id, actor=actor)
    _must_close_after_start(unit, closed_on, "closed_on")
    if successor_id is not None:
        _takes_over(unit, lock_unit(successor_id, actor=actor), closed_on)
    _close(unit, closed_on)
    trail.record(
        UnitClosed(unit_id=unit.pk, closed_on=f"{closed_on:%d.%m.%Y}", successor_id=successor_id),
        actor=actor,
        at=at,
    )
    return {"unit": unit.pk}


@use_case(Permission.ADMINISTER)
def merge_units(
    into_id: int,
    *,
    unit_ids: list[int],
    merged_on: dt.date,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, int]:
    """Let several units become one from a day: they close, and `into_id` takes over."""
    into = lock_unit(into_id, actor=actor)
    if not unit_ids or into_id in unit_ids:
        raise Refused("Velg hvilke enheter som slås sammen.", code="no_units", field="unit_ids")
    for unit_id in sorted(unit_ids):
        unit = lock_unit(unit_id, actor=actor)
        _must_close_after_start(unit, merged_on, "merged_on")
        _takes_over(unit, into, merged_on)
        _close(unit, merged_on)
    trail.record(
        UnitsMerged(unit_ids=sorted(unit_ids), into_id=into.pk, merged_on=f"{merged_on:%d.%m.%Y}"),
        actor=actor,
        at=at,
    )
    return {"unit": into.pk}


@use_case(Permission.ADMINISTER)
def add_intake_rule(
    unit_id: int,
    *,
    track: str = "",
    service_key: str = "",
    district_id: int | None = None,
    age_from: int | None = None,
    age_to: int | None = None,
    priority: int = 100,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, int]:
    """Decide which new cases a unit takes (fordelingsregel) in a period; blank means any."""
    unit = lock_unit(unit_id, actor=actor)
    district = lock_unit(district_id, actor=actor) if district_id is not None else None
    if valid_to is not None and valid_to <= valid_from:
        raise Refused("Sluttdatoen må være etter startdatoen.", code="period", field="valid_to")
    rule = UnitIntakeRule.objects.create(
        unit=unit,
        track=track,
        service_key=service_key,
        district=district,
        age_from=age_from,
        age_to=age_to,
        priority=priority,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    trail.record(IntakeRuleAdded(unit_id=unit.pk), actor=actor, at=at)
    return {"rule": rule.pk}


@use_case(Permission.ADMINISTER)
def add_unit_service(
    unit_id: int,
    *,
    service_key: str,
    valid_from: dt.date,
    valid_to: dt.date | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, int]:
    """Decide that a unit gives a service in a period; then only units of which it is said do.

    Raises Refused where the same is said of some of these days already.
    """
    unit = lock_unit(unit_id, actor=actor)
    if valid_to is not None and valid_to <= valid_from:
        raise Refused("Sluttdatoen må være etter startdatoen.", code="period", field="valid_to")
    before = Q() if valid_to is None else Q(valid_from__lt=valid_to)
    said = UnitService.objects.filter(unit=unit, service_key=service_key)
    if said.filter(before, Q(valid_to=None) | Q(valid_to__gt=valid_from)).exists():
        raise Refused(
            "Enheten gir alt tjenesten noen av disse dagene. Velg en annen første dag.",
            code="overlaps",
            field="valid_from",
        )
    row = UnitService.objects.create(
        unit=unit, service_key=service_key, valid_from=valid_from, valid_to=valid_to
    )
    trail.record(UnitServiceAdded(unit_id=unit.pk, service=service_key), actor=actor, at=at)
    return {"service": row.pk}


@use_case(Permission.ADMINISTER)
def end_unit_service(
    row_id: int, *, valid_to: dt.date, actor: Actor, at: dt.datetime
) -> dict[str, int]:
    """Let a unit no longer give a service from a day; what is ordered there runs on.

    Raises NotFound; Refused for a day that has been.
    """
    ours = UnitService.objects.filter(unit__municipality_id=actor.municipality_id)
    row = end_row(ours, row_id, valid_to=valid_to, at=at)
    trail.record(
        UnitServiceEnded(
            unit_id=row.unit_id, service=row.service_key, valid_to=f"{valid_to:%d.%m.%Y}"
        ),
        actor=actor,
        at=at,
    )
    return {"service": row.pk}


def _name_objections(name: str) -> list[Objection]:
    if not name.strip():
        return [Objection("Skriv hva enheten heter.", "name_missing", "name")]
    if len(name) > LONGEST_NAME:
        return [
            Objection(
                filled("Navnet kan ha {longest} tegn.", longest=LONGEST_NAME),
                "too_long",
                "name",
            )
        ]
    return []


def free_key(municipality: Municipality, text: str) -> str:
    """A short key for addresses and lists that no other unit of the municipality has."""
    plain = text.lower().translate(str.maketrans("æøå", "aoa"))
    wanted = slugify(plain)[:50] or "enhet"
    taken = set(
        Unit.objects.filter(municipality=municipality, key__startswith=wanted).values_list(
            "key", flat=True
        )
    )
    numbered = (f"{wanted}-{n}" for n in range(2, len(taken) + 3))
    return next(key for key in (wanted, *numbered) if key not in taken)


def _must_close_after_start(unit: Unit, on: dt.date, field: str) -> None:
    if unit.valid_to is not None:
        raise Refused(
            filled(
                "Enheten er allerede lagt ned {valid_to}.", valid_to=f"{unit.valid_to:%d.%m.%Y}"
            ),
            code="closed",
            field=field,
        )
    if on <= unit.valid_from:
        raise Refused(
            filled(
                "Enheten begynte {valid_from}. Velg en senere dato.",
                valid_from=f"{unit.valid_from:%d.%m.%Y}",
            ),
            code="before_start",
            field=field,
        )


def _takes_over(unit: Unit, successor: Unit, on: dt.date) -> None:
    if successor.pk == unit.pk:
        raise NotFound("Velg en annen enhet som tar over.")
    UnitSuccession.objects.create(predecessor=unit, successor=successor, on=on)
    gives = UnitService.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on))
    has = set(gives.filter(unit=successor).values_list("service_key", flat=True))
    for row in gives.filter(unit=unit).exclude(service_key__in=has):
        UnitService.objects.create(
            unit=successor, service_key=row.service_key, valid_from=on, valid_to=row.valid_to
        )


def _close(unit: Unit, on: dt.date) -> None:
    unit.valid_to = on
    unit.save(update_fields=["valid_to"])
    UnitName.objects.filter(unit=unit, valid_to=None, valid_from__lt=on).update(valid_to=on)
    UnitIntakeRule.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on), unit=unit, valid_from__lt=on
    ).update(valid_to=on)
    UnitService.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on), unit=unit, valid_from__lt=on
    ).update(valid_to=on)
