"""Use cases of what the municipality decides about the path: its dated rows (cases.policy)."""

import datetime as dt
from typing import Any

from django.utils.timezone import localdate

from audit import trail
from audit.words import mark
from cases.events import PolicyDecided, PolicyEnded
from cases.models import PolicyRow
from cases.policy import HEAVY, Coordinator, Policy, When
from cases.service_types import service_type
from cases.stages import Track
from people.access import Actor, use_case
from people.actions import end_row, give_way, later_objections
from people.models import Municipality
from people.refusals import Objection, Refused
from people.roles import Permission


@use_case(Permission.ADMINISTER)
def decide_policy(
    *,
    track: str,
    service_key: str = "",
    renewal: bool = False,
    policy: Policy,
    decided_by: str,
    valid_from: dt.date,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Note what the municipality has decided for a track, or for one service of it, from a day.

    `renewal`: it says so of an unchanged renewal alone. The row in force ends that day.
    `decided_by` is the body and the day that decided it. Raises Refused with every objection.
    """
    Municipality.objects.select_for_update(no_key=True).get(pk=actor.municipality_id)
    found = _objections(track, service_key, policy, decided_by, on=max(valid_from, localdate(at)))
    rows = PolicyRow.objects.filter(
        municipality_id=actor.municipality_id,
        track=track,
        service_key=service_key,
        renewal=renewal,
    )
    found += later_objections(rows, valid_from)
    if found:
        raise Refused.all(found)
    give_way(rows, to=valid_from)
    row = PolicyRow.objects.create(
        municipality_id=actor.municipality_id,
        track=track,
        service_key=service_key,
        renewal=renewal,
        coordinator=policy.coordinator,
        two_persons=policy.two_persons,
        two_units=policy.two_units,
        approval=policy.approval,
        simplified=policy.simplified,
        decided_by=decided_by.strip()[:200],
        valid_from=valid_from,
    )
    trail.record(
        PolicyDecided(
            track=track,
            service=service_key,
            renewal=renewal,
            simplified=policy.simplified,
            valid_from=f"{valid_from:%d.%m.%Y}",
            row_id=row.pk,
        ),
        actor=actor,
        at=at,
    )
    return {"row": row.pk}


@use_case(Permission.ADMINISTER)
def end_policy(row_id: int, *, valid_to: dt.date, actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """Let a row hold no longer from a day. Raises NotFound; Refused for a day that has been."""
    ours = PolicyRow.objects.filter(municipality_id=actor.municipality_id)
    row = end_row(ours, row_id, valid_to=valid_to, at=at)
    trail.record(PolicyEnded(row_id=row.pk, valid_to=f"{valid_to:%d.%m.%Y}"), actor=actor, at=at)
    return {"row": row.pk}


def _objections(
    track: str, service_key: str, policy: Policy, decided_by: str, *, on: dt.date
) -> list[Objection]:
    found = []
    if track not in set(Track):
        found.append(Objection("Velg hvilke tjenester raden gjelder.", "unknown_track", "track"))
    if service_key and not _known(service_key, on=on):
        found.append(Objection("Velg en tjeneste fra katalogen.", "unknown_service", "service_key"))
    if policy.simplified and policy.coordinator is not Coordinator.PASSED:
        found.append(
            Objection(
                "Forenklet løp går forbi forløpskoordinatoren. Velg det.",
                "coordinator_not_passed",
                "coordinator",
            )
        )
    weaker = policy.simplified or {policy.two_persons, policy.approval} != {When.ALWAYS}
    if service_key in HEAVY and weaker:
        found.append(
            Objection(
                mark("Tjenesten skal alltid ha to personer og godkjenner, og aldri forenklet løp."),
                "heavy",
                "service_key",
            )
        )
    if not decided_by.strip():
        found.append(
            Objection("Skriv hvem som har vedtatt regelen, og når.", "who_missing", "decided_by")
        )
    return found


def _known(service_key: str, *, on: dt.date) -> bool:
    try:
        service_type(service_key, on=on)
    except KeyError:
        return False
    return True
