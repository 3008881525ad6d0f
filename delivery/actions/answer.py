"""The performing unit answers an order: confirms it, or refuses it with a reason."""

import datetime as dt
from typing import Any

from django.utils.timezone import localdate

from audit import trail
from audit.words import filled
from deadlines.actions import meet_deadline
from deadlines.kinds import Kind
from delivery.actions.parts import (
    Found,
    answer_of,
    drop_drafts,
    end_order_access,
    lock_sent,
    must_allow,
    must_live,
    must_not_be_own,
    refuse_if,
)
from delivery.events import OrderConfirmed, OrderRefused
from delivery.models import Order
from delivery.rules import DAY, Act, State, planned_objections, refuse_objections
from notifications.actions import notify
from notifications.kinds import NoticeKind
from people.access import Actor, use_case
from people.models import StaffMember
from people.roles import Permission


@use_case(Permission.DELIVER)
def confirm_order(
    public_id: str,
    *,
    planned_start_on: dt.date | None = None,
    version: int | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Confirm an order (Bekreft mottak) for the unit it is sent to, with the day it plans to start.

    Without a day it is the order's first, or today where that is past. `version` is 0, or left
    out, for an order nobody has answered.

    Raises NotFound for an order of another unit; Stale saying who was first; Refused for one's own
    decision, and for a day outside the order's period.
    """
    found = lock_sent(public_id, actor=actor, version=version)
    must_allow(found, Act.CONFIRM)
    must_live(found, localdate(at) + DAY)
    must_not_be_own(found, actor)
    planned = planned_start_on or max(found.source.from_on, localdate(at))
    refuse_if(planned_objections(planned, found.span) if planned_start_on else [])
    order = _new(found, State.CONFIRMED, actor=actor, at=at)
    order.planned_start_on = planned
    order.save()
    meet_deadline(found.case, Kind.ORDER_CONFIRMATION, key=found.key, actor=actor, at=at)
    trail.record(
        OrderConfirmed(
            case_id=found.case.pk,
            person_id=found.case.person_id,
            order=str(found.source.public_id),
            number=found.source.number,
            unit_id=found.source.unit_id,
            planned_start_on=f"{planned:%d.%m.%Y}",
        ),
        actor=actor,
        at=at,
    )
    return answer_of(found, order)


@use_case(Permission.DELIVER)
def refuse_order(
    public_id: str,
    *,
    reason: str,
    version: int | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Refuse an order (Avvis) not yet started: it goes back to a named person as a task.

    That is whoever decided, or started the trial; whoever answers for the case where the decision
    was taken over from before. The granted line stays an open obligation until
    it is sent to another unit. Raises as `confirm_order`; Refused without a reason.
    """
    found = lock_sent(public_id, actor=actor, version=version)
    must_allow(found, Act.REFUSE)
    refuse_if(refuse_objections(reason))
    back_to = StaffMember.objects.get(pk=found.source.ordered_by)
    order = found.order or _new(found, State.REFUSED, actor=actor, at=at)
    order.version += 1 if found.order else 0
    order.state = State.REFUSED
    order.answered_by_id = actor.staff()
    order.answered_at = at
    order.refuse_reason = reason.strip()
    order.returned_to = back_to
    order.save()
    meet_deadline(found.case, Kind.ORDER_CONFIRMATION, key=found.key, actor=actor, at=at)
    end_order_access(found, at=at)
    drop_drafts(found.case, found.source.public_id, State.REFUSED)
    notify(
        back_to,
        NoticeKind.RETURNED,
        case=found.case,
        key=f"{found.key}:refused",
        sentence=filled(
            "En bestilling i sak {reference} er avvist.", reference=found.case.reference
        ),
        at=at,
    )
    trail.record(
        OrderRefused(
            case_id=found.case.pk,
            person_id=found.case.person_id,
            order=str(found.source.public_id),
            number=found.source.number,
            unit_id=found.source.unit_id,
            returned_to_id=back_to.pk,
        ),
        actor=actor,
        at=at,
    )
    return answer_of(found, order)


def _new(found: Found, state: State, *, actor: Actor, at: dt.datetime) -> Order:
    """The unit's first act on an order writes its row; the caller saves it."""
    source = found.source
    return Order(
        line_id=None if source.trial else source.pk,
        trial_id=source.pk if source.trial else None,
        case=found.case,
        number=source.number,
        unit_id=source.unit_id,
        state=state,
        answered_by_id=actor.staff(),
        answered_at=at,
    )
