"""Whoever ordered sends an order that is refused, or not answered, to another unit."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate

from audit import trail
from cases.actions import give_access
from deadlines.actions import cancel_deadline, open_deadline
from deadlines.kinds import Kind
from deadlines.models import Deadline
from delivery.actions.parts import (
    ORDER_ACCESS,
    Found,
    drop_drafts,
    end_order_access,
    lock_ordered,
    must_allow,
    refuse_if,
)
from delivery.events import OrderRedirected
from delivery.models import Redirection
from delivery.queries import order_key
from delivery.rules import Act, State, redirect_objections
from people.access import Actor, require, use_case
from people.models import Unit
from people.refusals import Refused
from people.roles import Permission


@use_case(Permission.WORK_CASE)
def redirect_order(
    public_id: str,
    *,
    to_unit: str,
    told: str = "",
    version: int | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Send an order to another performing unit (a unit's key): the same line, a new number.

    For whoever may decide (a granted line) or assess (a trial) and may open the case. The new unit
    must answer by noon on the next working day.
    `told` says how the person learns of it: the letter about a vedtak named the first unit.

    Raises NotFound; AccessDenied; Stale; Refused for a unit that does not perform, for an order a
    unit has taken, and where a person with a vedtak is not told.
    """
    found = lock_ordered(public_id, actor=actor, version=version)
    require(actor, Permission.ASSESS if found.source.trial else Permission.DECIDE)
    must_allow(found, Act.REDIRECT)
    refuse_if(redirect_objections(told, trial=found.source.trial))
    unit = _performing(found, to_unit, on=localdate(at))
    number = found.source.number + 1
    key = order_key(found.source.public_id, number)
    if found.order is not None:
        found.order.reordered_at = at
        found.order.version += 1
        found.order.save(update_fields=["reordered_at", "version"])
    Redirection.objects.create(
        line_id=None if found.source.trial else found.source.pk,
        trial_id=found.source.pk if found.source.trial else None,
        number=number,
        unit=unit,
        by_id=actor.staff(),
        at=at,
        told=told.strip(),
    )
    end_order_access(found, at=at)
    if not found.source.trial:
        give_access(found.case, unit=unit, ground=ORDER_ACCESS, at=at)
    drop_drafts(found.case, found.source.public_id, None)
    _move_clocks(found, key, unit, actor=actor, at=at)
    trail.record(
        OrderRedirected(
            case_id=found.case.pk,
            person_id=found.case.person_id,
            order=str(found.source.public_id),
            number=number,
            unit_id=unit.pk,
            from_unit_id=found.source.unit_id,
        ),
        actor=actor,
        at=at,
    )
    return {
        "order": str(found.source.public_id),
        "reference": found.case.reference,
        "state": State.SENT,
        "version": 0,
    }


def _performing(found: Found, key: str, *, on: dt.date) -> Unit:
    unit = Unit.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on),
        municipality_id=found.case.municipality_id,
        key=key,
        performs=True,
        valid_from__lte=on,
    ).first()
    if unit is None:
        raise Refused(
            "Velg en enhet som utfører tjenester.", code="unit_not_performing", field="to_unit"
        )
    if unit.pk == found.source.unit_id and found.state is State.REFUSED:
        raise Refused(
            "Enheten har avvist bestillingen. Velg en annen.", code="same_unit", field="to_unit"
        )
    if unit.pk == found.source.unit_id:
        raise Refused(
            "Enheten har bestillingen allerede. Velg en annen.", code="same_unit", field="to_unit"
        )
    return unit


def _move_clocks(found: Found, key: str, unit: Unit, *, actor: Actor, at: dt.datetime) -> None:
    """Stop the old unit's clocks; the new one gets a fresh answer day and the same target."""
    because = "Bestillingen er sendt til en annen enhet"
    target = Deadline.objects.filter(
        case=found.case, kind=Kind.TARGET_START, key=found.key, met_at=None, cancelled_at=None
    ).first()
    for kind in (Kind.ORDER_CONFIRMATION, Kind.TARGET_START):
        cancel_deadline(found.case, kind, key=found.key, reason=because, actor=actor, at=at)
    open_deadline(
        found.case,
        Kind.ORDER_CONFIRMATION,
        starts_on=localdate(at),
        key=key,
        unit=unit,
        actor=actor,
        at=at,
    )
    if target is not None and target.starts_on is not None:
        open_deadline(
            found.case,
            Kind.TARGET_START,
            starts_on=target.starts_on,
            key=key,
            unit=unit,
            actor=actor,
            at=at,
        )
