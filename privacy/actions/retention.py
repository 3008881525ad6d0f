"""Use case of how long records are kept: the municipality's own dated rows."""

import datetime as dt
from typing import Any

from audit import trail
from people.access import Actor, use_case
from people.actions.dated import give_way, later_objections
from people.models import Municipality
from people.refusals import Objection, Refused
from people.roles import Permission
from privacy.events import RetentionDecided
from privacy.models import RetentionRow
from privacy.policy import KEPT


@use_case(Permission.ADMINISTER)
def decide_retention(
    kind: str,
    *,
    months: int,
    decided_by: str,
    valid_from: dt.date,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Note how long the municipality keeps a kind of record from a day on.

    The row in force ends that day. `decided_by` is the body and the day that decided it. Raises
    Refused with every objection.
    """
    Municipality.objects.select_for_update(no_key=True).get(pk=actor.municipality_id)
    labels = {row.kind: row.label for row in KEPT}
    found = []
    if kind not in labels:
        found.append(Objection("Velg en type fra listen.", "unknown_kind", "kind"))
    if not 1 <= months <= 1800:
        found.append(Objection("Bevaringstiden er fra 1 til 1800 måneder.", "months", "months"))
    if not decided_by.strip():
        found.append(
            Objection("Skriv hvem som har vedtatt bevaringstiden, og når.", "who", "decided_by")
        )
    rows = RetentionRow.objects.filter(municipality_id=actor.municipality_id, kind=kind)
    found += later_objections(rows, valid_from)
    if found:
        raise Refused.all(found)
    give_way(rows, to=valid_from)
    row = RetentionRow.objects.create(
        municipality_id=actor.municipality_id,
        kind=kind,
        months=months,
        decided_by=decided_by.strip()[:200],
        valid_from=valid_from,
    )
    event = RetentionDecided(
        kind=kind, label=labels[kind], months=months, valid_from=f"{valid_from:%d.%m.%Y}"
    )
    trail.record(event, actor=actor, at=at)
    return {"retention": row.pk}
