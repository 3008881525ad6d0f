"""What the municipality sets where the law leaves it open: its prices, who hears complaints."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate

from audit import trail
from cases.service_types import ComplaintRoute, service_type
from decisions.events import ComplaintBodyNamed, LocalRateSet
from decisions.legal import RatePer
from decisions.models import ComplaintBody, LocalRate
from people.access import Actor, use_case
from people.refusals import Objection, Refused
from people.roles import Permission


@use_case(Permission.ADMINISTER)
def set_local_rate(
    key: str,
    *,
    amount_ore: int,
    unit: str,
    valid_from: dt.date,
    decided_by: str,
    valid_to: dt.date | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Set the municipality's own price for a service in [valid_from, valid_to); 0 is a price.

    The row in force ends the day the new one begins. `decided_by` is the body and the day that
    decided it. Raises Refused with every objection.
    """
    found = []
    try:
        service_type(key, on=localdate(at))
    except KeyError:
        found.append(Objection("Velg en tjeneste fra katalogen.", "unknown_service", "key"))
    if unit not in set(RatePer):
        found.append(Objection("Velg hva prisen gjelder for.", "unknown_unit", "unit"))
    if amount_ore < 0:
        found.append(Objection("Prisen kan ikke være under 0 kr.", "negative", "amount"))
    if not decided_by.strip():
        found.append(
            Objection("Skriv hvem som har vedtatt prisen, og når.", "who_missing", "decided_by")
        )
    if valid_to is not None and valid_to <= valid_from:
        found.append(Objection("Sluttdatoen må være etter startdatoen.", "period", "valid_to"))
    if found:
        raise Refused.all(found)
    rates = LocalRate.objects.filter(municipality_id=actor.municipality_id, key=key)
    rates.filter(valid_to=None, valid_from__lt=valid_from).update(valid_to=valid_from)
    before = Q() if valid_to is None else Q(valid_from__lt=valid_to)
    if rates.filter(before, Q(valid_to=None) | Q(valid_to__gt=valid_from)).exists():
        raise Refused(
            "Det finnes allerede en pris for noen av disse dagene. Velg en annen startdato.",
            code="overlaps",
            field="valid_from",
        )
    row = LocalRate.objects.create(
        municipality_id=actor.municipality_id,
        key=key,
        amount_ore=amount_ore,
        unit=unit,
        valid_from=valid_from,
        valid_to=valid_to,
        decided_by=decided_by.strip()[:200],
    )
    trail.record(
        LocalRateSet(
            key=key, kroner=f"{amount_ore // 100},{amount_ore % 100:02}", unit=unit, row_id=row.pk
        ),
        actor=actor,
        at=at,
    )
    return {"rate": row.pk}


@use_case(Permission.ADMINISTER)
def name_complaint_body(
    route: str, *, name: str, valid_from: dt.date, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Say by name which body decides complaints by a route, from a day."""
    found = []
    if route not in set(ComplaintRoute):
        found.append(Objection("Velg klagevei fra listen.", "unknown_route", "route"))
    if not name.strip():
        found.append(Objection("Skriv navnet på klageinstansen.", "name_missing", "name"))
    if found:
        raise Refused.all(found)
    bodies = ComplaintBody.objects.filter(municipality_id=actor.municipality_id, route=route)
    if bodies.filter(valid_from__gte=valid_from).exists():
        raise Refused(
            "Det finnes allerede en klageinstans fra denne dagen eller senere.",
            code="overlaps",
            field="valid_from",
        )
    bodies.filter(valid_to=None).update(valid_to=valid_from)
    row = ComplaintBody.objects.create(
        municipality_id=actor.municipality_id,
        route=route,
        name=name.strip()[:120],
        valid_from=valid_from,
    )
    trail.record(ComplaintBodyNamed(route=route, name=row.name), actor=actor, at=at)
    return {"body": row.pk}
