"""The use case by which the performing unit takes on help that is given without a decision."""

import datetime as dt
from typing import Any

from audit import trail
from cases.models import Case
from people.access import Actor, use_case
from people.queries import kept_from
from people.refusals import NotFound, Stale
from people.roles import Permission
from referrals.events import HelpReceived
from referrals.models import Help


@use_case(Permission.DELIVER)
def receive_help(help_id: str, *, version: int, actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """Take on help that names no performer (Ta imot), for somebody who delivers in its unit.

    They see what the job needs, never the case. Raises NotFound for another unit's; Stale where
    somebody was first, or it has ended.
    """
    mine = Help.objects.filter(
        public_id=help_id, unit__in=actor.units_with(Permission.DELIVER)
    ).exclude(person_id__in=kept_from(actor))
    case_id = mine.values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotFound("Vi finner ikke hjelpen.", what="help")
    case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case_id)
    help_ = mine.select_for_update(of=("self",)).get()
    if help_.ended_on is not None:
        raise Stale("Hjelpen er allerede avsluttet.", code="already_ended")
    if help_.performer_id is not None or help_.received_at is not None:
        raise Stale("En kollega har alt tatt imot.", code="already_received")
    if help_.version != version:
        raise Stale
    help_.received_by_id = actor.staff()
    help_.received_at = at
    help_.version += 1
    help_.save(update_fields=["received_by", "received_at", "version"])
    trail.record(
        HelpReceived(
            case_id=case.pk, person_id=case.person_id, help_id=help_.pk, unit_id=help_.unit_id
        ),
        actor=actor,
        at=at,
    )
    return {"help": str(help_.public_id), "version": help_.version}
